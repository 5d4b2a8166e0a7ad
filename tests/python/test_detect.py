"""`detect` says what a file is, whatever its name."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pubfast

Write = Callable[..., Path]

TABLE = b"1\tGene\t7\tx|y\tGNormPlus\n"
KINDS: list[tuple[str, str, bytes]] = [
    ("pubtator", "plain", b"1|t|x\n"),
    ("pubtator", "plain", b"\xef\xbb\xbf1|t|x"),
    ("pubtator", "plain", b"## header\n\n1|a|x\r\n"),
    ("pubtator", "plain", b"1\t0\t1\tx\tGene\n"),
    ("pubtator", "plain", b"1\tCID\tD1\tD2\n"),
    ("entities", "plain", TABLE),
    ("entities", "plain", TABLE * 10_000),
    ("entities", "plain", b"PMID\tMeshID\tMentions\tResource\n1\tD1\tx\ty\n"),
    ("relations", "plain", b"1\ttreat\tChemical|MESH:D1\tDisease|MESH:D2\n"),
    ("bioc-xml", "plain", b"<?xml version='1.0'?><!DOCTYPE collection SYSTEM 'BioC.dtd'><collection>"),
    ("bioc-json", "plain", b'{"documents": [{"passages": []}]}'),
    ("xml", "plain", b"<a></a>"),
    ("json", "plain", b'{"a": 1}'),
    ("parquet", "plain", b"PAR1\0\0PAR1"),
    ("empty", "plain", b""),
    ("empty", "plain", b" \n\n## comment\n"),
    ("unknown", "plain", b"words and nothing else\n"),
    ("pubtator", "gzip", gzip.compress(b"1|t|x\n", mtime=0)),
    ("empty", "bgzf", bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")),
    ("packed", "zstd", bytes.fromhex("28b52ffd0458310000")),
    ("packed", "bzip2", b"BZh91AY&SY\0\0\0"),
    ("packed", "xz", b"\xfd7zXZ\0\0\4"),
    ("packed", "zip", b"PK\3\4\x14\0\0\0"),
    ("packed", "tar", b"name".ljust(257, b"\0") + b"ustar\x0000".ljust(255, b"\0")),
]


@pytest.mark.parametrize(("format", "container", "content"), KINDS, ids=lambda value: repr(value)[:24])
def test_every_kind(write: Write, format: str, container: str, content: bytes) -> None:
    detected = pubfast.detect(write(content))
    assert isinstance(detected, pubfast.Detected)
    assert detected == (format, container)
    assert (detected.format, detected.container) == (format, container)


@pytest.mark.parametrize(("format", "container", "content"), KINDS, ids=lambda value: repr(value)[:24])
def test_open_agrees(write: Write, format: str, container: str, content: bytes) -> None:
    path = write(content)
    if format in ("pubtator", "empty"):
        pubfast.open(path, on_problem="ignore")
    else:
        # What is cut short before it says anything is no format of its own.
        error = pubfast.InputError if container == "zstd" else pubfast.FormatError
        with pytest.raises(error):
            pubfast.open(path, on_problem="ignore")


def test_the_name_counts_for_nothing(write: Write) -> None:
    assert pubfast.detect(write(b"1|t|x\n", "dump.pubtator.gz")).container == "plain"
    assert pubfast.detect(write(gzip.compress(b"1|t|x\n"), "dump.txt")).container == "gzip"


def test_specimens_are_block_text(specimen: Path) -> None:
    assert pubfast.detect(specimen).format in ("pubtator", "empty")


def test_real_files_are_block_text(real_file: Path) -> None:
    assert pubfast.detect(real_file) == ("pubtator", "plain")


def test_only_the_first_64_kib_count(write: Write) -> None:
    words = b"words " * 10 + b"\n"
    assert pubfast.detect(write(words * 2000 + b"1|t|x\n")).format == "unknown"
    assert pubfast.detect(write(words * 900 + b"1|t|x\n")).format == "pubtator"


def test_paths_of_all_kinds(write: Write) -> None:
    path = write(b"1|t|x\n", "döküm")
    for name in (path, str(path), b"1|t|x\n"):
        assert pubfast.detect(name).format == "pubtator"


@pytest.mark.parametrize("wrong", [None, 7, ["x"]])
def test_other_things_are_no_paths(wrong: Any) -> None:
    with pytest.raises(TypeError):
        pubfast.detect(wrong)
