"""Columns compare with a value, or with several, and give a mask; they count what they hold."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pubfast

CorpusOf = Callable[..., pubfast.Corpus]
Read = Callable[..., pubfast.Corpus]

TEXT = (
    b"1|t|x\n1\t0\t1\tx\tGene\t7\n1\t0\t1\tx\tDisease\n1\t0\t1\tx\tGene\t\n1\t0\t1\tx\tG\xff\t7\xfe8\n"
    b"1\t0\t1\tx\tG\xfe\t7\xef\xbf\xbd8\n1\t0\t1\tx\t\t-\n1\t0\t1\tx\tgene\t7\n"
)
TYPES = ["Gene", "Disease", "Gene", "G\ufffd", "G\ufffd", "", "gene"]
IDENTIFIERS = ["7", None, "", "7\ufffd8", "7\ufffd8", "-", "7"]
VALUES = [*dict.fromkeys(TYPES + IDENTIFIERS), "7;8", "nothing", "G\xff", "\ufffd", "G"]


@pytest.fixture(scope="module", params=["type", "identifier"])
def column(request: pytest.FixtureRequest, corpus_of: CorpusOf) -> Any:
    return getattr(corpus_of(TEXT).annotations, request.param)


SURROGATES = ["7\ud8008", "\udcff", "Gene\ud800"]


def check_mask(mask: Any, expected: list[bool]) -> None:
    assert isinstance(mask, np.ndarray), f"{mask!r} is no array"
    assert mask.dtype == bool
    assert mask.tolist() == expected


@pytest.mark.parametrize("value", [value for value in VALUES if value is not None], ids=ascii)
@pytest.mark.parametrize("compare", [operator.eq, operator.ne])
def test_one_value_gives_a_mask(column: Any, value: str | None, compare: Callable[..., Any]) -> None:
    check_mask(compare(column, value), [compare(own, value) for own in column.to_list()])


def test_the_value_may_stand_first(column: Any) -> None:
    for value in ("Gene", "7", "G\ufffd"):
        check_mask(value == column, [own == value for own in column.to_list()])
        check_mask(value != column, [own != value for own in column.to_list()])


@pytest.mark.parametrize("compare", [operator.eq, operator.ne])
def test_none_stands_for_absent_values(column: Any, compare: Callable[..., Any]) -> None:
    """A type is never absent, and a comparison gives a mask all the same."""
    check_mask(compare(column, None), [compare(own, None) for own in column.to_list()])
    check_mask(compare(column[1:3], None), [compare(own, None) for own in column.to_list()[1:3]])


@pytest.mark.parametrize("value", SURROGATES, ids=ascii)
def test_strings_that_no_file_can_hold_are_not_found(column: Any, value: str) -> None:
    check_mask(column == value, [False] * len(column))
    check_mask(column != value, [True] * len(column))
    check_mask(column.isin([value]), [False] * len(column))
    check_mask(column.isin([value, "7", "Gene"]), [own in ("7", "Gene") for own in column.to_list()])


@pytest.mark.parametrize(
    "kind", [list, tuple, set, frozenset, iter, dict.fromkeys, lambda values: np.array(values, dtype=object)]
)
def test_several_values_give_a_mask(column: Any, kind: Callable[..., Any]) -> None:
    for wanted in (["Gene", "7"], ["G\ufffd", "7\ufffd8", "nothing"], [None], ["", None, "-"], []):
        check_mask(column.isin(kind(wanted)), [own in wanted for own in column.to_list()])


@given(st.lists(st.sampled_from(VALUES)))
def test_isin_is_membership(column: Any, wanted: list[str | None]) -> None:
    check_mask(column.isin(wanted), [own in wanted for own in column.to_list()])


@pytest.mark.parametrize("rows", [slice(1, 6), slice(None, None, -2), [3, 3, 0], [], slice(2, 2)], ids=str)
def test_parts_compare_too(column: Any, rows: Any) -> None:
    part = column[rows]
    for value in [value for value in VALUES if value is not None]:
        check_mask(part == value, [own == value for own in part.to_list()])
        check_mask(part != value, [own != value for own in part.to_list()])
    check_mask(part.isin(VALUES), [True] * len(part))


def test_a_few_rows_of_many_compare_like_all(mixed: Path, read: Read) -> None:
    annotations = read(mixed, format="pubtator").annotations
    for column in (annotations.identifier, annotations.extra, annotations.mention, annotations.type):
        few = column[1000:1100]
        for value in set(few.to_list()):
            check_mask(few == value, [own == value for own in few.to_list()])
            assert (few == value).tolist() == (column == value)[1000:1100].tolist()
            assert (column == value).sum() + (column != value).sum() == len(column)


def test_numpy_strings_are_strings(column: Any) -> None:
    check_mask(column == np.str_("7"), [own == "7" for own in column.to_list()])
    check_mask(column.isin(np.array(["7", "Gene"])), [own in ("7", "Gene") for own in column.to_list()])


@pytest.mark.parametrize("wrong", ["Gene", None, 5, 1.5])
def test_isin_takes_a_collection(column: Any, wrong: object) -> None:
    with pytest.raises(TypeError):
        column.isin(wrong)


def test_isin_of_other_things_than_strings_is_an_error_or_nothing(column: Any) -> None:
    for wrong in ([5], [b"7"], [1.5], [["7"]]):
        try:
            mask = column.isin(wrong)
        except TypeError:
            continue
        check_mask(mask, [False] * len(column))


@pytest.mark.parametrize(
    "other", [5, 1.5, b"Gene", ["Gene"], object()], ids=lambda value: type(value).__name__
)
def test_comparing_with_other_things_never_selects(column: Any, corpus_of: CorpusOf, other: object) -> None:
    """`table[column == 7]`, where "7" was meant, must not be `table[False]` and so the first row."""
    annotations = corpus_of(TEXT).annotations
    try:
        selected = annotations[column == other]
    except TypeError:
        return
    assert isinstance(selected, pubfast.Annotations)
    assert len(selected) == 0


def test_columns_have_no_hash(column: Any) -> None:
    with pytest.raises(TypeError):
        hash(column)


def test_masks_belong_to_the_caller(column: Any) -> None:
    mask = column == "7"
    before = mask.copy()
    mask |= column == "-"
    mask[0] = not mask[0]
    assert (column == "7").tolist() == before.tolist()


def test_masks_select(column: Any, corpus_of: CorpusOf) -> None:
    annotations = corpus_of(TEXT).annotations
    assert annotations[(column == "7") | (column == "Gene")].start.dtype == np.int32
    assert len(annotations[~column.isin(VALUES)]) == 0
    assert annotations[annotations.identifier == None].type.to_list() == ["Disease"]  # noqa: E711


def test_counts(corpus_of: CorpusOf, mixed: Path, read: Read) -> None:
    types = corpus_of(TEXT).annotations.type
    assert types.counts() == {"Gene": 2, "Disease": 1, "G\ufffd": 2, "": 1, "gene": 1}
    assert list(types.counts()) == ["Gene", "Disease", "G\ufffd", "", "gene"]
    assert types[1:3].counts() == {"Gene": 1, "Disease": 1}
    assert types[[3, 3, 3]].counts() == {"G\ufffd": 3}
    assert types[0:0].counts() == {}
    corpus = read(mixed, format="pubtator")
    for column in (corpus.annotations.type, corpus.relations.type, corpus.problems.code):
        assert column.counts() == Counter(column.to_list())
        assert column[::3].counts() == Counter(column.to_list()[::3])


def test_empty_columns_compare(corpus_of: CorpusOf) -> None:
    empty = corpus_of("")
    for column in (empty.annotations.type, empty.annotations.identifier, empty.documents.title):
        check_mask(column == "Gene", [])
        check_mask(column != "Gene", [])
        check_mask(column.isin(["Gene"]), [])
    assert empty.annotations.type.counts() == {}
    assert empty.annotations.type.categories == ()


def test_numpy_takes_columns_for_arrays_of_str(write: Callable[..., Path]) -> None:
    corpus = pubfast.open(write(b"1|t|x\n1\t0\t1\tx\tGene\t7\n1\t0\t1\ty\tGene\n"))
    assert np.asarray(corpus.annotations.mention).tolist() == ["x", "y"]
    assert np.asarray(corpus.annotations.identifier).tolist() == ["7", None]
    assert np.unique(corpus.annotations.type).tolist() == ["Gene"]
    assert np.array(corpus.annotations.type, dtype=str).dtype.kind == "U"
    with pytest.raises(ValueError, match="copy"):
        np.array(corpus.annotations.mention, copy=False)
