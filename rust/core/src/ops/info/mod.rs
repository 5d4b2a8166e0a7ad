//! Counts the content of a dump in one pass: each batch of a stream is counted by itself, and the counts are added in
//! order.

mod documents;
mod form;
mod forms;
mod pass;
mod table;
mod tally;
mod text;

pub use form::Form;
pub use pass::{InfoPass, summarise};
pub use tally::Tally;

use crate::ProblemCode;
use crate::model::{Dataset, Kind, ParsedInput};

/// Counts of a dump, or of a part of it.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// Documents; in a table, runs of rows with one PMID.
    pub documents: u64,
    /// Documents whose id is a plain number.
    pub pmids: u64,
    /// Documents with a title.
    pub titles: u64,
    /// Documents with an abstract.
    pub abstracts: u64,
    /// Text lines other than titles and abstracts.
    pub passages: u64,
    pub annotations: u64,
    pub relations: u64,
    /// Rows of a table.
    pub rows: u64,
    pub lines: u64,
    /// Bytes of the text.
    pub bytes: u64,
    /// Documents, or rows of a table, that are not ASCII.
    pub non_ascii: u64,
    pub non_ascii_bytes: u64,
    /// Annotations or rows by type.
    pub types: Tally,
    pub relation_types: Tally,
    /// Identifiers by form.
    pub forms: Tally,
    /// Rows by resource.
    pub resources: Tally,
    pub problems: [u64; ProblemCode::ALL.len()],
    /// The PMIDs of the first and of the last row of a table.
    ends: Option<(i64, i64)>,
}

impl Dataset {
    /// Counts the content of the data set.
    pub fn info(&self) -> Info {
        match self.kind() {
            Kind::Documents => self.documents_info(),
            Kind::Entities | Kind::Relations => self.table_info(),
        }
    }
}

impl Info {
    fn of_input(parsed: &ParsedInput) -> Self {
        let mut problems = [0; ProblemCode::ALL.len()];
        parsed.problems.iter().for_each(|problem| problems[problem.code as usize] += 1);
        Self {
            lines: (parsed.layout.lines - parsed.layout.origin.lines) as u64,
            bytes: parsed.text.len() as u64,
            problems,
            ..Self::default()
        }
    }

    /// Adds the counts of the part that follows.
    pub fn add(&mut self, next: &Self) {
        self.documents += next.documents;
        // A run of rows that continues in the next batch counts once.
        if let (Some((_, last)), Some((first, _))) = (self.ends, next.ends) {
            self.documents -= u64::from(last == first);
            self.pmids -= u64::from(last == first && first >= 0);
        }
        self.ends = match (self.ends, next.ends) {
            (Some((first, _)), Some((_, last))) => Some((first, last)),
            (one, other) => one.or(other),
        };
        for (sum, more) in [
            (&mut self.pmids, next.pmids),
            (&mut self.titles, next.titles),
            (&mut self.abstracts, next.abstracts),
            (&mut self.passages, next.passages),
            (&mut self.annotations, next.annotations),
            (&mut self.relations, next.relations),
            (&mut self.rows, next.rows),
            (&mut self.lines, next.lines),
            (&mut self.bytes, next.bytes),
            (&mut self.non_ascii, next.non_ascii),
            (&mut self.non_ascii_bytes, next.non_ascii_bytes),
        ] {
            *sum += more;
        }
        for (sum, more) in [
            (&mut self.types, &next.types),
            (&mut self.relation_types, &next.relation_types),
            (&mut self.forms, &next.forms),
            (&mut self.resources, &next.resources),
        ] {
            sum.add(more);
        }
        self.problems.iter_mut().zip(next.problems).for_each(|(sum, more)| *sum += more);
    }
}
