"""An output appears when it is complete, and replaces nothing that it should not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import pubfast
from packing import single

Script = Callable[..., Any]

CHOICES = [
    ({}, "a.parquet", "table='documents'|table=\"documents\""),
    ({}, "a.arrow", "one table of block text"),
    ({"table": "genes"}, "a.parquet", "block text has no table"),
    ({"table": "annotations"}, "a", "a folder has all tables"),
    ({}, "a.txt", "the suffix '.txt'"),
    ({"format": "csv"}, "a", "format must be"),
    ({"compression": "lz4"}, "a", "compression must be"),
    ({"compression": "gzip"}, "a", "for lines of JSON"),
    ({"level": 23}, "a", "level must be 1 to 22"),
    ({"level": 3}, "a.jsonl", "level says"),
    ({"row_group_size": 0}, "a", "row_group_size must be at least 1"),
    ({"batch_bytes": -1}, "a", "batch_bytes must be at least 1"),
    ({"source_format": "csv"}, "a", "source_format must be"),
    ({"threads": 0}, "a", "threads must be at least 1"),
    ({"io": "fast"}, "a", "io must be"),
    ({"on_problem": "cry"}, "a", "on_problem must be"),
]


@pytest.mark.parametrize(("options", "name", "sentence"), CHOICES)
def test_choices_that_do_not_go_together(
    options: dict[str, Any], name: str, sentence: str, sample_path: Path, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=sentence) as caught:
        pubfast.convert(sample_path, tmp_path / name, **options)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_numbers_have_to_be_numbers(sample_path: Path, tmp_path: Path) -> None:
    for options in ({"level": "high"}, {"row_group_size": 1.5}, {"batch_bytes": True}):
        with pytest.raises(TypeError, match="must be an int"):
            pubfast.convert(sample_path, tmp_path / "a", **options)


def test_a_format_goes_before_a_suffix(sample_path: Path, tmp_path: Path) -> None:
    def write(name: str, **options: Any) -> pubfast.Converted:
        return pubfast.convert(sample_path, tmp_path / name, on_problem="ignore", **options)

    assert write("plain.txt", format="jsonl").format == "jsonl"
    assert (tmp_path / "plain.txt").read_bytes().startswith(b'{"document_id"')
    write("v1.2", format="parquet")
    assert (tmp_path / "v1.2" / "documents.parquet").is_file()
    write("table", format="parquet", table="annotations")
    assert pq.read_metadata(tmp_path / "table").num_rows == 121


def test_a_destination_that_exists(sample_path: Path, tmp_path: Path) -> None:
    for name in ("a", "a.jsonl"):
        path = tmp_path / name
        pubfast.convert(sample_path, path, on_problem="ignore")
        before = sorted((file.name, file.stat().st_ino) for file in tmp_path.rglob("*"))
        with pytest.raises(FileExistsError, match="overwrite=True") as caught:
            pubfast.convert(sample_path, path, on_problem="ignore")
        assert isinstance(caught.value, pubfast.OutputError)
        assert (caught.value.path, caught.value.filename) == (str(path), str(path))
        assert sorted((file.name, file.stat().st_ino) for file in tmp_path.rglob("*")) == before
        pubfast.convert(b"7|t|new\n\n", path, overwrite=True)
    assert pq.read_table(tmp_path / "a" / "documents.parquet")["title"].to_pylist() == ["new"]
    assert '"new"' in (tmp_path / "a.jsonl").read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "a.jsonl"]


def test_a_folder_with_other_things_is_not_replaced(sample_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    pubfast.convert(sample_path, folder, on_problem="ignore")
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match=r"notes\.txt"):
        pubfast.convert(sample_path, folder, overwrite=True)
    assert (folder / "notes.txt").read_text() == "mine"
    (folder / "notes.txt").unlink()
    (folder / "documents.parquet").unlink()
    (folder / "documents.parquet").mkdir()
    with pytest.raises(FileExistsError, match=r"documents\.parquet"):
        pubfast.convert(sample_path, folder, overwrite=True)
    (folder / "documents.parquet").rmdir()
    pubfast.convert(sample_path, folder, overwrite=True, on_problem="ignore")
    assert pq.read_metadata(folder / "documents.parquet").num_rows == 16


def test_a_file_and_a_folder_do_not_replace_each_other(sample_path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(NotADirectoryError):
        pubfast.convert(sample_path, tmp_path / "file", overwrite=True)
    with pytest.raises(IsADirectoryError):
        pubfast.convert(sample_path, tmp_path / "folder.jsonl", overwrite=True)
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        pubfast.convert(sample_path, tmp_path / "none" / "a")
    with pytest.raises(NotADirectoryError):
        pubfast.convert(sample_path, tmp_path / "file" / "a")
    with pytest.raises(FileExistsError, match="neither"):
        pubfast.convert(sample_path, "/dev/null", format="jsonl", overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.jsonl"]


def test_the_input_is_not_the_output(sample_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(sample_path.read_bytes())
    (tmp_path / "link.jsonl").symlink_to(path)
    os.link(path, tmp_path / "hard.jsonl")
    for name in ("dump.jsonl", "link.jsonl", "hard.jsonl"):
        with pytest.raises(FileExistsError, match="the input itself"):
            pubfast.convert(path, tmp_path / name, overwrite=True)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "documents.parquet").write_bytes(path.read_bytes())
    with pytest.raises(FileExistsError, match="the input lies in this folder"):
        pubfast.convert(folder / "documents.parquet", folder, overwrite=True)
    assert (folder / "documents.parquet").read_bytes() == path.read_bytes() == sample_path.read_bytes()


def test_a_link_is_followed(sample_path: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    pubfast.convert(sample_path, tmp_path / "link", overwrite=True, on_problem="ignore")
    assert (tmp_path / "link").is_symlink()
    assert len(list((tmp_path / "real").iterdir())) == 5


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written(sample_path: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError) as caught:
        pubfast.convert(sample_path, tmp_path / "a")
    tmp_path.chmod(0o700)
    assert isinstance(caught.value, pubfast.OutputError)


@pytest.mark.parametrize("name", ["a", "a.jsonl", "a.jsonl.gz", "a.arrow", "a.parquet"])
def test_no_space(script: Script, mixed: Path, tmp_path: Path, name: str) -> None:
    """A file may not grow beyond some bytes, which is what a full disk looks like."""
    code = """
