//! Entity and relation tables.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use pubfast_core::columns::Categories;
use pubfast_core::model::table::{EntityTable, RelationTable, TableFile, TableRows};
use pubfast_core::model::{DictionaryColumn, Rows};

use super::ExportTable;
use super::projection::{LoadColumn, Projection};
use super::schema::{ENTITIES, TABLE_RELATIONS};
use super::table::JointColumns;

/// Some rows of an entity table.
pub fn entities<C>(core: &Arc<C>, rows: &Rows) -> ExportTable
where
    C: Deref<Target = EntityTable> + Send + Sync + 'static,
{
    let all = projection(core, rows);
    let columns = [
        ("pmid", pmids(&all)),
        ("type", category::<0, _, _>(&all)),
        ("identifier", strings::<0, _, _>(&all)),
        ("mentions", strings::<1, _, _>(&all)),
        ("resource", category::<1, _, _>(&all)),
    ];
    ExportTable::new("entities", ENTITIES, rows.len(), core.threads(), core.invalid(), columns)
        .with_packed(all.packed(["identifier", "mentions"]))
        .with_together(numbers(&all, &["pmid", "type", "resource"]))
}

/// Some rows of a relation table.
pub fn table_relations<C>(core: &Arc<C>, rows: &Rows) -> ExportTable
where
    C: Deref<Target = RelationTable> + Send + Sync + 'static,
{
    let all = projection(core, rows);
    let columns = [
        ("pmid", pmids(&all)),
        ("type", category::<0, _, _>(&all)),
        ("type1", category::<1, _, _>(&all)),
        ("id1", strings::<0, _, _>(&all)),
        ("type2", category::<2, _, _>(&all)),
        ("id2", strings::<1, _, _>(&all)),
    ];
    ExportTable::new("relations", TABLE_RELATIONS, rows.len(), core.threads(), core.invalid(), columns)
        .with_packed(all.packed(["id1", "id2"]))
        .with_together(numbers(&all, &["pmid", "type", "type1", "type2"]))
}

/// A handle of a table.
trait TableHolder<T: TableRows>: Deref<Target = TableFile<T>> + Send + Sync + 'static {}

impl<T: TableRows, C: Deref<Target = TableFile<T>> + Send + Sync + 'static> TableHolder<T> for C {}

fn projection<T: TableRows, C: TableHolder<T>>(core: &Arc<C>, rows: &Rows) -> Projection<C> {
    let (text, invalid) = (core.text().clone(), core.invalid().clone());
    Projection { core: core.clone(), rows: rows.clone(), total: core.len(), text, invalid }
}

/// The PMIDs and the dictionary columns.
fn numbers<T: TableRows, C: TableHolder<T>>(
    all: &Projection<C>,
    names: &'static [&'static str],
) -> Option<JointColumns> {
    all.together(names, |core| core.make_numbers())
}

fn pmids<T: TableRows, C: TableHolder<T>>(all: &Projection<C>) -> LoadColumn {
    all.int64(TableFile::pmids, |core, row| core.record(row).pmid)
}

/// Dictionary column `AT`.
fn category<const AT: usize, T: TableRows, C: TableHolder<T>>(all: &Projection<C>) -> LoadColumn {
    let whole = |core: &TableFile<T>| -> pubfast_core::Result<DictionaryColumn> { core.category(AT) };
    fn names<const AT: usize, T: TableRows>(core: &TableFile<T>) -> &Categories {
        core.categories(AT)
    }
    all.category(whole, names::<AT, T>, |core, row| core.record(row).codes[AT], None)
}

/// String column `AT`.
fn strings<const AT: usize, T: TableRows, C: TableHolder<T>>(all: &Projection<C>) -> LoadColumn {
    fn one<const AT: usize, T: TableRows>(core: &TableFile<T>, row: usize) -> Option<Cow<'_, [u8]>> {
        core.record(row).values[AT].clone().map(|place| Cow::Borrowed(&core.text()[place]))
    }
    all.text(|core| core.strings(AT), one::<AT, T>)
}
