"""Selections, streams, annotations and mixtures of them, written."""

from __future__ import annotations

import io
import pickle
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pubfast

Read = Callable[..., pubfast.Corpus]

CRLF = b"1|t|One\r\n1\t0\t3\tOne\tGene\t7\r\n\r\n2|t|Two\r\nwhat\r\n2\t0\t3\tTwo\tGene\t8\r\n3|t|Three"

LARGE = pytest.mark.large


def text_of(documents: Any) -> bytes:
    target = io.BytesIO()
    pubfast.write(documents, target)
    return target.getvalue()


def test_what_stands_between_documents(read: Read) -> None:
    """Line ends are the document's own; a line of which nothing is stored stays within its document."""
    corpus = read(CRLF)
    assert text_of(corpus) == CRLF
    one, two, three = (
        b"1|t|One\r\n1\t0\t3\tOne\tGene\t7\r\n",
        b"2|t|Two\r\nwhat\r\n2\t0\t3\tTwo\tGene\t8\r\n",
        b"3|t|Three",
    )
    assert text_of(corpus.documents) == one + b"\r\n" + two + b"\r\n" + three + b"\n"
    assert text_of(corpus[[2, 0, 0]]) == three + b"\n\n" + one + b"\r\n" + one
    assert text_of(corpus[::-1]) == three + b"\n\n" + two + b"\r\n" + one
    assert text_of([corpus[1], corpus[1:]]) == two + b"\r\n" + two + b"\r\n" + three + b"\n"
    assert text_of([corpus, corpus]) == CRLF + b"\r\n\r\n" + CRLF


@pytest.mark.parametrize(
    ("source", "row", "expected"),
    [
        (b"1|t|x\r", 0, b"1|t|x\r\n"),
        (b"1|t|x\r\n1|a|y", 0, b"1|t|x\r\n1|a|y\r\n"),
        (b"1|t|x\r\n1|a|y\r", 0, b"1|t|x\r\n1|a|y\r\n"),
        (b"\xef\xbb\xbf##head\n1|t|x\n", 0, b"1|t|x\n"),
        (b"1|t|x\n\xef\xbb\xbf2|t|y\n", 1, b"\n\xef\xbb\xbf2|t|y\n"),
    ],
)
def test_one_document(source: bytes, row: int, expected: bytes, read: Read) -> None:
    corpus = read(source)
    assert text_of(corpus[row]) == expected
    assert list(read(expected)) == [corpus[row]]


def test_heads_of_inputs(read: Read) -> None:
    """Comments and a byte-order mark are kept at the head, and left out further on."""
    source = b"\xef\xbb\xbf##head\n\n1|t|x\n"
    corpus = read(source)
    assert text_of(corpus) == source
    assert text_of([corpus, corpus]) == source + b"\n1|t|x\n"
    assert text_of([corpus[0], corpus]) == b"1|t|x\n\n1|t|x\n"
    only_head = read(b"##head\n")
    assert text_of([only_head, corpus[0]]) == b"##head\n\n1|t|x\n"
    with pytest.raises(ValueError, match="begins with ##"):
        text_of([only_head, pubfast.Document(document_id="##1", title="x")])


@pytest.mark.parametrize(
    "batch_bytes", [pytest.param(1, marks=LARGE), pytest.param(100, marks=LARGE), 30_000]
)
def test_streams(batch_bytes: int, mixed: Path, read: Read) -> None:
    """A stream is its whole input; parts of its batches are those parts."""

    def stream() -> pubfast.Stream:
        return pubfast.stream(mixed, batch_bytes=batch_bytes, on_problem="ignore")

    if batch_bytes > 1:
        assert text_of(stream()) == mixed.read_bytes()
    corpus = read(mixed)
    step = 2 if batch_bytes > 1 else 1

    def parts() -> Iterator[pubfast.Documents]:
        for batch in stream():
            first = batch.first_document
            yield batch.documents[np.arange(first, first + len(batch)) % (3 * step) == 0]

    assert text_of(parts()) == text_of(corpus.documents[:: 3 * step])


def test_batches_after_the_first_stand_alone(sample_path: Path, read: Read) -> None:
    batches = list(pubfast.stream(sample_path, batch_bytes=1000, on_problem="ignore"))
    assert len(batches) > 3
    later = list(read(text_of(batches[2])))
    assert later == list(batches[2])
    both = list(read(text_of([batches[3], batches[1]])))
    assert both == [*batches[3], *batches[1]]


