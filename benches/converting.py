"""Compare `pubfast.convert` with scripts that write the same Parquet files with polars and with pyarrow.

Usage::

    python benches/converting.py [--size 1GB] [--runs 5] [--level 3] [--corpora FOLDER] [--large 3GB]

The dump is packed with gzip once. In turn, each in a process of its own with two threads: `convert` of the
packed file; `open` of it and, from columns in memory, the five tables written by polars and by pyarrow with
the same codec and level. What a script takes is the time of `open` and of its writing. The files of the first
turn are checked: rows, and sums of columns. The bodies of a generated dump repeat, and dictionaries of
abstracts save work that they would not save on real ones. With ``--corpora`` each real file below the folder
is written at zstd level 9 and compared with ``gzip -6`` of it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

import pubfast
from inputs.answers import WrongAnswer, expect
from inputs.dump import Dump, bytes_of, cached

HERE = Path(__file__).parent
TABLES = ("documents", "annotations", "relations", "passages", "problems")
THREADS = 2

WORK = """
import json, os, sys, time
how, src, dst, level = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
os.environ["POLARS_MAX_THREADS"] = "2"
import pubfast, polars, pyarrow, pyarrow.parquet
pyarrow.set_cpu_count(2)
tables = ("documents", "annotations", "relations", "passages", "problems")
begin, cpu = time.perf_counter(), time.process_time()
if how == "convert":
    pubfast.convert(src, dst, level=level, threads=2, progress=False)
else:
    corpus = pubfast.open(src, threads=2)
    opened, of_open = time.perf_counter() - begin, time.process_time() - cpu
    frames = {}
    for name in tables:
        table = getattr(corpus, name)
        frames[name] = table.to_polars() if how == "polars" else table.to_arrow(strings="string")
    os.makedirs(dst)
    begin, cpu = time.perf_counter() - opened, time.process_time() - of_open
    for name, frame in frames.items():
        path = os.path.join(dst, name + ".parquet")
        if how == "polars":
            frame.write_parquet(path, compression="zstd", compression_level=level)
        else:
            pyarrow.parquet.write_table(frame, path, compression="zstd", compression_level=level)
