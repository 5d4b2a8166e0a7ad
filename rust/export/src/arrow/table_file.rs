//! Entity and relation tables.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use pubfast_core::columns::Names;
use pubfast_core::model::table::{EntityTable, RelationTable, TableFile, TableRows};
use pubfast_core::model::{Categories, Rows};

use super::Table;
use super::pick::{Load, Pick};
use super::schema::{ENTITIES, TABLE_RELATIONS};
use super::table::Together;

/// Some rows of an entity table.
pub fn entities<C>(core: &Arc<C>, rows: &Rows) -> Table
where
    C: Deref<Target = EntityTable> + Send + Sync + 'static,
{
    let all = pick(core, rows);
    let columns = [
        ("pmid", pmids(&all)),
        ("type", category::<0, _, _>(&all)),
        ("identifier", strings::<0, _, _>(&all)),
        ("mentions", strings::<1, _, _>(&all)),
        ("resource", category::<1, _, _>(&all)),
    ];
    Table::new("entities", ENTITIES, rows.len(), core.threads(), core.invalid(), columns)
        .with_packed(all.packed(["identifier", "mentions"]))
        .with_together(numbers(&all, &["pmid", "type", "resource"]))
}

/// Some rows of a relation table.
pub fn table_relations<C>(core: &Arc<C>, rows: &Rows) -> Table
where
    C: Deref<Target = RelationTable> + Send + Sync + 'static,
{
    let all = pick(core, rows);
    let columns = [
        ("pmid", pmids(&all)),
        ("type", category::<0, _, _>(&all)),
        ("type1", category::<1, _, _>(&all)),
        ("id1", strings::<0, _, _>(&all)),
        ("type2", category::<2, _, _>(&all)),
        ("id2", strings::<1, _, _>(&all)),
    ];
    Table::new("relations", TABLE_RELATIONS, rows.len(), core.threads(), core.invalid(), columns)
        .with_packed(all.packed(["id1", "id2"]))
        .with_together(numbers(&all, &["pmid", "type", "type1", "type2"]))
}

/// What holds a table.
trait Holder<T: TableRows>: Deref<Target = TableFile<T>> + Send + Sync + 'static {}

impl<T: TableRows, C: Deref<Target = TableFile<T>> + Send + Sync + 'static> Holder<T> for C {}

fn pick<T: TableRows, C: Holder<T>>(core: &Arc<C>, rows: &Rows) -> Pick<C> {
    let (text, invalid) = (core.text().clone(), core.invalid().clone());
    Pick { core: core.clone(), rows: rows.clone(), total: core.len(), text, invalid }
}

/// The PMIDs and the dictionary columns.
fn numbers<T: TableRows, C: Holder<T>>(all: &Pick<C>, names: &'static [&'static str]) -> Option<Together> {
    all.together(names, |core| core.make_numbers())
}

fn pmids<T: TableRows, C: Holder<T>>(all: &Pick<C>) -> Load {
    all.int64(TableFile::pmids, |core, row| core.record(row).pmid)
}

/// Dictionary column `AT`.
fn category<const AT: usize, T: TableRows, C: Holder<T>>(all: &Pick<C>) -> Load {
    let whole = |core: &TableFile<T>| -> pubfast_core::Result<Categories> { core.category(AT) };
    fn names<const AT: usize, T: TableRows>(core: &TableFile<T>) -> &Names {
        core.categories(AT)
    }
    all.category(whole, names::<AT, T>, |core, row| core.record(row).codes[AT], None)
}

/// String column `AT`.
fn strings<const AT: usize, T: TableRows, C: Holder<T>>(all: &Pick<C>) -> Load {
    fn one<const AT: usize, T: TableRows>(core: &TableFile<T>, row: usize) -> Option<Cow<'_, [u8]>> {
        core.record(row).values[AT].clone().map(|place| Cow::Borrowed(&core.text()[place]))
    }
    all.text(|core| core.strings(AT), one::<AT, T>)
}
