"""The limit of one record, for every reader."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import packing
import pubfast
from waiting import HANGS

SMALL = b"".join(b"%d|t|title\n%d\t0\t5\ttitle\tGene\t7\n\n" % (n, n) for n in range(100, 130))
LARGE = b"7|t|" + b"x" * 1000 + b"\n7\t0\t1\tx\tGene\t7\n\n"

READERS: dict[str, Callable[..., Any]] = {
    "open": pubfast.open,
    "stream": lambda path, **options: list(pubfast.stream(path, **options)),
    "small batches": lambda path, **options: list(pubfast.stream(path, batch_bytes=64, **options)),
    "check": pubfast.check,
    "convert": lambda path, **options: pubfast.convert(path, f"{path}.jsonl", **options),
    "scan": lambda path, **options: pubfast.scan(path, **options).collect(),
}


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("pack", [bytes, packing.single, packing.bgzf, packing.frames])
@pytest.mark.parametrize("io", ["auto", "read"])
@pytest.mark.parametrize("reader", READERS)
def test_a_large_record_is_refused_with_its_byte(
    tmp_path: Path, reader: str, io: str, pack: Callable[[bytes], bytes], threads: int
) -> None:
    path = tmp_path / "dump"
    for text in (SMALL + LARGE, SMALL + LARGE + SMALL, LARGE + SMALL):
        path.write_bytes(pack(text))
        byte = text.index(b"7|t|xxx")
        options = {"threads": threads, "io": io}
        if reader == "scan":
            with pytest.raises(
                Exception, match=f"the record at byte {byte} is larger than max_record_bytes=999"
            ):
                READERS[reader](path, max_record_bytes=999, **options)
        else:
            with pytest.raises(pubfast.InputError, match="max_record_bytes=999") as caught:
                READERS[reader](path, max_record_bytes=999, **options)
            assert caught.value.byte == byte
        READERS[reader](path, max_record_bytes=len(LARGE), **options)
        path.with_name("dump.jsonl").unlink(missing_ok=True)


@pytest.mark.parametrize("pack", [bytes, packing.single, packing.bgzf, packing.frames])
@pytest.mark.parametrize("reader", READERS)
def test_a_byte_order_mark_is_no_part_of_the_record(
    tmp_path: Path, reader: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "dump"
    path.write_bytes(pack(b"\xef\xbb\xbf" + LARGE + SMALL))
    for limit in range(len(LARGE) - 5, len(LARGE)):
        with pytest.raises(Exception, match=f"larger than max_record_bytes={limit}"):
            READERS[reader](path, max_record_bytes=limit)
    READERS[reader](path, max_record_bytes=len(LARGE))


def test_a_byte_order_mark_before_a_record_of_several_windows(tmp_path: Path) -> None:
    path = tmp_path / "dump.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf7|t|" + b"x" * 8_000_000 + b"\n\n", 1))
    with pytest.raises(pubfast.InputError, match="max_record_bytes=3000000") as caught:
        pubfast.open(path, max_record_bytes=3_000_000)
    assert caught.value.byte == 3


def test_info_counts_what_is_before_it(tmp_path: Path) -> None:
    path = tmp_path / "dump"
    path.write_bytes(SMALL + LARGE + SMALL)
    found = pubfast.info(path, max_record_bytes=999)
    assert found.documents == 30
    assert "max_record_bytes=999" in str(found.fault)


def test_a_stream_gives_what_is_before_it(tmp_path: Path) -> None:
    path = tmp_path / "dump"
    path.write_bytes(SMALL + LARGE + SMALL)
    for batch_bytes in (1, 100, 1 << 20):
        batches = pubfast.stream(path, batch_bytes=batch_bytes, max_record_bytes=999)
        assert sum(len(batch) for batch in _until(batches, pubfast.InputError)) == 30


def _until(batches: Iterator[pubfast.Corpus], error: type[Exception]) -> Iterator[pubfast.Corpus]:
    """Yield what comes before an error, which must come."""
    while True:
        try:
            batch = next(batches)
        except error:
            return
        yield batch


def test_tables_and_lines_of_json(tmp_path: Path) -> None:
    table = tmp_path / "genes.tsv"
    table.write_bytes(b"1\tGene\t7\tx\tr\n2\tGene\t7\t" + b"x" * 1000 + b"\tr\n")
    with pytest.raises(pubfast.InputError, match="byte 13 is larger") as caught:
        pubfast.read_entities(table, max_record_bytes=999)
    assert caught.value.byte == 13
    with pytest.raises(pubfast.InputError):
        list(pubfast.stream_entities(table, max_record_bytes=999))
    lines = tmp_path / "dump.jsonl"
    lines.write_bytes(
        b'{"document_id": "1", "title": "x"}\n{"document_id": "2", "title": "' + b"x" * 1000 + b'"}\n'
    )
    with pytest.raises(pubfast.InputError, match="max_record_bytes=999"):
        pubfast.open(lines, max_record_bytes=999)
    assert len(pubfast.open(lines)) == 2


def test_the_argument_is_checked(sample_path: Path) -> None:
    cases: list[tuple[Any, type[Exception]]] = [
        (0, ValueError),
        (1 << 31, ValueError),
        (True, TypeError),
        (1.5, TypeError),
    ]
    readers: list[Callable[..., Any]] = [pubfast.open, pubfast.stream, pubfast.check, pubfast.info]
    for wrong, error in cases:
        for reader in readers:
            with pytest.raises(error, match="max_record_bytes"):
                reader(sample_path, max_record_bytes=wrong)


def test_a_pickle_keeps_the_limit(tmp_path: Path) -> None:
    import pickle

    path = tmp_path / "dump"
    path.write_bytes(SMALL + LARGE)
    assert len(pickle.loads(pickle.dumps(pubfast.open(path, max_record_bytes=2000)))) == 31


PEAK = """
import resource, sys, pubfast
work, path = sys.argv[1:3]
works = {
    "info": lambda: pubfast.info(path, format="pubtator").fault,
    "check": lambda: pubfast.check(path, format="pubtator"),
    "stream": lambda: list(pubfast.stream(path, format="pubtator")),
    "convert": lambda: pubfast.convert(path, path + ".jsonl", source_format="pubtator"),
    "open": lambda: pubfast.open(path, format="pubtator"),
}
try:
    fault = works[work]()
except pubfast.InputError as error:
    fault = error
assert "max_record_bytes" in str(fault), fault
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
"""


@pytest.mark.large
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is counted as Linux does")
@pytest.mark.parametrize("work", ["info", "check", "stream", "convert", "open"])
def test_a_bomb_takes_one_record_of_memory(tmp_path: Path, work: str) -> None:
    """Megabytes become one line of 9 GB, of which no more is held than a record may have."""
    piece = gzip.compress(b"y" * (9 << 20), 6)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"1|t|x\n1|a|") + piece * 1000)
    done = subprocess.run(
        [sys.executable, "-c", PEAK, work, str(path)], capture_output=True, text=True, timeout=HANGS
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < (1300 if work != "open" else 2700), done.stdout
    assert os.listdir(tmp_path) == ["bomb.gz"]
