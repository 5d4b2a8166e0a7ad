//! The inputs that a data set was read from.

use crate::columns::Categories;

/// One of the inputs of a data set.
#[derive(Clone, Debug)]
pub(crate) struct InputPart {
    /// The code of its name.
    code: usize,
    /// The position in the text at which it begins.
    pub begin: usize,
    /// The records of the inputs before it.
    pub records: usize,
    /// The problems of the inputs before it.
    pub problems: usize,
}

/// The inputs of a data set, in order; none for rows made in memory.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    parts: Vec<InputPart>,
    /// The distinct names, as the caller gave them, in order of first appearance.
    names: Vec<String>,
}

impl Inputs {
    /// Adds an input that begins at a position in the text, after some records and problems.
    pub fn push(&mut self, name: String, begin: usize, records: usize, problems: usize) {
        let code = self.names.iter().position(|known| *known == name).unwrap_or(self.names.len());
        if code == self.names.len() {
            self.names.push(name);
        }
        self.parts.push(InputPart { code, begin, records, problems });
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The name of the only input.
    pub fn only(&self) -> Option<&str> {
        match &self.parts[..] {
            [only] => Some(&self.names[only.code]),
            _ => None,
        }
    }

    pub fn last(&self) -> Option<&InputPart> {
        self.parts.last()
    }

    /// The name of the last input, empty if there is none.
    pub fn last_name(&self) -> &str {
        self.last().map_or("", |input| &self.names[input.code])
    }

    /// The input of a record.
    pub fn of_record(&self, row: usize) -> Option<&InputPart> {
        self.last_where(|input| input.records <= row)
    }

    /// The input of a problem.
    pub fn of_problem(&self, at: usize) -> Option<&InputPart> {
        self.last_where(|input| input.problems <= at)
    }

    /// The name of the input of a problem.
    pub fn name_of_problem(&self, at: usize) -> &str {
        self.of_problem(at).map_or("", |input| &self.names[input.code])
    }

    fn last_where(&self, begins: impl Fn(&InputPart) -> bool) -> Option<&InputPart> {
        self.parts[..self.parts.partition_point(begins)].last()
    }

    /// The distinct names, in order of first appearance.
    pub fn names(&self) -> Categories {
        self.names.iter().collect()
    }

    /// The code of the input of a record, -1 for a record made in memory.
    pub fn code(&self, row: usize) -> i32 {
        self.of_record(row).map_or(-1, |input| input.code as i32)
    }

    /// Writes the code of the input of each record.
    pub fn fill_codes(&self, codes: &mut [i32]) {
        if self.parts.is_empty() {
            codes.fill(-1);
        }
        let ends = self.parts.iter().skip(1).map(|input| input.records).chain([codes.len()]);
        for (input, end) in self.parts.iter().zip(ends.collect::<Vec<_>>()) {
            codes[input.records..end].fill(input.code as i32);
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
            inputs.push(name.into(), begin, records, problems);
        }
        let mut codes = [7; 5];
        inputs.fill_codes(&mut codes);
        assert_eq!(codes, [0, 0, 2, 0, 0]);
        assert!((0..5).all(|row| inputs.code(row) == codes[row]));
        assert_eq!(inputs.names(), ["a", "b", "c"].iter().collect());
        assert_eq!([0, 1, 3, 4].map(|at| inputs.name_of_problem(at)), ["a", "c", "c", "a"]);
        assert_eq!((inputs.last_name(), inputs.only()), ("a", None));
        assert_eq!(Inputs::default().code(0), -1);
    }
}
