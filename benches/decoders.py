"""Measure reading packed dumps: against the decoders alone, by threads, and in memory.

Usage::

    python benches/decoders.py DUMP [--runs 3] [--folder FOLDER]

The dump is packed as one gzip member, as BGZF and as zstd of many frames (with and without their sizes),
once, into the folder. Each measurement is a process of its own; a table of medians is printed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

from inputs.dump import packed

BLOCK = 65_280  # what bgzip packs into a block
FRAME = 4 << 20

READ = """
import json, sys, time
import pubfast
sys.path.insert(0, sys.argv[1])
from engines.text import pubfast as engines
how, path, threads = sys.argv[2], sys.argv[3], int(sys.argv[4])
begin = time.perf_counter()
documents = 0
if how == "open":
    corpus = pubfast.open(path, threads=threads)
    documents = len(corpus)
    engines.touch(corpus)
else:
    columns = ("documents", "annotations", "relations") if how == "stream ahead" else None
    for batch in pubfast.stream(path, threads=threads, columns=columns):
        documents += len(batch)
        engines.touch(batch)
took = time.perf_counter() - begin
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps([took, documents, int(status["VmHWM"].split()[0]) // 1024]))
"""


def block(text: bytes) -> bytes:
    """Pack one block of BGZF."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    deflated = packer.compress(text) + packer.flush()
    header = struct.pack("<4BI2BH2BH", 31, 139, 8, 4, 0, 0, 255, 6, 66, 67, 2)
    size = struct.pack("<H", len(deflated) + 25)
    return header + size + deflated + struct.pack("<2I", zlib.crc32(text), len(text))


def pack(dump: Path, folder: Path) -> dict[str, Path]:
    """Make the packed files that are not there yet."""
    paths = {name: folder / f"{dump.stem}.{name}" for name in ("bgzf", "zst", "pzst")}
    if not paths["bgzf"].exists():
        with dump.open("rb") as text, paths["bgzf"].open("wb") as blocks:
            while piece := text.read(BLOCK):
                blocks.write(block(piece))
            blocks.write(block(b""))
    if not paths["zst"].exists() and shutil.which("zstd"):
        with dump.open("rb") as text, paths["zst"].open("wb") as blocks:
            while piece := text.read(FRAME):
                blocks.write(subprocess.run(["zstd", "-3", "-c"], input=piece, stdout=subprocess.PIPE).stdout)
    if not paths["pzst"].exists() and shutil.which("pzstd"):
        subprocess.run(["pzstd", "-q", "-3", "-p", "2", str(dump), "-o", str(paths["pzst"])], check=True)
    return {"plain": dump, "gz": packed(dump)} | {name: path for name, path in paths.items() if path.exists()}


def read(how: str, path: Path, threads: int) -> tuple[float, int, int]:
    """Read all columns: seconds, documents, and the most resident MiB."""
    command = [sys.executable, "-c", READ, str(Path(__file__).parent), how, str(path), str(threads)]
    took, documents, memory = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return float(took), int(documents), int(memory)


def alone(command: list[str]) -> float:
    """Seconds of a program whose output nobody reads."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Measure reading packed dumps.")
    parser.add_argument("dump", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="for what is packed")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    paths = pack(options.dump, options.folder)
    size = options.dump.stat().st_size / 1e9
    zcat = statistics.median(alone(["zcat", str(paths["gz"])]) for _ in range(options.runs))
    print(f"| zcat | | {zcat:.2f} s | {size / zcat:.2f} GB/s | |")
    counts: set[int] = set()
    for name, path in paths.items():
        for how in ("stream", "open"):
            for threads in (1, 2):
                runs = [read(how, path, threads) for _ in range(options.runs)]
                counts.update(documents for _, documents, _ in runs)
                took, memory = statistics.median(run[0] for run in runs), max(run[2] for run in runs)
                speed = f"{took:.2f} s | {size / took:.2f} GB/s | {memory} MiB"
                print(f"| {how} {name} | {threads} | {speed} |", flush=True)
    if len(counts) != 1:
        raise SystemExit(f"the answers differ: {sorted(counts)} documents")


if __name__ == "__main__":
    main()
