"""Tables as frames of pyarrow, polars and pandas, and what is said where those are not installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import pubfast

CorpusOf = Callable[..., pubfast.Corpus]
Script = Callable[..., Any]

TABLES = ("documents", "annotations", "relations", "passages", "problems")


@pytest.mark.parametrize("table", TABLES)
def test_strings_that_every_function_takes(table: str, sample: pubfast.Corpus) -> None:
    """pyarrow cannot sort or filter views."""
    rows = getattr(sample, table)
    found = rows.to_arrow()
    assert not any(pa.types.is_string_view(field.type) for field in found.schema)
    assert found.sort_by(found.column_names[-1]).num_rows == len(rows)
    assert any(pa.types.is_string_view(field.type) for field in rows.to_arrow(strings="view").schema)
    assert any(pa.types.is_string(field.type) for field in rows.to_arrow(strings="string").schema)


def test_types_of_polars(sample: pubfast.Corpus) -> None:
    frame = sample.annotations.to_polars()
    assert frame.schema == pl.DataFrame(sample.annotations).schema
    assert frame.schema["mention"] == pl.String
    assert isinstance(frame.schema["type"], pl.Categorical)
    genes = frame.filter(pl.col("type") == "Gene")
    assert len(genes) == int((sample.annotations.type == "Gene").sum())
    counts = frame.group_by("pmid").len().sort("len")
    assert counts["len"].sum() == len(frame)


def test_documents_and_annotations_join(sample: pubfast.Corpus) -> None:
    joined = sample.annotations.to_polars().join(sample.documents.to_polars(), on="document")
    assert (joined["document_id"] == joined["document_id_right"]).all()
    assert joined["byte_end"].is_not_null().all()
    assert len(joined) == len(sample.annotations)


def test_types_of_pandas(sample: pubfast.Corpus) -> None:
    frame = sample.annotations.to_pandas()
    assert isinstance(frame["type"].dtype, pd.CategoricalDtype)
    assert frame["pmid"].dtype == pd.Int64Dtype()
    assert frame["start"].dtype == "int32"
    assert frame["mention"].dtype == "str"


def test_large_pmids_do_not_change(corpus_of: CorpusOf) -> None:
    corpus = corpus_of("999999999999999999|t|x\nPMC1|t|y\n")
    assert corpus.documents.to_pandas()["pmid"].tolist() == [999999999999999999, pd.NA]
    assert corpus.documents.to_polars()["pmid"].to_list() == [999999999999999999, None]
    assert corpus.documents.to_arrow()["pmid"].to_pylist() == [999999999999999999, None]


@pytest.mark.parametrize("method", ["to_arrow", "to_polars", "to_pandas"])
def test_columns_that_are_named(method: str, sample: pubfast.Corpus) -> None:
    make = getattr(sample.annotations, method)
    found = make(columns=["type", "pmid"])
    assert list(found.column_names if method == "to_arrow" else found.columns) == ["type", "pmid"]
    with pytest.raises(ValueError, match='no column "titel"; there are document, document_id, pmid, start'):
        make(columns=["titel"])
    with pytest.raises(TypeError):
        make(columns="type")
    assert len(make(columns=[])) in (0, len(sample.annotations))


def test_strings_that_there_are_not(sample: pubfast.Corpus) -> None:
    with pytest.raises(ValueError, match="strings must be 'view', 'large_string' or 'string', not \"utf8\""):
        sample.annotations.to_arrow(strings="utf8")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "missing", "message"),
    [
        ("to_arrow", "pyarrow", "to_arrow() needs pyarrow: pip install 'pubfast[arrow]'"),
        ("to_polars", "polars", "to_polars() needs polars: pip install 'pubfast[polars]'"),
        ("to_pandas", "pandas", "to_pandas() needs pandas: pip install 'pubfast[pandas]'"),
        ("to_pandas", "pyarrow", "to_pandas() needs pyarrow: pip install 'pubfast[pandas]'"),
    ],
)
def test_libraries_that_are_not_installed(method: str, missing: str, message: str, script: Script) -> None:
    code = f"""
import sys
class Missing:
    def find_spec(self, name, *more):
        if name == {missing!r}:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Missing())
import pubfast
document = pubfast.Document(document_id="1", title="x")
try:
    document.annotations.{method}()
except ImportError as error:
    print(error)
"""
    assert script(code).stdout.strip() == message


def test_nothing_heavy_is_imported_before_it_is_needed(script: Script) -> None:
    code = """
import sys, pubfast
document = pubfast.Document(document_id="1", title="x")
document.annotations.__arrow_c_stream__()
print([name for name in ("pyarrow", "polars", "pandas", "duckdb") if name in sys.modules])
"""
    assert script(code).stdout.strip() == "[]"