def expected_excerpts(corpus: pubfast.Corpus, rows: list[int]) -> list[pubfast.Document]:
    owners, excerpts = corpus.annotations.document, []
    for document in sorted({int(owners[row]) for row in rows}):
        view = corpus[document]
        excerpts.append(
            pubfast.Document(
                document_id=view.document_id,
                title=view.title,
                abstract=view.abstract,
                passages=view.passages,
                annotations=[corpus.annotations[row] for row in sorted(set(rows)) if owners[row] == document],
            )
        )
    return excerpts


def test_annotations(specimen: Path, read: Read) -> None:
    """Their documents' text, and their own lines."""
    corpus = read(specimen)
    count = len(corpus.annotations)
    for rows in (list(range(count)), list(range(0, count, 2)), list(range(count))[::-3] * 2):
        excerpts = expected_excerpts(corpus, rows)
        if excerpts and excerpts[0].document_id.startswith("##"):
            continue
        text = text_of(corpus.annotations[rows])
        assert list(read(text, format="pubtator")) == excerpts
        source = specimen.read_bytes().removeprefix(b"\xef\xbb\xbf")
        assert set(text.split(b"\n")) <= {*source.split(b"\n"), b"", b"\r"}
    view = next(iter(corpus), None)
    if view is not None and len(view.annotations) > 1:
        rows = list(range(len(view.annotations)))
        assert list(read(text_of(view.annotations), format="pubtator")) == expected_excerpts(corpus, rows)


def test_annotations_of_documents_by_hand(sample: pubfast.Corpus, read: Read) -> None:
    document: pubfast.Document = pickle.loads(pickle.dumps(sample[0]))
    assert list(read(text_of(document.annotations[1:3]))) == expected_excerpts(sample, [1, 2])


def test_mixtures(sample: pubfast.Corpus, read: Read) -> None:
    by_hand = pubfast.Document(document_id="1", title="By hand")
    parts = [by_hand, sample[3:5], sample.documents[[7, 7]], sample[2], sample.annotations[:1], sample]
    found = list(read(text_of(iter(parts))))
    assert found == [
        by_hand,
        *sample[3:5],
        sample[7],
        sample[7],
        sample[2],
        *expected_excerpts(sample, [0]),
        *sample,
    ]
    assert text_of(tuple(sample)) == text_of(sample.documents)


@pytest.mark.parametrize(
    "documents",
    [
        3,
        None,
        "1|t|x\n",
        b"1|t|x\n",
        {"1": 2},
        [1],
        [[]],
        pubfast.Annotation(start=0, end=1, mention="x", type="G"),
    ],
)
def test_what_cannot_be_written(documents: Any, tmp_path: Path) -> None:
    with pytest.raises(
        TypeError, match="what is written must be a Corpus, Documents, Document or Annotations"
    ):
        pubfast.write(documents, tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_writer(sample: pubfast.Corpus, tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.bgz"
    with pubfast.Writer(path) as writer:
        assert not path.exists()
        for document in sample:
            writer.write(document)
        writer.write(sample[:2])
        assert repr(writer) == f"<Writer {str(path)!r}: 18 documents>"
        assert writer.written is None
    assert list(read(path)) == [*sample, *sample[:2]]
    assert writer.written == pubfast.Written(path, 18, path.stat().st_size)
    assert repr(writer.written) == f"<Written {str(path)!r}: 18 documents; {path.stat().st_size:,} bytes>"
    assert writer.closed
    writer.close()
    for use in (lambda: writer.write(sample), writer.__enter__):
        with pytest.raises(ValueError, match=r"a\.bgz: the writer is closed"):
            use()


def test_a_writer_that_is_left(sample: pubfast.Corpus, tmp_path: Path) -> None:
    writer = pubfast.Writer(tmp_path / "a")

    def fail() -> None:
        with writer:
            writer.write(sample)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert writer.closed
    assert writer.written is None
    pubfast.Writer(tmp_path / "b").write(sample)
    abandoned = pubfast.Writer(tmp_path / "c")
    abandoned.write(sample)
    abandoned.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_writer_of_several_threads(sample: pubfast.Corpus, tmp_path: Path, read: Read) -> None:
    with pubfast.Writer(tmp_path / "a.gz", level=1) as writer:

        def work(row: int) -> None:
            for _ in range(500):
                writer.write(sample[row])

        threads = [threading.Thread(target=work, args=(row,)) for row in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    found = [document.document_id for document in read(tmp_path / "a.gz")]
    assert sorted(found) == sorted(sample[row].document_id for row in range(8) for _ in range(500))


def test_a_closed_corpus(sample_path: Path, tmp_path: Path) -> None:
    corpus = pubfast.open(sample_path, on_problem="ignore")
    corpus.close()
    with pytest.raises(ValueError, match="the corpus is closed"):
        pubfast.write(corpus, tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