import os, resource, signal, sys, pubfast
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
src, dst = sys.argv[1:]
table = None if dst.endswith("a") or "jsonl" in dst else "documents"
try:
    pubfast.convert(src, dst, table=table, on_problem="ignore", batch_bytes=100_000, row_group_size=1000)
except pubfast.OutputError as error:
    print(error.errno, error.path == dst, os.listdir(os.path.dirname(dst)))
"""
    done = script(code, mixed, tmp_path / name)
    assert done.stdout == "27 True []\n"


@pytest.mark.parametrize("name", ["a", "a.jsonl"])
@pytest.mark.parametrize("threads", [1, 2])
def test_a_source_that_is_cut_short(mixed_text: bytes, tmp_path: Path, name: str, threads: int) -> None:
    packed = single(mixed_text)
    (tmp_path / name).mkdir() if name == "a" else (tmp_path / name).write_text("old")
    with pytest.raises(pubfast.InputError) as caught:
        pubfast.convert(
            packed[: len(packed) * 2 // 3],
            tmp_path / name,
            overwrite=True,
            batch_bytes=50_000,
            threads=threads,
            on_problem="ignore",
        )
    assert caught.value.documents
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert list((tmp_path / name).iterdir()) == [] if name == "a" else (tmp_path / name).read_text() == "old"


class Failing:
    """A file object that gives some bytes and then fails."""

    def __init__(self, text: bytes) -> None:
        self.text = text

    def read(self, size: int, /) -> bytes:
        if not self.text:
            raise ZeroDivisionError("out of order")
        piece, self.text = self.text[:size], self.text[size:]
        return piece


def test_a_file_object_that_fails(mixed_text: bytes, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        pubfast.convert(Failing(mixed_text), tmp_path / "a", batch_bytes=50_000, on_problem="ignore")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_source(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        pubfast.convert(tmp_path / "none", tmp_path / "a")
    assert isinstance(caught.value, pubfast.InputError)
    assert list(tmp_path.iterdir()) == []


INTERRUPTED = """
import os, sys, pubfast
from interrupting import Interrupter
src, dst = sys.argv[1:]
level = 19 if dst.endswith("a") else None
work = lambda: pubfast.convert(src, dst, level=level, on_problem="ignore")
print(Interrupter().seconds_until_heard(work, 0.3) < 10, os.listdir(os.path.dirname(dst)))
"""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes as Unix has them are needed")
@pytest.mark.parametrize("name", ["a", "a.jsonl"])
def test_interrupted(script: Script, large_path: Path, mixed_text: bytes, tmp_path: Path, name: str) -> None:
    """The work would take about a minute, or its input does not come: a pipe without a writer."""
    folder = tmp_path / "out"
    folder.mkdir()
    if name == "a":
        with large_path.open("wb") as file:
            for _ in range(50):
                file.write(mixed_text)
    else:
        os.mkfifo(large_path)
    assert script(INTERRUPTED, large_path, folder / name).stdout == "True []\n"


def test_a_killed_process_leaves_the_old_output(mixed_text: bytes, sample_path: Path, tmp_path: Path) -> None:
    """And a partial one beside it, which the next removes."""
    folder = tmp_path / "a"
    pubfast.convert(sample_path, folder, on_problem="ignore")
    code = "import pubfast, sys; pubfast.convert('-', sys.argv[1], overwrite=True, on_problem='ignore')"
    child = subprocess.Popen([sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE)
    assert child.stdin
    child.stdin.write(mixed_text)
    while len(list(tmp_path.iterdir())) < 2:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdin.close()
    assert pq.read_metadata(folder / "documents.parquet").num_rows == 16
    partial = [path.name for path in tmp_path.iterdir() if path != folder]
    assert partial[0].startswith(".a.")
    assert partial[0].endswith(".partial")
    pubfast.convert(sample_path, folder, overwrite=True, on_problem="ignore")
    assert list(tmp_path.iterdir()) == [folder]


def test_other_threads_go_on(mixed: Path, tmp_path: Path) -> None:
    """The lock of the interpreter is free meanwhile."""
    options: dict[str, Any] = {"level": 15, "on_problem": "ignore"}
    thread = threading.Thread(target=pubfast.convert, args=(mixed, tmp_path / "a"), kwargs=options)
    thread.start()
    turns = 0
    while thread.is_alive():
        turns += 1
        time.sleep(0)
    thread.join()
    assert turns > 100
