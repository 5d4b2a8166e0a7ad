//! The inputs that a data set was read from.

use crate::columns::Categories;

/// One of the inputs of a data set.
#[derive(Clone, Debug)]
pub(crate) struct InputPart {
    /// The input as the caller named it.
    pub name: String,
    /// The position in the text at which it begins.
    pub begin: usize,
    /// The records of the inputs before it.
    pub records: usize,
    /// The problems of the inputs before it.
    pub problems: usize,
}

/// The inputs of a data set, in order; none for rows made in memory.
#[derive(Debug, Default)]
pub(crate) struct Inputs(Vec<InputPart>);

impl Inputs {
    pub fn push(&mut self, input: InputPart) {
        self.0.push(input);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The name of the only input.
    pub fn only(&self) -> Option<&str> {
        match &self.0[..] {
            [only] => Some(&only.name),
            _ => None,
        }
    }

    pub fn last(&self) -> Option<&InputPart> {
        self.0.last()
    }

    /// The input of a record.
    pub fn of_record(&self, row: usize) -> Option<&InputPart> {
        self.last_where(|input| input.records <= row)
    }

    /// The input of a problem.
    pub fn of_problem(&self, at: usize) -> Option<&InputPart> {
        self.last_where(|input| input.problems <= at)
    }

    fn last_where(&self, begins: impl Fn(&InputPart) -> bool) -> Option<&InputPart> {
        self.0[..self.0.partition_point(begins)].last()
    }

    /// The distinct names, in order of first appearance.
    pub fn names(&self) -> Categories {
        self.distinct().into_iter().collect()
    }

    fn distinct(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for input in &self.0 {
            if !names.contains(&&*input.name) {
                names.push(&input.name);
            }
        }
        names
    }

    /// The code of the input of a record, -1 for a record made in memory.
    pub fn code(&self, row: usize) -> i32 {
        let Some(input) = self.of_record(row) else { return -1 };
        self.distinct().iter().position(|&name| name == input.name).map_or(-1, |code| code as i32)
    }

    /// Writes the code of the input of each record.
    pub fn fill_codes(&self, codes: &mut [i32]) {
        if self.0.is_empty() {
            codes.fill(-1);
        }
        let ends = self.0.iter().skip(1).map(|input| input.records).chain([codes.len()]);
        let runs: Vec<_> = self.0.iter().map(|input| input.records).zip(ends).collect();
        for (begin, end) in runs {
            let code = if begin < end { self.code(begin) } else { -1 };
            codes[begin..end].fill(code);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_and_problems_belong_to_the_last_input_that_began() {
        let mut inputs = Inputs::default();
        for (name, begin, records, problems) in
            [("a", 0, 0, 0), ("b", 10, 2, 1), ("c", 20, 2, 1), ("a", 20, 3, 4)]
        {
            inputs.push(InputPart { name: name.into(), begin, records, problems });
        }
        let mut codes = [7; 5];
        inputs.fill_codes(&mut codes);
        assert_eq!(codes, [0, 0, 2, 0, 0]);
        assert!((0..5).all(|row| inputs.code(row) == codes[row]));
        assert_eq!(inputs.names(), ["a", "b", "c"].iter().collect());
        let of_problem = |at| inputs.of_problem(at).map(|input| &*input.name);
        assert_eq!([0, 1, 3, 4].map(of_problem), [Some("a"), Some("c"), Some("c"), Some("a")]);
        assert_eq!(Inputs::default().code(0), -1);
    }
}
