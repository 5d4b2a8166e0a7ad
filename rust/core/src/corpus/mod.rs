//! An input in columns: every window's rows as one set of tables, answering by row.
//!
//! Rows stay where the workers wrote them, and a view looks its row up there. A column that somebody
//! wants whole is gathered once, and what it was gathered from is freed.

mod annotations;
mod documents;
mod find;
mod layout;
mod load;
mod passages;
mod relations;
mod rows;
mod strings;

use std::ops::Range;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard};

pub use annotations::AnnotationRecord;
pub use documents::DocumentRecord;
pub use layout::Origin;
pub use load::{OnProblem, Options};
pub(crate) use load::{Parsed, Piece, parse_piece};
pub use passages::PassageRecord;
pub use relations::RelationRecord;
pub use rows::Rows;
pub use strings::{Categories, StringColumn};

use crate::columns::Slab;
use crate::input::Text;
use crate::{Problem, Result};
use layout::Layout;

/// A value, as a place in the text.
pub type Place = Range<usize>;

/// A number column over the whole input, shared with whoever holds it.
pub type Numbers<T> = Arc<Slab<T>>;

/// A parsed input.
#[derive(Debug)]
pub struct Corpus {
    path: Option<String>,
    text: Arc<Text>,
    layout: Layout,
    documents: documents::Documents,
    annotations: annotations::Annotations,
    relations: relations::Relations,
    passages: passages::Passages,
    problems: Vec<Problem>,
    index: OnceLock<find::Index>,
}

impl Corpus {
    /// The input as the caller named it; none for a corpus made in memory.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The uncompressed input, in which every value is a place.
    pub fn text(&self) -> &Arc<Text> {
        &self.text
    }

    /// What comes before it in the input, if it is a batch of a stream. Places in the text count from its own
    /// beginning; bytes, lines and problems are those of the input.
    pub fn origin(&self) -> Origin {
        self.layout.origin
    }

    /// How many documents there are.
    pub fn documents_len(&self) -> usize {
        self.layout.counts.documents
    }

    /// How many annotations there are.
    pub fn annotations_len(&self) -> usize {
        self.layout.counts.annotations
    }

    /// How many relations there are.
    pub fn relations_len(&self) -> usize {
        self.layout.counts.relations
    }

    /// How many passages there are.
    pub fn passages_len(&self) -> usize {
        self.layout.counts.passages
    }

    /// The problems, ordered by line, byte and code.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The sentence for a problem.
    pub fn message(&self, problem: &Problem) -> String {
        load::message(&self.text, self.layout.origin.bytes, problem)
    }
}

/// A whole column, made when somebody first asks for it.
type Whole<W> = OnceLock<Arc<W>>;

/// What the workers wrote, for as long as a column is still to be made of it.
///
/// A column is set, and its pieces are freed, under the write lock only: whoever holds the read lock
/// finds a value in the whole column or in the pieces.
#[derive(Debug)]
struct Pieces<P>(RwLock<P>);

impl<P> Pieces<P> {
    fn new(pieces: P) -> Self {
        Self(RwLock::new(pieces))
    }

    fn read(&self) -> RwLockReadGuard<'_, P> {
        // Nothing is left half done by a panic: a column is set and freed after it is complete.
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The column, which `make` makes if this is the first time; `free` then drops what is done with.
    fn whole<W>(
        &self,
        column: &Whole<W>,
        make: impl FnOnce(&mut P) -> Result<W>,
        free: impl FnOnce(&mut P),
    ) -> Result<Arc<W>> {
        if let Some(whole) = column.get() {
            return Ok(whole.clone());
        }
        let mut pieces = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if column.get().is_none() {
            let whole = Arc::new(make(&mut pieces)?);
            column.get_or_init(|| whole);
            free(&mut pieces);
        }
        Ok(column.get().expect("the column was set").clone())
    }
}
