"""An input reads the same whatever holds it and wherever it comes from; a broken one says how far it goes."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pubfast
import reference
from packing import CONTAINERS, bgzf, frame, single

Agree = Callable[[pubfast.Corpus, reference.Parsed], None]
Write = Callable[..., Path]
SMALL = b"1|t|one\n1\t0\t3\tone\tGene\t7\n\n2|t|two\n2|a|more\n\n3|t|three\n"


@pytest.fixture(params=CONTAINERS)
def container(request: pytest.FixtureRequest) -> Any:
    return CONTAINERS[request.param]


def test_specimens(specimen: Path, container: Any, agree_all: Agree) -> None:
    text = specimen.read_bytes()
    _, pack = container
    agree_all(pubfast.open(pack(text), on_problem="ignore", format="pubtator"), _silent(text))
    corpus = pubfast.open(pack(text), on_problem="ignore", format="pubtator", threads=1)
    assert len(corpus.problems) == 0


def _silent(text: bytes) -> reference.Parsed:
    twin = reference.parse(text)
    twin.problems.clear()
    return twin


def test_real_files(real_file: Path, container: Any, agree_all: Agree, read: Any) -> None:
    text = real_file.read_bytes()
    agree_all(read(container[1](text), format="pubtator"), reference.parse(text))


@pytest.mark.parametrize("name", ["dump.pubtator", "dump.gz", "dump.zst"])
@pytest.mark.parametrize("io", ["auto", "mmap", "read"])
def test_the_name_says_nothing(name: str, io: Any, container: Any, write: Write, agree_all: Agree) -> None:
    path = write(container[1](SMALL), name)
    agree_all(pubfast.open(path, io=io), reference.parse(SMALL))
    assert pubfast.detect(path) == ("pubtator", container[0])


def test_detect_looks_inside(container: Any) -> None:
    name, pack = container
    for text, expected in [(b"", "empty"), (b"<?xml version='1.0'?><a/>", "xml"), (b"[1]", "json")]:
        assert pubfast.detect(pack(text)).format == expected
        if expected != "empty":
            with pytest.raises(pubfast.FormatError, match="looks like") as caught:
                pubfast.open(pack(text))
            assert (f"(inside {name})" in str(caught.value)) == (name != "plain")
    if name != "plain":
        assert pubfast.detect(pack(single(SMALL))) == ("packed", name)


class Reads:
    """A file object with ``read`` and nothing else."""

    def __init__(self, content: bytes, most: int = 7) -> None:
        self.file, self.most = io.BytesIO(content), most

    def read(self, size: int) -> Any:
        return self.file.read(min(size, self.most))


class ReadsInto:
    """A file object with ``readinto`` and nothing else."""

    def __init__(self, content: bytes) -> None:
        self.file = io.BytesIO(content)

    def readinto(self, buffer: memoryview) -> int:
        return self.file.readinto(buffer[:5])


SOURCES: dict[str, Callable[[bytes], Any]] = {
    "bytes": bytes,
    "bytearray": bytearray,
    "memoryview": lambda content: memoryview(content),
    "a file object": io.BytesIO,
    "short reads": Reads,
    "readinto": ReadsInto,
}


@pytest.mark.parametrize("source", SOURCES)
def test_where_it_comes_from(source: str, container: Any, agree_all: Agree) -> None:
    packed = container[1](SMALL)
    agree_all(pubfast.open(SOURCES[source](packed)), reference.parse(SMALL))
    assert sum(len(batch) for batch in pubfast.stream(SOURCES[source](packed), batch_bytes=1)) == 3


def test_a_pipe(container: Any, agree_all: Agree, tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    for opened in (pubfast.open, lambda path: next(pubfast.stream(path))):
        writer = threading.Thread(target=fifo.write_bytes, args=(container[1](SMALL),))
        writer.start()
        agree_all(opened(fifo), reference.parse(SMALL))
        writer.join()


def test_standard_input(container: Any) -> None:
    code = "import pubfast; print(len(pubfast.open('-')))"
    done = subprocess.run([sys.executable, "-c", code], input=container[1](SMALL), capture_output=True)
    assert (done.stdout, done.stderr) == (b"3\n", b"")


def test_the_rest_of_a_file_object_is_read() -> None:
    file = io.BytesIO(b"not this" + single(SMALL))
    file.seek(8)
    assert len(pubfast.open(file)) == 3


def test_what_is_no_input() -> None:
    for what in (None, 7, ["x"]):
        with pytest.raises(TypeError, match="an input is a path, bytes, or a binary file object"):
            pubfast.open(what)  # type: ignore[arg-type]


def test_a_corpus_of_no_file_cannot_be_pickled() -> None:
    with pytest.raises(ValueError, match="only a corpus of a regular file can be pickled"):
        pickle.dumps(pubfast.open(SMALL))


def test_a_packed_corpus_pickles(write: Write) -> None:
    corpus = pubfast.open(write(single(SMALL)))
    again = pickle.loads(pickle.dumps(corpus))
    assert list(again) == list(corpus)


class Odd:
    """A file object that gives something else after some bytes."""

    def __init__(self, content: bytes, odd: Any) -> None:
        self.given, self.odd = content, odd

    def read(self, size: int) -> Any:
        given, self.given = self.given[:size], self.given[size:]
        if given:
            return given
        if isinstance(self.odd, BaseException):
            raise self.odd
        return self.odd


@pytest.mark.parametrize(
    ("odd", "error", "said"),
    [
        ("text", TypeError, "text and not bytes"),
        (7, TypeError, "gave .*int.* and not bytes"),
        (None, BlockingIOError, "does not block"),
        (bytes(5 << 20), ValueError, "5242880 bytes where"),
        (ZeroDivisionError("mine"), ZeroDivisionError, "mine"),
        (OSError(5, "mine"), OSError, "mine"),
    ],
)
def test_a_file_object_that_misbehaves(odd: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        pubfast.open(Odd(b"", odd))
    with pytest.raises(error, match=said):
        pubfast.stream(Odd(b"", odd)).__next__()
    text = b"1|t|x\n\n" * 20_000
    for threads in (1, 2):
        seen: list[int] = []
        with pytest.raises(error, match=said) as caught:
            seen.extend(map(len, pubfast.stream(Odd(text, odd), threads=threads, batch_bytes=1000)))
        assert sum(seen) == 20_000
        assert "20000 documents" in caught.value.__notes__[-1]


def test_text_is_not_read() -> None:
    with pytest.raises(TypeError, match="mode 'rb'"):
        pubfast.open(io.StringIO("1|t|x\n"))  # type: ignore[arg-type]


def fault(packed: bytes) -> pubfast.InputError | None:
    try:
        pubfast.open(packed)
    except pubfast.InputError as error:
        return error
    return None


def test_truncated(container: Any) -> None:
    name, pack = container
    packed = pack(SMALL * 50)
    if name == "plain":
        return
    whole = list(pubfast.open(SMALL * 50))
    for cut in range(30, len(packed) - 1, 1 + len(packed) // 60):
        error = fault(packed[:cut])
        if error is None:
            continue  # the cut is between two members, blocks or frames
        assert "truncated" in str(error)
        assert error.path == "<bytes>"
        # What is complete is what a stream gives.
        seen: list[pubfast.Corpus] = []
        with pytest.raises(pubfast.InputError, match="truncated") as caught:
            seen.extend(pubfast.stream(packed[:cut], batch_bytes=40))
        documents = [document for batch in seen for document in batch]
        assert documents == whole[: len(documents)]
        assert len(documents) == error.documents == caught.value.documents
        assert error.byte == caught.value.byte


@pytest.mark.parametrize("pack", [single, bgzf, frame])
def test_garbage_after_the_end(pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(pubfast.InputError, match="followed by something that is none") as caught:
        list(pubfast.stream(pack(SMALL) + b"garbage"))
    assert caught.value.documents == 2


def test_a_wrong_checksum() -> None:
    packed = bytearray(single(SMALL))
    packed[-5] ^= 1
    batches: list[pubfast.Corpus] = []
    with pytest.raises(pubfast.InputError, match="checksum") as caught:
        batches.extend(pubfast.stream(packed))
    assert sum(len(batch) for batch in batches) == caught.value.documents == 2


def test_a_member_of_zero_bytes() -> None:
    assert len(pubfast.open(single(b""))) == 0
    assert list(pubfast.stream(single(b""))) == []
    assert len(pubfast.open(single(b"") + single(SMALL) + single(b""))) == 3


def test_containers_that_are_not_read() -> None:
    for content, name in [(b"BZh91AY&SY", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"PK\3\4", "zip")]:
        for function in (pubfast.open, pubfast.stream):
            with pytest.raises(pubfast.FormatError, match=f"looks like {name} data"):
                function(content)
