"""No room for what is written: one error that says so, status 3 of a command, and nothing left of it."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import pubfast
from waiting import HANGS

PUBFAST = [sys.executable, "-m", "pubfast"]
FULL = "/dev/full"


@pytest.fixture(scope="module")
def full_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file system of some hundred kilobytes."""
    place = tmp_path_factory.mktemp("small")
    command = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(place)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def streamed(src: Path) -> pubfast.Stream:
    return pubfast.stream(src, on_problem="ignore", batch_bytes=100_000)


def by_writer(src: Path, dst: Path) -> None:
    with pubfast.Writer(dst, overwrite=True) as writer:
        writer.write(streamed(src))


def converted(src: Path, dst: Path, **options: Any) -> None:
    pubfast.convert(src, dst, overwrite=True, on_problem="ignore", batch_bytes=100_000, **options)


WRITERS: dict[str, Callable[[Path, Path], object]] = {
    "folder": converted,
    "a.parquet": lambda src, dst: converted(src, dst, table="documents", compression="none"),
    "a.arrow": lambda src, dst: converted(src, dst, table="documents"),
    "a.jsonl": converted,
    "b.jsonl.gz": converted,
    "c.jsonl.zst": converted,
    "a": lambda src, dst: pubfast.write(streamed(src), dst, overwrite=True),
    "a.gz": by_writer,
    "a.bgz": lambda src, dst: pubfast.write(streamed(src), dst, overwrite=True),
    "a.zst": by_writer,
    "findings.jsonl": lambda src, dst: pubfast.check(src, output=dst, overwrite=True),
    "findings.arrow": lambda src, dst: pubfast.check(src, output=dst, overwrite=True),
}


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Text that no packing makes small, with a finding in each document."""
    path = tmp_path_factory.mktemp("varied") / "dump"
    with path.open("w") as file:
        for number in range(6_000):
            noise = os.urandom(60).hex()
            file.write(
                f"{number}|t|{noise}\n{number}|a|x\n{number}\t0\t9\t{noise[20:40]}\tGene\t{number}\n\n"
            )
    return path


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk(name: str, varied: Path, full_disk: Path) -> None:
    """The output of before is unchanged."""
    if name == "folder":
        WRITERS[name](Path(__file__).parents[2] / "examples" / "sample.pubtator", full_disk / name)
    else:
        (full_disk / name).write_bytes(b"old")
    before = {path.name: path.stat().st_size for path in full_disk.iterdir()}
    with pytest.raises(OSError, match="No space left") as caught:
        WRITERS[name](varied, full_disk / name)
    assert caught.value.errno == errno.ENOSPC
    assert isinstance(caught.value, pubfast.OutputError)
    assert {path.name: path.stat().st_size for path in full_disk.iterdir()} == before
    # There is room again, for as much as before.
    (full_disk / "probe").write_bytes(b"x" * 20_000)
    (full_disk / "probe").unlink()


COMMANDS = {
    "convert": ["convert", "{src}", "{dst}.parquet", "--table", "documents"],
    "filter": ["filter", "{src}", "--type", "Gene", "-o", "{dst}"],
    "sample": ["sample", "{src}", "-n", "5000", "-o", "{dst}"],
    "get": ["get", "{src}", "--ids-from", "{ids}", "-o", "{dst}"],
    "check": ["check", "{src}", "-o", "{dst}.jsonl"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_commands(name: str, varied: Path, full_disk: Path, tmp_path: Path) -> None:
    for path in full_disk.iterdir():
        if path.is_file():
            path.unlink()
    before = sorted(full_disk.iterdir())
    ids = tmp_path / "ids"
    ids.write_text("\n".join(map(str, range(5_000))))
    words = [word.format(src=varied, dst=full_disk / "out", ids=ids) for word in COMMANDS[name]]
    done = subprocess.run([*PUBFAST, *words], capture_output=True, text=True, timeout=HANGS)
    assert done.returncode == 3, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "No space left on device" in done.stderr
    assert sorted(full_disk.iterdir()) == before


@pytest.mark.skipif(not os.path.exists(FULL), reason="a full device is needed")
def test_a_full_device(varied: Path) -> None:
    with open(FULL, "wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        pubfast.write(streamed(varied), file)
    for buffering in (4096, 1 << 20):
        buffered = open(FULL, "wb", buffering=buffering)  # noqa: SIM115
        with pytest.raises(OSError, match="No space left"):
            pubfast.write(streamed(varied), buffered)
        with suppress(OSError):
            buffered.close()
    for words in (
        ["get", str(varied), "7"],
        ["filter", str(varied), "--type", "Gene"],
        ["check", str(varied), "--json"],
    ):
        with open(FULL, "wb") as out:
            done = subprocess.run(
                [*PUBFAST, *words], stdout=out, stderr=subprocess.PIPE, text=True, timeout=HANGS
            )
        assert (done.returncode, "No space left" in done.stderr) == (3, True), done.stderr
        assert len(done.stderr.splitlines()) == 1
