"""Entity and relation tables are Arrow streams, whose values are those of the columns."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import pubfast

Write = Callable[..., Path]
Columns = dict[str, list[Any]]
DATA = Path(__file__).parents[1] / "data" / "tables"
CORPORA = Path(os.environ["PUBFAST_CORPORA"], "tables") if os.environ.get("PUBFAST_CORPORA") else None
REAL = sorted(path for path in CORPORA.rglob("*") if path.is_file()) if CORPORA else []
FILES = sorted(DATA.glob("*.tsv")) + REAL
CODES = "dictionary<values=string, indices=int32, ordered=0>"
SCHEMAS = {
    "entities": [
        "pmid: int64",
        f"type: {CODES}",
        "identifier: string_view not null",
        "mentions: string_view",
        f"resource: {CODES}",
    ],
    "relations": [
        "pmid: int64",
        f"type: {CODES} not null",
        f"type1: {CODES}",
        "id1: string_view not null",
        f"type2: {CODES}",
        "id2: string_view not null",
    ],
}


def read(kind: str, source: object, **options: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        return getattr(pubfast, f"read_{kind}")(source, **{"format": kind, **options})


def expected(table: Any, kind: str) -> Columns:
    """The columns as lists, by way of numpy and `str`."""
    found: Columns = {}
    for field in SCHEMAS[kind]:
        name = field.partition(":")[0]
        column = getattr(table, name)
        found[name] = column.tolist() if isinstance(column, np.ndarray) else column.to_list()
    found["pmid"] = [None if pmid == -1 else pmid for pmid in found["pmid"]]
    return found


def checked(table: Any) -> Columns:
    rows = pa.table(table)
    rows.validate(full=True)
    found: Columns = rows.to_pydict()
    return found


READERS: dict[str, Callable[[Any], Columns]] = {
    "pyarrow": checked,
    "large_string": lambda table: table.to_arrow().to_pydict(),
    "string": lambda table: table.to_arrow(strings="string").to_pydict(),
    "polars": lambda table: table.to_polars().to_dict(as_series=False),
}


@pytest.mark.parametrize("kind", SCHEMAS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("reader", READERS)
def test_values(kind: str, path: Path, reader: str) -> None:
    table = read(kind, path)
    assert READERS[reader](table) == expected(table, kind)
    problems = pa.table(table.problems).to_pydict()
    assert problems["line"] == table.problems.line.tolist()
    assert problems["code"] == table.problems.code.to_list()
    assert problems["message"] == table.problems.message


@pytest.mark.parametrize("kind", SCHEMAS)
def test_schemas(kind: str) -> None:
    table = read(kind, DATA / f"{kind}.tsv")
    schema = pa.schema(table)
    assert schema == pa.table(table).schema
    fields = [f"{field.name}: {field.type}{'' if field.nullable else ' not null'}" for field in schema]
    assert fields == SCHEMAS[kind]
    assert schema.metadata is not None
    assert schema.metadata[b"pubfast.table"] == kind.encode()


ROWS = b"".join(
    b"%d\tGene\t%d\ta mention of gene %d|g\tGNormPlus\n" % (7 + at // 3, at, at) for at in range(999)
)
ROWS += b"9999\tCell\xffLine\tCVCL_1\tbad \xfe bytes in a mention\tTaggerOne|MeSH\nPMC1\tGene\t-\n"


def test_parts_and_batches(write: Write) -> None:
    path = write(ROWS, "gene2pubtator3")
    table = read("entities", path, threads=3)
    for part in (table, table[10:-10], table[100:110], table[::-7], table[[3, 3, -1]], table[5:5]):
        for reader in READERS.values():
            assert reader(part) == expected(part, "entities")
    whole = expected(table, "entities")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        batches = list(pubfast.stream_entities(path, batch_bytes=9000, format="entities"))
    assert len(batches) > 3
    for name, values in whole.items():
        assert [value for batch in batches for value in checked(batch)[name]] == values
    assert pa.schema(table).metadata[b"pubfast.invalid_utf8_lines"] == b"1"


def test_types_of_frames(write: Write) -> None:
    table = read("entities", write(ROWS, "gene2pubtator3"))
    frame = table.to_polars(columns=["type", "pmid"])
    assert frame.columns == ["type", "pmid"]
    assert isinstance(frame.schema["type"], pl.Categorical)
    pandas = table.to_pandas()
    assert isinstance(pandas["resource"].dtype, pd.CategoricalDtype)
    assert pandas["pmid"].dtype == pd.Int64Dtype()
    assert pandas["pmid"].isna().sum() == 1
    table.close()
    with pytest.raises(ValueError, match="closed"):
        table.to_polars()
