"""Files that are written have what was read, and are read back unchanged."""

from __future__ import annotations

import gzip
import io
import pickle
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pubfast

Read = Callable[..., pubfast.Corpus]

# `\n` is what no text can have; the others are odd and legal.
VALUE = st.text(st.sampled_from(" \r\x0b|#;:αé\u2028\U0001f9ec\ufeff-019TaxSubject\t"), max_size=12)
SOME = st.none() | VALUE


def made(kind: Callable[..., Any], **fields: Any) -> st.SearchStrategy[Any]:
    return st.builds(kind, **fields)


OFFSET = st.integers(-(1 << 31), (1 << 31) - 1) | st.integers(0, 3000)
DOCUMENT = made(
    pubfast.Document,
    document_id=st.text(st.sampled_from("#1aé \ufeff"), min_size=1, max_size=4),
    title=SOME,
    abstract=SOME,
    passages=st.lists(
        made(pubfast.Passage, tag=st.sampled_from(["x", "a", "body", " "]), text=VALUE), max_size=2
    ),
    annotations=st.lists(
        made(
            pubfast.Annotation,
            start=OFFSET,
            end=OFFSET,
            mention=VALUE,
            type=VALUE,
            identifier=SOME,
            extra=SOME,
        ),
        max_size=2,
    ),
    relations=st.lists(made(pubfast.Relation, type=VALUE, arg1=VALUE, arg2=VALUE, extra=SOME), max_size=2),
)


def written(documents: Any, path: Path, **options: Any) -> bytes:
    result = pubfast.write(documents, path, overwrite=True, **options)
    text = path.read_bytes()
    assert (result.path, result.bytes) == (path, len(text))
    return text


def copies(corpus: pubfast.Corpus) -> list[pubfast.Document]:
    """The documents without the bytes that they were read from."""
    return [pickle.loads(pickle.dumps(document)) for document in corpus]


def check(path: Path, folder: Path, read: Read) -> None:
    """Write a file as a whole, document by document, in another order, and without its bytes."""
    corpus, target = read(path), folder / "out"
    documents = list(corpus)
    assert written(corpus, target) == path.read_bytes()
    assert list(read(b"".join([written(corpus.documents, target)]), format="pubtator")) == documents
    stand_alone = copies(corpus)
    assert stand_alone == documents
    written(stand_alone, target)
    assert list(read(target, format="pubtator")) == documents
    chosen = random.Random(path.name).choices(range(len(corpus)), k=min(len(corpus), 100))
    if chosen and not documents[chosen[0]].document_id.startswith("##"):
        written(corpus[chosen], target)
        assert list(read(target, format="pubtator")) == [documents[row] for row in chosen]
    for document in documents[:50]:
        if document.document_id.startswith("##"):
            with pytest.raises(ValueError, match="begins with ##"):
                pubfast.write(document, target, overwrite=True)
            continue
        text = written(document, target)
        assert list(read(target, format="pubtator")) == [document]
        assert document.byte_start is not None
        source = path.read_bytes()[document.byte_start : document.byte_end]
        assert text.removeprefix(b"\n").startswith(source)
        assert len(text) <= len(source) + 2


def test_specimens(specimen: Path, tmp_path: Path, read: Read) -> None:
    check(specimen, tmp_path, read)


def test_real_files(real_file: Path, tmp_path: Path, read: Read) -> None:
    check(real_file, tmp_path, read)


@settings(max_examples=200)
@given(documents=st.lists(DOCUMENT, max_size=4))
def test_documents_by_hand(documents: list[pubfast.Document]) -> None:
    """Those that are not refused are read back, and refusals leave the others alone."""
    target = io.BytesIO()
    kept: list[pubfast.Document] = []
    refusals: list[tuple[int, str]] = []
    with pubfast.Writer(target) as writer:
        for document in documents:
            try:
                writer.write(document)
            except ValueError as error:
                refusals.append((len(kept), str(error)))
            else:
                kept.append(document)
    for place, sentence in refusals:
        assert f"at place {place} " in sentence
        assert "\n" not in sentence
    assert list(pubfast.open(target.getvalue(), on_problem="ignore", format="pubtator")) == kept


REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({"document_id": ""}, "the document id is empty: "),
    ({"document_id": "1|2"}, r"the document id '1\|2' has a pipe in it"),
    ({"document_id": "1\t2"}, r"the document id '1\\t2' has a tab in it"),
    ({"document_id": "1\n2"}, r"the document id '1\\n2' has a line break in it"),
    ({"document_id": "##1"}, "begins with ##, and would be taken for a comment"),
    ({"title": "a\nb"}, r"the title 'a\\nb' of document '1' has a line break in it"),
    ({"abstract": "a\r\nb"}, "the abstract .* of document '1' has a line break in it"),
    ({"title": None}, "document '1' has neither text nor rows"),
    ({"passages": [pubfast.Passage(tag="t", text="x")]}, "'t', which would be read as a title"),
    ({"passages": [pubfast.Passage(tag="a", text="x")]}, "would be read as the abstract"),
    (
        {"annotations": [pubfast.Annotation(start=0, end=1, mention="a\tb", type="Gene")]},
        "the mention .* tab in it",
    ),
    ({"relations": [pubfast.Relation(type="1", arg1="2", arg2="x")]}, r"a problem \(too_few_columns\)"),
    ({"relations": [pubfast.Relation(type="CID", arg1="x", arg2="Subject:x")]}, "as another relation"),
]


@pytest.mark.parametrize(("values", "sentence"), REFUSALS)
def test_refusals(values: dict[str, Any], sentence: str, tmp_path: Path) -> None:
    document = pubfast.Document(**{"document_id": "1", "title": "x"} | values)
    before = pubfast.Document(document_id="0", title="before")
    with pytest.raises(ValueError, match=sentence) as caught:
        pubfast.write(document, tmp_path / "a")
    assert str(caught.value).startswith("the document at place 0 cannot be written: ")
    assert "\n" not in str(caught.value)
    if values.get("document_id") == "##1":
        pubfast.write([before, document], tmp_path / "a")
        assert list(pubfast.open(tmp_path / "a")) == [before, document]
        return
    with pytest.raises(ValueError, match=sentence) as caught:
        pubfast.write([before, document, before], tmp_path / "a")
    assert "at place 1 " in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.gz", "a.bgz", "a.bgzf", "a.GZ", "a.zst", "a.zstd", "a"])
@pytest.mark.parametrize("threads", [1, 2])
def test_containers(name: str, threads: int, mixed: Path, tmp_path: Path, read: Read) -> None:
    corpus, path = read(mixed), tmp_path / name
    packed = written(corpus, path, threads=threads)
    assert list(read(path)) == list(corpus)
    assert packed == written(corpus, path, threads=3)
    if "gz" in name.lower():
        assert gzip.decompress(packed) == mixed.read_bytes()
    if "bgz" in name:
        assert packed[12:16] == b"BC\x02\x00"
        assert packed.endswith(bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000"))
    assert len(packed) == mixed.stat().st_size or name != "a"


@pytest.mark.parametrize("compression", ["gzip", "bgzf", "zstd", "none"])
def test_nothing_at_all(compression: Any, tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a"
    result = pubfast.write([], path, compression=compression)
    assert (result.documents, len(read(path))) == (0, 0)
    assert result.bytes == path.stat().st_size
    assert (result.bytes == 0) == (compression == "none")
    assert len(read(pubfast.write(read(b""), tmp_path / "b", compression=compression).path)) == 0


def test_levels(mixed: Path, tmp_path: Path, read: Read) -> None:
    corpus = read(mixed)
    for compression, least, most in [("gzip", 1, 9), ("bgzf", 1, 9), ("zstd", 1, 19)]:
        options: dict[str, Any] = {"compression": compression, "overwrite": True}
        sizes = [
            pubfast.write(corpus, tmp_path / "a", level=level, **options).bytes for level in (least, most)
        ]
        assert sizes[0] > sizes[1]
    cases: list[tuple[dict[str, Any], str]] = [
        ({"compression": "gzip", "level": 10}, "level must be 0 to 9 with gzip, not 10"),
        ({"compression": "bgzf", "level": -1}, "level must be 0 to 9 with BGZF, not -1"),
        ({"compression": "zstd", "level": 0}, "level must be 1 to 22 with zstd, not 0"),
        ({"level": 3}, "this output is not compressed"),
        ({"compression": "lz4"}, "compression must be 'gzip', 'bgzf', 'zstd', 'none' or None"),
        ({"threads": 0}, "threads must be at least 1"),
    ]
    for options, sentence in cases:
        with pytest.raises(ValueError, match=sentence):
            pubfast.write(corpus, tmp_path / "b", **options)
    with pytest.raises(TypeError, match="level must be an int"):
        pubfast.write(corpus, tmp_path / "a", compression="gzip", level=True)
