"""Columns are numpy arrays of the promised types, read-only, over memory that outlives everything."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pubfast

Columns = Callable[[pubfast.Corpus], dict[str, Any]]
CorpusOf = Callable[..., pubfast.Corpus]
Read = Callable[..., pubfast.Corpus]

DTYPES = {
    "documents.pmid": "int64",
    "documents.annotation_offsets": "int64",
    "documents.relation_offsets": "int64",
    "documents.source.codes": "int32",
    "documents.byte_start": "int64",
    "documents.byte_end": "int64",
    "documents.line": "int64",
    "annotations.document": "int32",
    "annotations.start": "int32",
    "annotations.end": "int32",
    "annotations.type.codes": "int32",
    "annotations.status.codes": "int32",
    "annotations.shift": "int32",
    "relations.document": "int32",
    "relations.type.codes": "int32",
    "passages.document": "int32",
    "problems.line": "int64",
    "problems.byte": "int64",
    "problems.code.codes": "int32",
}
STRINGS = {
    "documents": ["document_id", "title", "abstract"],
    "annotations": ["mention", "identifier", "extra"],
    "relations": ["arg1", "arg2", "extra"],
    "passages": ["tag", "text"],
}
for _table, _names in STRINGS.items():
    for _name in _names:
        for _part, _dtype in (("starts", "int64"), ("lengths", "int32"), ("buffer", "uint8")):
            DTYPES[f"{_table}.{_name}.{_part}"] = _dtype

PLAIN = "1|t|x\n1|a|y\n1\t0\t1\tx\tGene\t7\n1\tCID\tD1\tD2\n1|body|z\n\nwhat\n"


# Corpora whose columns come about in different ways: some text, or a part of a large file.
TEXTS = {
    "empty": "",
    "problems only": "what\nis\n",
    "one document": "1|t|x\n",
    "without extra columns": PLAIN,
    "with extra columns": "1|t|x\n1\t0\t1\tx\tGene\t7\tmore\tof it\n",
    "with extra columns apart": "1|t|x\n1\tT1\tGene\t0\t1\tx\t7\tmore\tof it\n",
}
PARTS: dict[str, Callable[[pubfast.Corpus], pubfast.Corpus]] = {
    "large": lambda whole: whole,
    "part": lambda whole: whole[10:-10],
    "small part": lambda whole: whole[100:110],
    "steps": lambda whole: whole[::-7],
    "mask": lambda whole: whole[np.arange(len(whole)) % 3 == 0],
    "empty part": lambda whole: whole[5:5],
}


@pytest.fixture(params=[*TEXTS, *PARTS])
def corpus(request: pytest.FixtureRequest, corpus_of: CorpusOf, mixed: Path, read: Read) -> pubfast.Corpus:
    if request.param in TEXTS:
        return corpus_of(TEXTS[request.param])
    return PARTS[request.param](read(mixed, format="pubtator"))


def test_types_and_shapes(corpus: pubfast.Corpus, arrays: Columns) -> None:
    found = arrays(corpus)
    assert found.keys() == DTYPES.keys()
    for name, array in found.items():
        assert array.dtype == DTYPES[name], name
        assert array.dtype.isnative, name
        assert array.ndim == 1, name
        rows = len(getattr(corpus, name.split(".")[0]))
        if not name.endswith(".buffer"):
            assert len(array) == rows + name.endswith("_offsets"), name


def test_arrays_cannot_be_written_to(corpus: pubfast.Corpus, arrays: Columns) -> None:
    for name, array in arrays(corpus).items():
        assert not array.flags.writeable, name
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
        if len(array):
            with pytest.raises(ValueError, match="WRITEABLE"):
                array.flags.writeable = True


def test_arrays_give_no_writable_buffer(corpus_of: CorpusOf, arrays: Columns) -> None:
    for name, array in arrays(corpus_of(PLAIN)).items():
        assert memoryview(array).readonly, name
        owner: Any = array
        while isinstance(owner, np.ndarray) and owner.base is not None:
            owner = owner.base
            with pytest.raises((ValueError, TypeError, BufferError)):
                np.frombuffer(owner, "uint8").flags.writeable = True
        assert memoryview(owner).readonly, name


def test_buffers_starts_and_lengths_say_what_the_values_are(corpus: pubfast.Corpus) -> None:
    for table, names in STRINGS.items():
        for name in names:
            column = getattr(getattr(corpus, table), name)
            text = column.buffer.tobytes()
            starts, lengths, values = column.starts.tolist(), column.lengths.tolist(), column.to_list()
            assert len(starts) == len(lengths) == len(values) == len(column)
            for start, length, value in zip(starts, lengths, values, strict=True):
                if length == -1:
                    assert value is None
                    assert start == 0
                else:
                    assert length >= 0
                    assert text[start : start + length].decode("utf-8", "replace") == value


def test_values_one_by_one_as_a_list_as_an_array_and_by_iteration(corpus: pubfast.Corpus) -> None:
    for table, names in (
        STRINGS | {"annotations": [*STRINGS["annotations"], "type"], "problems": ["code"]}
    ).items():
        for name in names:
            column = getattr(getattr(corpus, table), name)
            values = column.to_list()
            assert list(column) == values
            array = column.to_numpy()
            assert array.dtype == object
            assert array.shape == (len(values),)
            assert array.tolist() == values
            assert [column[row] for row in range(0, len(column), 97)] == values[::97]
            assert all(value is None or type(value) is str for value in values)


def test_a_column_is_one_piece_of_memory(mixed: Path, read: Read) -> None:
    annotations = read(mixed, format="pubtator").annotations
    assert np.shares_memory(annotations.start, annotations.start)
    assert np.shares_memory(annotations.start[10:-10], annotations[10:-10].start)
    assert np.shares_memory(annotations.mention.buffer, annotations.identifier.buffer)


def test_categories_are_strings_in_order_of_first_appearance(corpus_of: CorpusOf) -> None:
    kinds = ["b", "a", "", "b", "ä", "\x00", "a"]
    corpus = corpus_of("1|t|x\n" + "".join(f"1\t0\t1\tx\t{kind}\t7\n" for kind in kinds))
    column = corpus.annotations.type
    assert column.categories == ("b", "a", "", "ä", "\x00")
    assert column.codes.tolist() == [0, 1, 2, 0, 3, 4, 1]
    assert column.to_list() == kinds
    assert [column.categories[code] for code in column.codes] == kinds
    assert column[1:3].categories == column.categories
    assert column[1:3].codes.tolist() == [1, 2]


def test_absent_and_empty_are_told_apart(corpus_of: CorpusOf) -> None:
    corpus = corpus_of("1|t|\n\n2|a|\n2\t0\t1\tx\tGene\n2\t0\t1\tx\tGene\t\n2\t0\t1\tx\tGene\t\t\n")
    assert corpus.documents.title.lengths.tolist() == [0, -1]
    assert corpus.documents.abstract.to_list() == [None, ""]
    assert corpus.annotations.identifier.to_list() == [None, "", ""]
    assert corpus.annotations.identifier.lengths.tolist() == [-1, 0, 0]
    assert corpus.annotations.extra.to_list() == [None, None, ""]
    assert corpus.annotations.extra.lengths.tolist() == [-1, -1, 0]


@pytest.mark.parametrize("io", ["mmap", "read"])
@pytest.mark.parametrize("end", ["close", "forget", "delete the file"])
def test_arrays_outlive_the_corpus(
    mixed_text: bytes, write: Callable[..., Path], read: Read, arrays: Columns, io: str, end: str
) -> None:
    path = write(mixed_text)
    corpus = read(path, io=io, format="pubtator")
    taken = arrays(corpus)
    copies = {name: array.copy() for name, array in taken.items()}
    column, table = corpus.annotations.mention, corpus.relations
    mentions, arguments = column.to_list(), table.arg1.to_list()
    if end == "close":
        corpus.close()
    elif end == "delete the file":
        path.unlink()
    del corpus
    gc.collect()
    ballast = [bytearray(b"x" * (1 << 20)) for _ in range(32)]  # memory that was freed would be used again
    for name, array in taken.items():
        np.testing.assert_array_equal(array, copies[name], err_msg=name)
    assert column.to_list() == mentions
    assert table.arg1.to_list() == arguments
    del ballast


def test_attributes_cannot_be_set(sample: pubfast.Corpus) -> None:
    for thing in (sample, sample.annotations, sample.annotations.type, sample.annotations.mention):
        with pytest.raises(AttributeError):
            thing.nothing  # type: ignore[union-attr]  # noqa: B018
        with pytest.raises(AttributeError):
            thing.nothing = 1  # type: ignore[union-attr]
    with pytest.raises(AttributeError):
        sample.annotations.start = np.zeros(3, "int32")  # type: ignore[misc]


def test_reprs_are_short_and_say_what_there_is(sample: pubfast.Corpus, mixed: Path, read: Read) -> None:
    for corpus in (sample, read(mixed, format="pubtator")):
        for table in ("documents", "annotations", "relations", "passages", "problems"):
            rows = getattr(corpus, table)
            shown = repr(rows)
            assert str(len(rows)) in shown
            assert len(shown) < 5000
            assert len(shown.splitlines()) <= 8
        assert str(len(corpus)) in repr(corpus)
        assert "Gene" in repr(corpus.annotations.type)
        assert len(repr(corpus.annotations.mention)) < 2000
