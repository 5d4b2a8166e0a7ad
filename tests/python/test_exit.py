"""The process ends while something is open: at once, with its own status, silent, and without half a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from waiting import HANGS

OPEN = {
    "a stream": "held = pubfast.stream(src, batch_bytes=20_000, threads=THREADS)\nnext(held)",
    "an iteration": "held = iter(pubfast.stream(src, batch_bytes=20_000, threads=THREADS))\nnext(held)",
    "a file object": """
class Slow(io.FileIO):
    def read(self, size=-1):
        time.sleep(0.01)
        return super().read(min(size, 5000))
held = pubfast.stream(Slow(src), batch_bytes=20_000, threads=THREADS)
next(held)
""",
    "a writer": """
held = pubfast.Writer(dst, threads=THREADS)
held.write(pubfast.open(src, on_problem="ignore"))
""",
    "a generator": """
def batches():
    with pubfast.Writer(dst, threads=THREADS) as writer, pubfast.stream(src, batch_bytes=20_000) as stream:
        for batch in stream:
            writer.write(batch)
            yield
held = batches()
next(held)
""",
    "a thread": """
def work():
    for batch in pubfast.stream(src, batch_bytes=20_000, threads=THREADS):
        started.set()
        time.sleep(0.05)
started = threading.Event()
held = threading.Thread(target=work, daemon=True)
held.start()
started.wait()
""",
    "a thread that converts": """
class Endless(io.RawIOBase):
    def readinto(self, room):
        time.sleep(0.01)
        room[:6] = b"1|t|x\\n"
        return 6
held = threading.Thread(target=lambda: pubfast.convert(Endless(), dst, on_problem="ignore"), daemon=True)
held.start()
time.sleep(0.05)
""",
    "a lazy frame": "held = pubfast.scan(src, on_problem='ignore').head(3)\nheld.collect()",
    "an Arrow stream": """
import pyarrow
held = pyarrow.RecordBatchReader.from_stream(pubfast.stream(src, batch_bytes=20_000).table())
held.read_next_batch()
""",
}
# How the process ends, its status, and whether Python comes to tidy up.
ENDS = {
    "": (0, True),
    "sys.exit(7)": (7, True),
    "os._exit(8)": (8, False),
    "raise ZeroDivisionError": (1, True),
    "cycle = [held]; cycle.append(cycle); del held": (
        0,
        True,
    ),
    "import atexit; atexit.register(lambda: held)": (0, True),
}


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("what", OPEN)
@pytest.mark.parametrize("end", ENDS)
def test_the_process_ends(what: str, end: str, threads: int, mixed: Path, tmp_path: Path) -> None:
    if threads == 1 and what in ("a thread that converts", "a lazy frame", "an Arrow stream", "a generator"):
        pytest.skip("the number of threads is not said there")
    status, is_tidy = ENDS[end]
    code = f"import io, os, sys, threading, time, warnings, pubfast\nsrc, dst = sys.argv[1:]\n{OPEN[what]}\n"
    code = code.replace("THREADS", str(threads)) + "print('here', flush=True)\n" + end
    command = [sys.executable, "-W", "ignore", "-c", code, str(mixed), str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "here\n"
        said, failed = running.communicate(timeout=HANGS)
    assert running.returncode == status, failed
    assert said == ""
    assert "".join(failed.splitlines()[-1:]) == ("ZeroDivisionError" if status == 1 else ""), failed
    assert not (tmp_path / "out").exists()
    if is_tidy and what != "a thread that converts":
        assert list(tmp_path.iterdir()) == []
