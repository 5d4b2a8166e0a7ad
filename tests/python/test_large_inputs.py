"""Inputs that are large in one way or another, made on the fly."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import pubfast

pytestmark = pytest.mark.large

CorpusOf = Callable[..., pubfast.Corpus]


def test_a_line_of_100_megabytes(large_path: Path) -> None:
    length = 100_000_000
    large_path.write_bytes(b"1|t|x\n1|a|" + b"y" * length + b"\n1\t0\t1\tx\tGene\t7\n\n2|t|z\n")
    corpus = pubfast.open(large_path, threads=2)
    assert len(corpus) == 2
    assert corpus.documents.abstract.lengths.tolist() == [length, -1]
    assert len(corpus[0].text) == length + 2
    assert corpus[1].line == 5
    assert corpus[0].annotations[0].mention == "x"
    assert len(repr(corpus.documents)) < 1000


def test_a_row_of_100_megabytes(large_path: Path) -> None:
    length = 100_000_000
    large_path.write_bytes(b"1|t|x\n1\t0\t1\t" + b"y" * length + b"\tGene\t7\n2|t|z\n")
    corpus = pubfast.open(large_path, threads=2)
    assert corpus.annotations.mention.lengths.tolist() == [length]
    assert corpus.annotations.identifier[0] == "7"
    assert corpus[1].title == "z"


def test_a_row_of_ten_million_columns(large_path: Path) -> None:
    large_path.write_bytes(
        b"1|t|x\n1\t0\t1\tx\tGene\t7" + b"\t" * 10_000_000 + b"\n1" + b"\t" * 10_000_000 + b"\n"
    )
    corpus = pubfast.open(large_path, on_problem="ignore")
    extra = corpus.annotations[0].extra
    assert extra is not None
    assert len(extra) == 9_999_999


def test_a_document_of_100_000_annotations(corpus_of: CorpusOf) -> None:
    rows = "".join(f"1\t{row}\t{row + 3}\tx{row}\tGene\t{row}\n" for row in range(100_000))
    corpus = corpus_of("1|t|x\n" + rows + "2|t|y\n2\t0\t1\ty\tGene\t7\n", threads=2)
    document = corpus[0]
    assert len(document.annotations) == 100_000
    assert document.annotations.start.tolist() == list(range(100_000))
    assert document.annotations[-1].identifier == "99999"
    assert corpus.documents.annotation_offsets.tolist() == [0, 100_000, 100_001]
    assert hash(document) == hash(corpus[0])
    assert document == corpus[0]
    assert corpus[1:].annotations.document.tolist() == [0]


def test_ten_million_blank_lines(large_path: Path) -> None:
    large_path.write_bytes(b"\n" * 5_000_000 + b"1|t|x\n" + b"\r\n" * 5_000_000 + b"1\t0\t1\tx\tGene\t7\n")
    corpus = pubfast.open(large_path, on_problem="ignore")
    assert corpus.documents.line.tolist() == [5_000_001, 10_000_002]
    large_path.write_bytes(b"\n" * 10_000_000)
    assert len(pubfast.open(large_path)) == 0


def test_a_million_problems(large_path: Path) -> None:
    large_path.write_bytes(b"1|t|x\n" + b"what\n" * 1_000_000 + b"2|t|y\n")
    with pytest.warns(pubfast.PubfastWarning, match="1000000 unrecognised_line") as caught:
        corpus = pubfast.open(large_path, threads=2)
    assert len(caught) == 1
    assert corpus.problems.line.tolist() == list(range(2, 1_000_002))
    assert corpus.problems.byte[-1] == 6 + 5 * 999_999
    assert len(corpus[0:1].problems) == 0  # they stand after its last line
    assert corpus.problems.code.counts() == {"unrecognised_line": 1_000_000}


@pytest.mark.skipif(not hasattr(os, "truncate"), reason="a sparse file is needed")
def test_a_record_of_3_gib_is_refused_with_its_byte(large_path: Path) -> None:
    large_path.write_bytes(b"1|t|x\n1|a|y\n\n22|t|")
    os.truncate(large_path, 3 << 30)
    with pytest.raises(pubfast.InputError, match=r"\bbyte 13\b") as caught:
        pubfast.open(large_path, format="pubtator", io="mmap", threads=2)
    assert caught.value.byte == 13
    assert caught.value.path == str(large_path)
    assert str(large_path) in str(caught.value)


@pytest.mark.parametrize("threads", [1, 2])
def test_70_000_types(corpus_of: CorpusOf, threads: int) -> None:
    names = [f"Type{number}" for number in range(70_000)]
    text = "1|t|x\n" + "".join(f"1\t0\t1\tx\t{name}\t7\n1\t{name}\tD1\tD2\n" for name in names)
    text += "2|t|y\n" + "".join(f"2\t0\t1\tx\t{name}\t7\n" for name in reversed(names))
    corpus = corpus_of(text, threads=threads)
    column = corpus.annotations.type
    assert column.categories == tuple(names)
    assert corpus.relations.type.categories == tuple(names)
    assert column.to_list() == names + names[::-1]
    assert [annotation.type for annotation in corpus.annotations[::1000]] == (names + names[::-1])[::1000]
    assert (column == "Type66000").sum() == 2
    assert set(column.counts().values()) == {2}
    assert set(corpus.annotations.identifier) == {"7"}


@pytest.mark.parametrize("threads", [1, 3])
def test_300_000_documents_of_one_line(corpus_of: CorpusOf, threads: int) -> None:
    count = 300_000
    corpus = corpus_of("".join(f"{row}|t|{row}\n" for row in range(count)), threads=threads)
    assert len(corpus) == count
    assert corpus.documents.pmid.tolist() == list(range(count))
    assert corpus.documents.line.tolist() == list(range(1, count + 1))
    assert corpus.documents.annotation_offsets.tolist() == [0] * (count + 1)
    assert [document.title for document in corpus.find(299_999)] == ["299999"]
    assert corpus[-1].title == "299999"
    mask = np.random.default_rng(7).random(count) < 0.5
    assert corpus[mask].documents.pmid.tolist() == np.flatnonzero(mask).tolist()


def test_one_id_on_100_000_documents(corpus_of: CorpusOf) -> None:
    corpus = corpus_of("7|t|x\n" * 100_000 + "8|t|y\n")
    assert len(corpus.find(7)) == 100_000
    assert [document.line for document in corpus.find(7)[:3]] == [1, 2, 3]
    assert len(corpus.find("8")) == 1


def test_a_head_of_comments_larger_than_a_window(large_path: Path) -> None:
    large_path.write_bytes(b"## comment\n\n" * 400_000 + b"1|t|x\n##1|t|y\n" + b"2|t|z\n" * 1000)
    corpus = pubfast.open(large_path, threads=3, format="pubtator")
    assert corpus.documents.document_id.to_list()[:3] == ["1", "##1", "2"]
    assert corpus.documents.line.tolist()[:2] == [800_001, 800_002]
    assert len(corpus) == 1002
