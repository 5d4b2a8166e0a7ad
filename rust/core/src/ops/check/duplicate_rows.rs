//! Finds rows of a table that are there twice, among the rows of one PMID, which stand together.

use hashbrown::HashSet;

use super::fingerprint::fingerprint;

/// Consecutive rows of one PMID: the PMID, and for each row its fingerprint and the beginning of its line.
#[derive(Debug, Default)]
pub(crate) struct PmidRun {
    pmid: i64,
    rows: Vec<(u128, u32)>,
}

/// The first and the last run of a batch, whose rows may go on before and after it.
#[derive(Debug, Default)]
pub(crate) struct EdgeRuns {
    first: Option<PmidRun>,
    /// None if the first run is also the last.
    last: Option<PmidRun>,
}

/// Finds the repeated rows of a batch.
#[derive(Debug, Default)]
pub(crate) struct RunFinder {
    pmid: i64,
    /// The beginning and the end of each line of the run.
    lines: Vec<(u32, u32)>,
    prints: Vec<(u128, u32)>,
    first: Option<PmidRun>,
}

impl RunFinder {
    /// Adds a row. A row without PMID (-1) never counts as repeated.
    pub fn add(&mut self, text: &[u8], pmid: i64, line: (usize, usize), give: &mut impl FnMut(usize)) {
        if !self.lines.is_empty() && pmid != self.pmid {
            self.end_run(text, give);
        }
        self.pmid = pmid;
        self.lines.push((line.0 as u32, line.1 as u32));
    }

    /// Ends the batch.
    pub fn finish(mut self, text: &[u8], give: &mut impl FnMut(usize)) -> EdgeRuns {
        if self.lines.is_empty() {
            return EdgeRuns::default();
        }
        if self.first.is_none() {
            self.end_run(text, give);
            return EdgeRuns { first: self.first, last: None };
        }
        self.print(text, give);
        EdgeRuns { first: self.first, last: Some(PmidRun { pmid: self.pmid, rows: self.prints }) }
    }

    fn end_run(&mut self, text: &[u8], give: &mut impl FnMut(usize)) {
        if self.first.is_none() {
            self.print(text, give);
            self.first = Some(PmidRun { pmid: self.pmid, rows: std::mem::take(&mut self.prints) });
        } else if self.lines.len() > 1 {
            self.print(text, give);
        }
        self.lines.clear();
    }

    /// Makes the fingerprints of the run's rows, each once, and gives the rows that are repeated.
    fn print(&mut self, text: &[u8], give: &mut impl FnMut(usize)) {
        self.prints.clear();
        if self.pmid < 0 {
            return;
        }
        let print = |&(begin, end): &(u32, u32)| (fingerprint(&text[begin as usize..end as usize]), begin);
        self.prints.extend(self.lines.iter().map(print));
        self.prints.sort_unstable();
        let mut before = None;
        self.prints.retain(|&(print, begin)| {
            let is_new = before != Some(print);
            before = Some(print);
            if !is_new {
                give(begin as usize);
            }
            is_new
        });
    }
}

/// The rows of the last PMID, to which the next batch may add.
#[derive(Debug, Default)]
pub(crate) struct OpenRun {
    pmid: i64,
    prints: HashSet<u128, foldhash::fast::RandomState>,
}

impl OpenRun {
    /// Takes the runs of the next batch; gives the beginnings of the lines that repeat an earlier one.
    pub fn join(&mut self, runs: EdgeRuns, mut give: impl FnMut(usize)) {
        let Some(first) = runs.first else { return };
        if first.pmid == self.pmid {
            for (print, begin) in first.rows {
                if !self.prints.insert(print) {
                    give(begin as usize);
                }
            }
        } else {
            self.begin(first);
        }
        if let Some(last) = runs.last {
            self.begin(last);
        }
    }

    fn begin(&mut self, run: PmidRun) {
        self.pmid = run.pmid;
        self.prints = run.rows.into_iter().map(|(print, _)| print).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes at which rows stand again, with the input cut after each of some lines.
    fn repeated(text: &str, cut_after: impl Fn(usize) -> bool) -> Vec<usize> {
        let (mut found, mut carried) = (Vec::new(), OpenRun::default());
        let (mut finder, mut begin, mut base) = (RunFinder::default(), 0, 0);
        let mut give_up = |finder: RunFinder, base: usize, end: usize, found: &mut Vec<usize>| {
            let part = &text.as_bytes()[base..end];
            let mut here = Vec::new();
            let runs = finder.finish(part, &mut |begin| here.push(base + begin));
            carried.join(runs, |begin| here.push(base + begin));
            here.sort_unstable();
            found.extend(here);
        };
        for (at, line) in text.split_inclusive('\n').enumerate() {
            let pmid = line.split('\t').next().and_then(|id| id.parse().ok()).unwrap_or(-1);
            let end = begin + line.len();
            let mut here = Vec::new();
            let part = &text.as_bytes()[base..];
            finder.add(part, pmid, (begin - base, end - 1 - base), &mut |begin| here.push(base + begin));
            found.extend(here);
            begin = end;
            if cut_after(at) {
                give_up(std::mem::take(&mut finder), base, end, &mut found);
                base = end;
            }
        }
        give_up(finder, base, text.len(), &mut found);
        found.sort_unstable();
        found
    }

    #[test]
    fn cuts_do_not_matter() {
        let text = "1\ta\n1\tb\n1\ta\n1\ta\n2\ta\n2\ta\n1\ta\nx\ta\nx\ta\n3\ta\n3\ta\n3\tb\n3\tb\n";
        let expected = [8, 12, 20, 40, 48];
        for mask in 0_usize..1 << 13 {
            assert_eq!(repeated(text, |at| mask >> at & 1 == 1), expected, "{mask:b}");
        }
    }
}
