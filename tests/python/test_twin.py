"""Every file reads as the slow twin reads it, whatever the threads and the way of reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pubfast
import reference

Agree = Callable[[pubfast.Corpus, reference.Parsed], None]
Columns = Callable[[pubfast.Corpus], dict[str, Any]]
Read = Callable[..., pubfast.Corpus]


def test_specimens(specimen: Path, agree: Agree, read: Read) -> None:
    agree(read(specimen), reference.parse(specimen.read_bytes()))


@pytest.mark.parametrize("io", ["mmap", "read"])
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_specimens_whatever_the_options(
    specimen: Path, agree_all: Agree, read: Read, threads: int, io: str
) -> None:
    agree_all(read(specimen, threads=threads, io=io), reference.parse(specimen.read_bytes()))


def test_real_files(real_file: Path, agree_all: Agree, read: Read, arrays: Columns) -> None:
    corpus = read(real_file)
    agree_all(corpus, reference.parse(real_file.read_bytes()))
    expected = arrays(corpus)
    for threads in (1, 2, 3):
        for io in ("mmap", "read"):
            got = arrays(read(real_file, threads=threads, io=io))
            assert got.keys() == expected.keys()
            for name, array in got.items():
                np.testing.assert_array_equal(array, expected[name], err_msg=f"{name}, {threads}, {io}")


@pytest.mark.parametrize("threads", [1, 2, 3, 7])
def test_a_file_of_many_windows(
    mixed: Path, mixed_twin: reference.Parsed, agree: Agree, read: Read, threads: int
) -> None:
    agree(read(mixed, threads=threads, format="pubtator"), mixed_twin)


def test_categories_do_not_depend_on_threads(mixed: Path, read: Read) -> None:
    one, *others = (read(mixed, threads=threads, format="pubtator") for threads in (1, 2, 3, 16))
    for other in others:
        for table in ("annotations", "relations"):
            mine, theirs = getattr(one, table).type, getattr(other, table).type
            assert theirs.categories == mine.categories
            np.testing.assert_array_equal(theirs.codes, mine.codes)
        assert other.problems.code.categories == one.problems.code.categories


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_all_real_files_as_one(
    real_files: list[Path], write: Callable[..., Path], agree_all: Agree, read: Read, line_end: bytes
) -> None:
    text = b"\n".join(path.read_bytes() for path in real_files)
    text = text.replace(b"\r\n", b"\n").replace(b"\n", line_end)
    path = write(text)
    agree_all(read(path, threads=3), reference.parse(text))
    path.unlink()


def test_the_manifest_says_how_much_each_specimen_holds(
    data: Path, manifest: dict[str, dict[str, Any]], read: Read
) -> None:
    for name, expected in manifest.items():
        corpus = read(data / name)
        for table in ("documents", "annotations", "relations", "passages"):
            assert len(getattr(corpus, table)) == expected[table], (name, table)
        got = [[problem.line, problem.byte, problem.code] for problem in corpus.problems]
        assert got == expected["problems"], name


def test_the_manifest_lists_every_specimen(data: Path, manifest: dict[str, dict[str, Any]]) -> None:
    assert sorted(manifest) == sorted(path.name for path in data.glob("*.pubtator"))
