"""The mode and the owner of an output, and what a process leaves that was killed while it wrote."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pubfast
from waiting import HANGS

WRITERS: dict[str, Callable[[Path, Path], Any]] = {
    "write": lambda source, path: pubfast.write(pubfast.open(source), path, overwrite=True),
    "convert": lambda source, path: pubfast.convert(source, path, format="jsonl", overwrite=True),
    "check": lambda source, path: pubfast.check(source, output=path, overwrite=True),
    "folder": lambda source, path: pubfast.convert(source, path, format="parquet", overwrite=True),
}

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="modes and locks as Unix has them"),
    pytest.mark.filterwarnings("ignore::pubfast.PubfastWarning"),
]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", WRITERS)
def test_a_replaced_output_keeps_its_mode_and_a_new_one_follows_the_umask(
    tmp_path: Path, sample_path: Path, name: str
) -> None:
    path = tmp_path / "out.jsonl"
    before = os.umask(0o027)
    try:
        WRITERS[name](sample_path, path)
        files = sorted(path.iterdir()) if path.is_dir() else []
        assert mode(path) == (0o750 if files else 0o640)
        assert {mode(file) for file in files} <= {0o640}
        for file in files:
            file.chmod(0o604)
        path.chmod(0o700 if files else 0o600)
        WRITERS[name](sample_path, path)
        assert mode(path) == (0o700 if files else 0o600)
        assert {mode(file) for file in files} <= {0o604}
    finally:
        os.umask(before)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
@pytest.mark.parametrize("name", WRITERS)
def test_a_replaced_output_keeps_its_owner(tmp_path: Path, sample_path: Path, name: str) -> None:
    path = tmp_path / "out.jsonl"
    WRITERS[name](sample_path, path)
    for each in (path, *(path.iterdir() if path.is_dir() else ())):
        os.chown(each, 12345, 23456)
    WRITERS[name](sample_path, path)
    for each in (path, *(path.iterdir() if path.is_dir() else ())):
        assert (each.stat().st_uid, each.stat().st_gid) == (12345, 23456)


def test_a_private_file_is_private_while_it_is_written(tmp_path: Path, sample_path: Path) -> None:
    path = tmp_path / "out.pubtator"
    path.write_bytes(b"")
    path.chmod(0o600)
    with pubfast.Writer(path, overwrite=True) as writer:
        writer.write(pubfast.open(sample_path))
        assert {mode(each) for each in tmp_path.iterdir()} == {0o600}


KILLED = """
import sys, pubfast
kind, path = sys.argv[1:]
if kind == "folder":
    pubfast.convert("-", path, format="parquet")
else:
    with pubfast.Writer(path) as writer:
        print("here", flush=True)
        sys.stdin.read()
"""


def killed(kind: str, path: Path) -> None:
    """Kill a process in the middle of an output, which leaves a partial one."""
    child = subprocess.Popen([sys.executable, "-c", KILLED, kind, str(path)], stdin=subprocess.PIPE)
    assert child.stdin is not None
    child.stdin.write(b"1|t|x\n" * 100_000)
    child.stdin.flush()
    end = time.monotonic() + HANGS
    while not partial(path.parent):
        assert time.monotonic() < end
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdin.close()


def partial(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(".partial"))


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_the_next_writer_removes_what_a_killed_one_left(tmp_path: Path, sample_path: Path, kind: str) -> None:
    path = tmp_path / ("out" if kind == "folder" else "out.pubtator")
    killed(kind, path)
    assert len(partial(tmp_path)) == 1
    if kind == "folder":
        pubfast.convert(sample_path, path)
    else:
        pubfast.write(pubfast.open(sample_path), path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_what_another_writer_is_writing_stays(tmp_path: Path, sample_path: Path) -> None:
    path = tmp_path / "out.pubtator"
    corpus = pubfast.open(sample_path)
    with pubfast.Writer(path, overwrite=True) as first, pubfast.Writer(path, overwrite=True) as second:
        first.write(corpus[:3])
        second.write(corpus[3:5])
        assert len(partial(tmp_path)) == 2
    assert partial(tmp_path) == []
    assert len(pubfast.open(path)) in (2, 3)


def test_files_of_others_stay(tmp_path: Path, sample_path: Path) -> None:
    """Neither a link nor a folder with other files in it is removed, whatever it is called."""
    path = tmp_path / "out.pubtator"
    (tmp_path / "precious").write_text("x")
    (tmp_path / ".out.pubtator.0.partial").symlink_to(tmp_path / "precious")
    folder = tmp_path / ".out.pubtator.1.partial"
    folder.mkdir()
    (folder / "mine").write_text("x")
    pubfast.write(pubfast.open(sample_path), path)
    assert (tmp_path / "precious").read_text() == "x"
    assert (folder / "mine").read_text() == "x"
    assert len(pubfast.open(path)) == 16


def test_a_long_name(tmp_path: Path, sample_path: Path) -> None:
    path = tmp_path / ("é" * 120)
    pubfast.write(pubfast.open(sample_path), path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
