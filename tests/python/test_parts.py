"""A part of a corpus is a corpus: its tables, its offsets and its problems belong together."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pubfast
import reference

Read = Callable[..., pubfast.Corpus]


@pytest.fixture(scope="module", params=["fresh", "touched"])
def whole(request: pytest.FixtureRequest, mixed: Path, read: Read) -> pubfast.Corpus:
    """A large corpus, before and after its columns were made."""
    corpus = read(mixed, format="pubtator", threads=2)
    if request.param == "touched":
        for table in (corpus.documents, corpus.annotations, corpus.relations, corpus.passages):
            for name in dir(table):
                column = getattr(table, name)
                if isinstance(column, pubfast.StringColumn):
                    assert len(column.starts) == len(table)
        assert len(corpus.annotations.type.codes) == len(corpus.annotations)
    return corpus


def check(part: pubfast.Corpus, rows: list[int], twin: reference.Parsed) -> None:
    """Compare a part with what the twin has at these rows."""
    assert isinstance(part, pubfast.Corpus)
    assert len(part) == len(rows)
    documents = [twin.documents[row] for row in rows]
    assert part.documents.document_id.to_list() == [document.document_id for document in documents]
    assert part.documents.line.tolist() == [document.line for document in documents]
    assert part.documents.byte_start.tolist() == [document.byte_start for document in documents]
    assert part.documents.byte_end.tolist() == [document.byte_end for document in documents]
    for table, all_rows, all_offsets in (
        ("annotations", twin.annotations, twin.annotation_offsets),
        ("relations", twin.relations, twin.relation_offsets),
    ):
        expected: list[Any] = []
        offsets = [0]
        for place, row in enumerate(rows):
            own = all_rows[all_offsets[row] : all_offsets[row + 1]]
            expected += [(place, *values[1:]) for values in own]
            offsets.append(len(expected))
        mine = getattr(part, table)
        assert len(mine) == len(expected)
        names = ["start", "end", "mention", "type", "identifier", "extra"]
        if table == "relations":
            names = ["type", "arg1", "arg2", "extra"]
        assert (
            list(zip(*[list(getattr(mine, name)) for name in ("document", *names)], strict=True)) == expected
        )
        assert getattr(part.documents, f"{table[:-1]}_offsets").tolist() == offsets
    passages_of: dict[int, list[reference.Passage]] = {}
    for passage in twin.passages:
        passages_of.setdefault(passage.document, []).append(passage)
    passages = [(at, *row[1:]) for at, document in enumerate(rows) for row in passages_of.get(document, [])]
    mine = part.passages
    assert list(zip(mine.document.tolist(), mine.tag, mine.text, strict=True)) == passages
    spans = {(document.byte_start, document.byte_end) for document in documents}
    for problem in part.problems:
        assert any(begin <= problem.byte < end for begin, end in spans)
    for place, document in enumerate(part):
        assert document == part[place]
        assert len(document.annotations) == np.diff(part.documents.annotation_offsets)[place]


@settings(max_examples=60)
@given(st.data())
def test_parts_of_parts(whole: pubfast.Corpus, mixed_twin: reference.Parsed, data: st.DataObject) -> None:
    rows = np.arange(len(whole))
    begin = data.draw(st.integers(0, len(whole) - 1))
    part, rows = whole[begin : begin + 30], rows[begin : begin + 30]
    for _ in range(data.draw(st.integers(0, 2))):
        key: Any = data.draw(st.one_of(st.slices(len(rows)), st.just("mask"), st.just("numbers")))
        random = np.random.default_rng(data.draw(st.integers(0, 99)))
        if key == "mask":
            key = random.random(len(rows)) < 0.5
        elif key == "numbers":
            key = random.integers(-len(rows), len(rows), 7) if len(rows) else []
        part, rows = part[key], rows[key if isinstance(key, slice) or len(key) else slice(0)]
    check(part, rows.tolist(), mixed_twin)


@pytest.mark.parametrize(
    "key", [slice(None, None, 500), slice(None), slice(0, 0), slice(3, 3), slice(-40, None)]
)
def test_slices(whole: pubfast.Corpus, mixed_twin: reference.Parsed, key: slice) -> None:
    if key == slice(None):
        part = whole[key]
        assert part.annotations.document.tolist() == whole.annotations.document.tolist()
        assert len(part.problems) == len(whole.problems)
    else:
        check(whole[key], list(range(len(whole)))[key], mixed_twin)


def test_documents_may_repeat(whole: pubfast.Corpus, mixed_twin: reference.Parsed) -> None:
    check(whole[[5, 5, 2, -1, 5]], [5, 5, 2, len(whole) - 1, 5], mixed_twin)


def test_a_mask_over_the_documents(whole: pubfast.Corpus, mixed_twin: reference.Parsed) -> None:
    mask = whole.documents.document_id == whole[0].document_id
    rows = np.flatnonzero(mask).tolist()
    assert rows
    check(whole[mask], rows, mixed_twin)


def test_tables_of_parts_are_selected_with_their_documents(whole: pubfast.Corpus) -> None:
    for part in (whole[100:200], whole[100:200:3], whole[[7, 3, 7]]):
        annotations = part.annotations
        for key in (slice(1, 9), slice(None, None, -2), [0, 0, -1], np.arange(len(annotations)) % 2 == 0):
            selected = annotations[key]
            assert selected.document.tolist() == annotations.document[key].tolist()
            for row in range(len(selected)):
                owner = part[int(selected.document[row])]
                assert selected[row].document == owner
                assert selected[row] in list(owner.annotations)


def test_problems_of_a_part_lie_within_its_documents(corpus_of: Callable[..., pubfast.Corpus]) -> None:
    """Between documents there are problems as well; those belong to no part."""
    corpus = corpus_of(
        "first\n1|t|x\nsecond\n1|a|y\nthird\n\nfourth\n2|t|x\nfifth\n2\t0\t1\tx\tGene\t7\nsixth\n"
    )
    assert corpus.problems.line.tolist() == [1, 3, 5, 7, 9, 11]
    assert corpus[0:1].problems.line.tolist() == [3]
    assert corpus[1:].problems.line.tolist() == [9]
    assert corpus[[1, 0]].problems.line.tolist() == [3, 9]
    assert corpus[1:1].problems.line.tolist() == []
    assert corpus[:].problems.line.tolist() == [1, 3, 5, 7, 9, 11]


def test_the_empty_corpus_has_empty_parts(corpus_of: Callable[..., pubfast.Corpus]) -> None:
    empty = corpus_of("")
    for part in (empty, empty[:], empty[0:0], empty[[]], empty[::-1], empty[np.zeros(0, bool)]):
        assert len(part) == len(part.annotations) == len(part.relations) == len(part.passages) == 0
        assert part.documents.annotation_offsets.tolist() == [0]
        assert list(part) == []


def test_a_part_outlives_its_whole(mixed: Path, read: Read, mixed_twin: reference.Parsed) -> None:
    corpus = read(mixed, format="pubtator")
    part, other = corpus[50:60], corpus[90:80:-3]
    corpus.close()
    del corpus
    gc.collect()
    check(part, list(range(50, 60)), mixed_twin)
    check(other, list(range(90, 80, -3)), mixed_twin)
    part.close()
    assert part.closed
    assert not other.closed


def test_find_gives_every_document_of_an_id_in_file_order(
    whole: pubfast.Corpus, mixed_twin: reference.Parsed
) -> None:
    rows_of: dict[str, list[int]] = {}
    for row, document in enumerate(mixed_twin.documents):
        rows_of.setdefault(document.document_id, []).append(row)
    for document_id in [name for name in rows_of if "\ufffd" not in name][::5]:
        found = whole.find(document_id)
        lines = [mixed_twin.documents[row].line for row in rows_of[document_id]]
        assert [document.line for document in found] == lines
        assert all(document.document_id == document_id for document in found)


def test_find_takes_numbers(corpus_of: Callable[..., pubfast.Corpus]) -> None:
    corpus = corpus_of("1|t|a\n01|t|b\n1|t|c\n-1|t|d\n12345678901234567890123|t|e\n 1|t|f\n")
    keys: list[Any] = [1, "1", np.int64(1), np.uint8(1), np.str_("1")]
    for key in keys:
        assert [document.title for document in corpus.find(key)] == ["a", "c"]
    assert [document.title for document in corpus.find("01")] == ["b"]
    assert [document.title for document in corpus.find(-1)] == ["d"]
    assert [document.title for document in corpus.find("12345678901234567890123")] == ["e"]
    assert [document.title for document in corpus.find(" 1")] == ["f"]
    assert corpus.find(2) == corpus.find("") == corpus.find("1 ") == corpus.find("x" * 100_000) == []


def test_find_takes_numbers_of_any_size(corpus_of: Callable[..., pubfast.Corpus]) -> None:
    corpus = corpus_of("12345678901234567890123|t|e\n")
    assert len(corpus.find(12345678901234567890123)) == 1
    assert corpus.find(10**30) == []
    assert corpus.find(-(2**63) - 1) == []


def test_find_knows_no_string_that_no_file_can_hold(corpus_of: Callable[..., pubfast.Corpus]) -> None:
    assert corpus_of("1|t|a\n").find("1\ud800") == []


def test_find_finds_what_a_document_says_its_id_is(corpus_of: Callable[..., pubfast.Corpus]) -> None:
    """An id with bytes that are not UTF-8 reads with U+FFFD in it, and `==` finds it by that."""
    corpus = corpus_of(b"1|t|a\na\xffb|t|b\na\xef\xbf\xbdb|t|c\n\0|t|d\n")
    for row, document in enumerate(corpus):
        assert (corpus.documents.document_id == document.document_id)[row]
        assert document in corpus.find(document.document_id)


@pytest.mark.parametrize("wrong", [None, 1.0, b"1", ["1"], ("1",), object])
def test_find_of_other_things(sample: pubfast.Corpus, wrong: Any) -> None:
    with pytest.raises(TypeError):
        sample.find(wrong)


def test_find_in_parts(corpus_of: Callable[..., pubfast.Corpus]) -> None:
    corpus = corpus_of("".join(f"{row % 3}|t|{row}\n" for row in range(12)))
    for key in (
        slice(2, 9),
        slice(None, None, -1),
        [7, 1, 4, 4],
        np.arange(12) > 6,
        slice(5, 5),
        slice(1, 2),
    ):
        part = corpus[key]
        for document_id in ("0", "1", "2", "3"):
            expected = [row.title for row in part if int(row.title or 0) % 3 == int(document_id)]
            assert [document.title for document in part.find(document_id)] == expected
            assert [document.title for document in part[:].find(int(document_id))] == expected
