"""Subscripts of tables, columns and corpora mean what they mean to numpy and to lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pubfast

Read = Callable[..., pubfast.Corpus]

COUNT = 40
TEXT = "".join(
    f"{row}|t|title {row}\n{row}|body|{row}\n{row}\t{row}\t{row + 1}\tx\tType{row % 7}\t{row}\n"
    f"{row}\tCID\t{row}\t{row}\n{row}\tproblem\n\n"
    for row in range(COUNT)
)


@pytest.fixture(scope="module")
def corpus(corpus_of: Callable[..., pubfast.Corpus]) -> pubfast.Corpus:
    return corpus_of(TEXT)


# What can be subscripted, and how its rows are told apart.
KINDS: dict[str, tuple[Callable[[pubfast.Corpus], Any], Callable[[Any], list[int]]]] = {
    "corpus": (lambda corpus: corpus, lambda part: part.documents.pmid.tolist()),
    "documents": (lambda corpus: corpus.documents, lambda part: part.pmid.tolist()),
    "annotations": (lambda corpus: corpus.annotations, lambda part: part.start.tolist()),
    "relations": (lambda corpus: corpus.relations, lambda part: [int(row) for row in part.arg1]),
    "passages": (lambda corpus: corpus.passages, lambda part: [int(row) for row in part.text]),
    "problems": (lambda corpus: corpus.problems, lambda part: [(line - 5) // 6 for line in part.line]),
    "identifier": (lambda corpus: corpus.annotations.identifier, lambda part: [int(row) for row in part]),
    "type": (lambda corpus: corpus.annotations.type, lambda part: part.codes.tolist()),
}
SLICES = [slice(None), slice(5, 5), slice(9, 3), slice(3, 9), slice(None, None, -1), slice(-3, None)]
SLICES += [slice(99, 200), slice(None, None, COUNT), slice(-99, 99, 2), slice(30, 2, -7)]
SLICES += [slice(10**30), slice(-(10**30), None, 10**30), slice(None, 2, -(10**30))]
WRONG: list[Any] = ["0", "title", "", b"0", 1.0, 0.5, None, ..., {}, {0}, 1j, object, np.float64(0)]
WRONG += [["0"], ["a", "b"], [1.0], [None], [0, None], [slice(0, 1)], (slice(None), 0), [[0]], [[0], [1]]]
WRONG += [np.zeros((2, 2), int), np.zeros((1, COUNT), bool), np.array(1.0), np.array([0.5, 1.0])]
WRONG += [np.array(["0"]), np.array([0], dtype="M8[s]"), np.array([0], dtype=object)]
KEYS = st.one_of(
    st.slices(COUNT),
    st.builds(
        slice, *[st.one_of(st.none(), st.integers(-99, 99))] * 2, st.sampled_from([None, 1, -1, 3, -7])
    ),
    st.lists(st.integers(-5, 4), max_size=12),
    st.lists(st.integers(-5, 4), max_size=12).map(lambda rows: np.array(rows, dtype="int64")),
    st.lists(st.integers(0, 4), max_size=12).map(lambda rows: np.array(rows, dtype="uint8")),
    st.integers(0, 2**32).map(lambda seed: ("mask", seed)),
)


@pytest.fixture(params=KINDS)
def rows(request: pytest.FixtureRequest, corpus: pubfast.Corpus) -> tuple[Any, Callable[[Any], list[int]]]:
    of, numbers = KINDS[request.param]
    return of(corpus), numbers


@settings(max_examples=150)
@given(st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_selections_of_selections_are_those_of_numpy(
    corpus: pubfast.Corpus, kind: str, data: st.DataObject
) -> None:
    of, numbers = KINDS[kind]
    part = everything = of(corpus)
    expected = np.array(numbers(everything))
    for _ in range(data.draw(st.integers(1, 4))):
        key: Any = data.draw(KEYS)
        if isinstance(key, tuple):
            key = np.random.default_rng(key[1]).random(len(expected)) < 0.6
        elif not isinstance(key, slice) and len(expected) < 5:
            key = []
        part = part[key]
        expected = expected[key if isinstance(key, slice) or len(key) else slice(0)]
        assert type(part) is type(everything)
        assert len(part) == len(list(part)) == len(expected)
        assert numbers(part) == expected.tolist()
    places = {number: place for place, number in enumerate(numbers(everything))}
    for row in range(-len(expected), len(expected)):
        if kind != "type":  # its numbers are codes, which repeat
            assert part[row] == everything[places[expected[row]]]


def test_integers(rows: tuple[Any, Any]) -> None:
    table, _ = rows
    everything = list(table)
    for row in range(-COUNT, COUNT):
        assert table[row] == everything[row]
        for kind in (np.int64, np.int8, np.intp, lambda value: np.array(value)):
            assert table[kind(row)] == everything[row]
    assert table[np.uint64(3)] == everything[3]
    assert type(table[np.array(3)]) is type(everything[3])
    assert len(table[np.array([3])]) == 1


@pytest.mark.parametrize("outside", [COUNT, -COUNT - 1, 2**31, -(2**31), 2**63 - 1, -(2**63)])
def test_integers_out_of_range(rows: tuple[Any, Any], outside: int) -> None:
    with pytest.raises(IndexError):
        rows[0][outside]
    with pytest.raises(IndexError):
        rows[0][[0, outside]]


@pytest.mark.parametrize("outside", [2**63, 2**64 - 1, 2**64, 10**30, -(10**30)])
def test_integers_beyond_64_bits_are_out_of_range(corpus: pubfast.Corpus, outside: int) -> None:
    for of, _ in KINDS.values():
        with pytest.raises(IndexError):
            of(corpus)[outside]


@pytest.mark.parametrize("outside", [COUNT, 2**63, 2**64 - 1, 2**64 - 4])
def test_unsigned_integers_are_not_taken_for_negative_ones(corpus: pubfast.Corpus, outside: int) -> None:
    for of, _ in KINDS.values():
        with pytest.raises(IndexError):
            of(corpus)[np.array([outside], dtype="uint64")]


@pytest.mark.parametrize("key", SLICES, ids=str)
def test_slices(rows: tuple[Any, Any], key: slice) -> None:
    table, numbers = rows
    assert numbers(table[key]) == numbers(table)[key]
    assert numbers(table[3:30][key]) == numbers(table)[3:30][key]
    assert numbers(table[30:3:-2][key]) == numbers(table)[30:3:-2][key]


def test_slices_of_no_step(rows: tuple[Any, Any]) -> None:
    with pytest.raises(ValueError, match="zero"):
        rows[0][::0]
    with pytest.raises(TypeError):
        rows[0]["a":"b"]


def test_masks(rows: tuple[Any, Any]) -> None:
    table, numbers = rows
    mask = np.arange(COUNT) % 3 == 1
    expected = np.array(numbers(table))[mask].tolist()
    read_only = mask.copy()
    read_only.flags.writeable = False
    strided = np.repeat(mask, 2)[::2]
    for form in (mask, mask.tolist(), read_only, strided):
        assert numbers(table[form]) == expected
    assert numbers(table[np.zeros(COUNT, bool)]) == []
    assert numbers(table[np.ones(COUNT, bool)]) == numbers(table)


@pytest.mark.parametrize("length", [0, 1, COUNT - 1, COUNT + 1, 2 * COUNT])
def test_masks_of_another_length(rows: tuple[Any, Any], length: int) -> None:
    for value in (True, False):
        with pytest.raises(IndexError):
            rows[0][np.full(length, value)]
        if length:
            with pytest.raises(IndexError):
                rows[0][[value] * length]


def test_lists_of_integers(rows: tuple[Any, Any]) -> None:
    table, numbers = rows
    everything = np.array(numbers(table))
    for key in ([3, 3, -1, 0], [0], [], range(5, 1, -1), np.arange(0, 9, 2)[::-1], np.array([], dtype=int)):
        expected = everything[list(key)].tolist() if len(key) else []
        assert numbers(table[key]) == expected
    for dtype in ("int8", "int16", "uint16", "uint32", ">i4", "<u8"):
        assert numbers(table[np.array([2, 7], dtype=dtype)]) == everything[[2, 7]].tolist()


@pytest.mark.parametrize("wrong", WRONG, ids=lambda value: f"{type(value).__name__} {value!r:.16}")
def test_wrong_subscripts(rows: tuple[Any, Any], wrong: Any) -> None:
    with pytest.raises((TypeError, IndexError)):
        rows[0][wrong]


def test_two_subscripts_are_not_two_rows(corpus: pubfast.Corpus) -> None:
    """`table[0, 1]` is a row and a column in numpy; tables have no second axis, so it is an error."""
    for of, _ in KINDS.values():
        with pytest.raises((TypeError, IndexError)):
            of(corpus)[0, 1]


def test_rows_cannot_be_set_or_deleted(rows: tuple[Any, Any]) -> None:
    table: Any = rows[0]
    with pytest.raises(TypeError):
        table[0] = table[1]
    with pytest.raises(TypeError):
        del table[0]


def test_iteration(rows: tuple[Any, Any]) -> None:
    table, _ = rows
    assert len(list(table)) == len(table) == COUNT
    assert list(table[::-1]) == list(table)[::-1]
    iterator = iter(table)
    first = next(iterator)
    assert first == table[0]
    assert [first, *iterator] == list(table)
    with pytest.raises(StopIteration):
        next(iterator)
    with pytest.raises(StopIteration):
        next(iterator)
    one, two = iter(table), iter(table)
    assert next(one) == next(two) == table[0]


def test_selections_of_a_large_file(mixed: Path, read: Read) -> None:
    """Few rows are looked up one by one, many are taken from whole columns; both say the same."""
    fresh, touched = (read(mixed, format="pubtator").annotations for _ in range(2))
    starts, mentions, documents = touched.start, touched.mention.to_list(), touched.document
    identifiers, kinds, extras = touched.identifier.to_list(), touched.type.to_list(), touched.extra.to_list()
    random = np.random.default_rng(7)
    for size in (1, 10, len(starts) // 16 - 1, len(starts) // 16 + 1, len(starts)):
        rows = random.integers(0, len(starts), size)
        for table in (fresh, touched):
            part = table[rows]
            assert part.start.tolist() == starts[rows].tolist()
            assert part.document.tolist() == documents[rows].tolist()
            assert part.mention.to_list() == [mentions[row] for row in rows]
            assert part.identifier.to_list() == [identifiers[row] for row in rows]
            assert part.type.to_list() == [kinds[row] for row in rows]
            assert part.extra.to_list() == [extras[row] for row in rows]
            assert part.mention.lengths.tolist() == touched.mention.lengths[rows].tolist()
            assert part.mention.starts.tolist() == touched.mention.starts[rows].tolist()
