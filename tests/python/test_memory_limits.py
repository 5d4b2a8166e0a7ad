"""Memory that the system does not give is an error, wherever much of it is asked for at once."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest

from waiting import HANGS

resource = pytest.importorskip("resource")

# Uses as little else as can be: what is tested are the large pieces, and Python itself needs some.
CODE = """
import os, resource, sys
os.environ["MALLOC_ARENA_MAX"] = "1"
import numpy, pubfast
work, room, path, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
options = {"on_problem": "ignore", "threads": 1}
works = {
    "open": lambda: pubfast.open(path, **options),
    "read": lambda: pubfast.open(path, io="read", **options),
}
before = int(open("/proc/self/statm").read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
resource.setrlimit(resource.RLIMIT_AS, (before + room, resource.RLIM_INFINITY))
try:
    works[work]()
    outcome = "done"
except (MemoryError, pubfast.PubfastError) as error:
    outcome = type(error).__name__
    said = str(error)
    assert "a bug" not in said, said
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert works[work]() is not None
print(outcome)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits as Linux has them")
@pytest.mark.parametrize("work", ["open", "read"])
def test_limits(work: str, tmp_path: Path) -> None:
    """The process goes on afterwards, and does the same with more memory."""
    path = tmp_path / "dump"
    path.write_bytes(b"".join(b"%d|t|x\n%d\t0\t1\tx\tGene\t%d\n\n" % (n, n, n) for n in range(500_000)))
    seen = set()
    # Each of the first stops in a piece of megabytes; what stops in a small one ends the process.
    for megabytes in (12, 20, 2000):
        command = [sys.executable, "-c", CODE, work, str(megabytes << 20), str(path), str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=HANGS)
        assert done.returncode == 0, (megabytes, done.stderr)
        seen.add(done.stdout.strip())
    assert "done" in seen
    assert "MemoryError" in seen
    assert seen <= {"done", "MemoryError"}


COLUMNS = """
import os, resource, sys
os.environ["MALLOC_ARENA_MAX"] = "1"
import numpy, pubfast
corpus = pubfast.open(sys.argv[1], io="read", on_problem="ignore", threads=1)
annotations, documents = corpus.annotations, corpus.documents
columns = [
    lambda: annotations.start,
    lambda: annotations.type,
    lambda: annotations.document,
    lambda: annotations.identifier.starts,
    lambda: documents.pmid,
    lambda: documents.annotation_offsets,
]
before = int(open("/proc/self/statm").read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
resource.setrlimit(resource.RLIMIT_AS, (before + (1 << 19), resource.RLIM_INFINITY))
said = []
for column in columns:
    try:
        column()
        said.append("made")  # of memory that was free already
    except MemoryError as error:
        assert "there is no memory for" in str(error)
        said.append("refused")
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert all(column() is not None for column in columns)
print(said)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits as Linux has them")
def test_columns(tmp_path: Path) -> None:
    """A column that finds no memory is a `MemoryError`, and can be asked for again."""
    path = tmp_path / "dump"
    path.write_bytes(b"".join(b"%d|t|x\n%d\t0\t1\tx\tGene\t%d\n\n" % (n, n, n) for n in range(2_000_000)))
    done = subprocess.run(
        [sys.executable, "-c", COLUMNS, str(path)], capture_output=True, text=True, timeout=HANGS
    )
    assert done.returncode == 0, done.stderr
    assert "refused" in done.stdout


WHOLE = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), resource.RLIM_INFINITY))
import pubfast
work, path, out = sys.argv[1], sys.argv[3], sys.argv[4]
options = {"on_problem": "ignore"}
works = {
    "open": lambda: pubfast.open(path, **options),
    "read": lambda: pubfast.open(path, io="read", **options),
    "gzip": lambda: pubfast.open(path + ".gz", **options),
    "stream": lambda: sum(len(batch) for batch in pubfast.stream(path, **options)),
    "lines of JSON": lambda: pubfast.convert(path, out + ".jsonl", **options),
    "compressed lines": lambda: pubfast.convert(path, out + ".jsonl.gz", **options),
    "Parquet": lambda: pubfast.convert(path, out, **options),
    "Arrow": lambda: pubfast.convert(path, out + ".arrow", table="annotations", **options),
    "write": lambda: pubfast.write(pubfast.stream(path, **options), out + ".pubtator"),
    "compress": lambda: pubfast.write(pubfast.stream(path, **options), out + ".pubtator.gz"),
    "check": lambda: pubfast.check(path),
    "info": lambda: pubfast.info(path),
}
try:
    works[work]()
    print("done")
except MemoryError:
    print("MemoryError")
"""
WORKS = re.findall(r'^    "(.+?)": lambda', WHOLE, re.MULTILINE)


@pytest.fixture(scope="module")
def whole_dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("memory") / "dump"
    one = b"%d|t|A title of some length\n%d|a|" + b"An abstract. " * 60 + b"\n%d\t0\t1\tA\tGene\t7\n\n"
    text = b"".join(one % (at, at, at) for at in range(50_000))
    path.write_bytes(text)
    path.with_name("dump.gz").write_bytes(gzip.compress(text, 1))
    return path


@pytest.mark.large
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits as Linux has them")
@pytest.mark.parametrize("work", WORKS)
def test_a_process_with_little_memory_goes_on(whole_dump: Path, tmp_path: Path, work: str) -> None:
    """Each ends as it should, or in a `MemoryError`, and leaves no partial output."""
    for megabytes in range(400, 900, 50):
        command = [sys.executable, "-c", WHOLE, work, str(megabytes << 20), str(whole_dump)]
        command.append(str(tmp_path / str(megabytes)))
        done = subprocess.run(command, capture_output=True, text=True, timeout=HANGS)
        assert done.returncode == 0, (megabytes, done.stderr)
        assert done.stdout.strip() in ("done", "MemoryError")
        assert not [path.name for path in tmp_path.iterdir() if path.name.endswith(".partial")]