took, cpu = time.perf_counter() - begin, time.process_time() - cpu
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps([took, cpu, int(status["VmHWM"].split()[0]) // 1024]))
"""


def run(how: str, src: Path, dst: Path, level: int) -> tuple[float, float, int]:
    """Seconds, those of all cores together, and the most megabytes that the process had in memory."""
    shutil.rmtree(dst, ignore_errors=True)
    command = [sys.executable, "-c", WORK, how, str(src), str(dst), str(level)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, of_cores, peak = json.loads(answer)
    return seconds, of_cores, peak


def check(folder: Path, dump: Dump) -> None:
    """Check the rows of all tables, and the sums of some columns."""
    true = dump.statistics
    rows = dict.fromkeys(TABLES, 0)
    rows |= {"documents": true.documents, "annotations": true.annotations, "relations": true.relations}
    for name, count in rows.items():
        expect(name, pq.read_metadata(folder / f"{name}.parquet").num_rows, count)

    def column(table: str, name: str) -> pq.ChunkedArray:
        return pq.read_table(folder / f"{table}.parquet", columns=[name])[name]

    def characters(table: str, name: str) -> int:
        return int(pc.sum(pc.utf8_length(column(table, name))).as_py() or 0)

    expect("starts", pc.sum(column("annotations", "start")).as_py(), true.start_sum)
    expect("ends", pc.sum(column("annotations", "end")).as_py(), true.end_sum)
    expect("mentions", characters("annotations", "mention"), true.mention_characters)
    identifiers = pc.sum(pc.binary_length(column("annotations", "identifier"))).as_py()
    expect("identifiers", identifiers, true.identifier_bytes)
    expect("titles", characters("documents", "title"), true.title_characters)
    expect("abstracts", characters("documents", "abstract"), true.abstract_characters)
    expect("last annotation", pc.max(column("documents", "annotation_end")).as_py(), true.annotations)
    last = pc.max(column("annotations", "document")).as_py()
    expect("documents of annotations", last < true.documents, True)


def compare(dump: Dump, runs: int, level: int) -> None:
    """Run all of them in turn, and print medians."""
    src = dump.packed()
    seconds: dict[str, list[float]] = {how: [] for how in ("convert", "polars", "pyarrow")}
    cores: dict[str, list[float]] = {how: [] for how in seconds}
    peaks = dict.fromkeys(seconds, 0)
    sizes = {}
    with tempfile.TemporaryDirectory(dir=dump.path.parent) as folder:
        for turn in range(runs):
            for how in seconds:
                dst = Path(folder) / how
                took, of_cores, peak = run(how, src, dst, level)
                if turn == 0:
                    check(dst, dump)
                seconds[how].append(took)
                cores[how].append(of_cores)
                peaks[how] = max(peaks[how], peak)
                sizes[how] = sum(path.stat().st_size for path in dst.iterdir())
    own = statistics.median(seconds["convert"])
    print(f"{dump.statistics.bytes:,} bytes, zstd level {level}, {THREADS} threads, medians of {runs} runs")
    for how, all_took in seconds.items():
        median = statistics.median(all_took)
        what = "convert" if how == "convert" else f"open and {how}"
        each = [theirs / ours for theirs, ours in zip(all_took, seconds["convert"], strict=True)]
        print(
            f"{what:18}{median:8.2f} s{median / own:8.2f} x (by turns {min(each):.2f} to {max(each):.2f})"
            f"{statistics.median(cores[how]):8.2f} s of cores{peaks[how]:8,} MB"
            f"{sizes[how] / 1e6:10.1f} MB written"
        )


def compare_sizes(corpora: Path) -> None:
    """Sizes of all tables of real files beside those of ``gzip -6``."""
    total = [0, 0]
    warnings.simplefilter("ignore", pubfast.PubfastWarning)
    print(f"{'file':60}{'gzip -6':>12}{'Parquet':>12}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(path for path in corpora.rglob("*") if path.is_file()):
            dst = Path(folder) / "out"
            result = pubfast.convert(path, dst, level=9, overwrite=True, source_format="pubtator")
            sizes = [len(gzip.compress(path.read_bytes(), 6)), result.bytes]
            total = [before + size for before, size in zip(total, sizes, strict=True)]
            name = str(path.relative_to(corpora))
            print(f"{name[-58:]:60}{sizes[0]:12,}{sizes[1]:12,}{sizes[1] / sizes[0]:8.2f}")
    print(f"{'all':60}{total[0]:12,}{total[1]:12,}{total[1] / total[0]:8.2f}")


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="Compare pubfast.convert with scripts that do the same.")
    parser.add_argument("--size", default="1GB", help="of the dump (default: 1GB)")
    parser.add_argument("--runs", type=int, default=5, help="rounds (default: 5); 0 compares sizes alone")
    parser.add_argument("--level", type=int, default=3, help="of zstd (default: 3)")
    parser.add_argument("--seed", type=int, default=7, help="of the dump (default: 7)")
    parser.add_argument("--large", help="also the memory that convert takes for a dump of this size")
    parser.add_argument("--corpora", type=Path, help="a folder of real files of block text")
    options = parser.parse_args()
    try:
        if options.runs:
            compare(cached(HERE / "data", bytes_of(options.size), options.seed), options.runs, options.level)
        if options.large:
            dump = cached(HERE / "data", bytes_of(options.large), options.seed)
            with tempfile.TemporaryDirectory(dir=HERE / "data") as folder:
                took, of_cores, peak = run("convert", dump.packed(), Path(folder) / "out", options.level)
                check(Path(folder) / "out", dump)
            print(f"{options.large}: {took:.2f} s, {of_cores:.2f} s of cores, {peak:,} MB")
    except (WrongAnswer, subprocess.CalledProcessError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    if options.corpora:
        compare_sizes(options.corpora)
    return 0


if __name__ == "__main__":
    sys.exit(main())
