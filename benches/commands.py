"""How long `info`, the commands that cut a dump, and `write` take, beside opening the dump.

Usage::

    python benches/commands.py [--size 1GB] [--runs 7] [--seed 7] [--threads 2] [--output FOLDER]

Makes a dump (once), runs everything once a round, checks every answer, and prints ratios of the rounds.
Outputs go to a folder of their own, and are removed before the next is timed. Then it looks at the memory
that `info` takes. A wrong answer ends with exit status 1; a slow time is only reported.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inputs.answers import WrongAnswer, expect
from inputs.dump import Dump, bytes_of, cached
from measuring import resident
from measuring.timing import Engine, measure, report

HERE = Path(__file__).parent
SAMPLE = 1000


def engines(dump: Dump, out: Path, threads: int) -> list[Engine]:
    """What is timed."""
    import pubfast
    from pubfast.cli import main

    counted = dump.statistics
    corpus = pubfast.open(dump.path, threads=threads, on_problem="ignore")
    types = corpus.annotations.type
    rare, common = min(types.counts().items(), key=lambda item: item[1])[0], "Gene"
    documents = {
        kind: len(set(corpus.annotations.document[types == kind].tolist())) for kind in (rare, common)
    }
    middle = corpus.documents.document_id[len(corpus) // 3] or ""
    half = corpus.documents[::2]

    def fresh() -> Path:
        out.unlink(missing_ok=True)
        return out

    def engine(name: str, run: Callable[[Any], Any], check: Callable[[Any, Any], None]) -> Engine:
        return Engine(name, fresh, run, check, against=() if name == "open" else ("open",))

    def command(*words: str) -> Callable[[Path], int]:
        return lambda out: main(
            [*words, "--threads", str(threads), "-o", str(out), "--overwrite", "--no-progress"]
        )

    def holds(count: int) -> Callable[[Path, Any], None]:
        return lambda out, _: expect("documents", len(pubfast.open(out, on_problem="ignore")), count)

    def write(what: Any) -> Callable[[Path], Any]:
        return lambda out: pubfast.write(what, out, threads=threads, overwrite=True)

    def found(_: Path, info: Any) -> None:
        expect("documents", info.documents, counted.documents)
        expect("types", info.types, {name: n for name, n in counted.annotations_by_type.items() if n})

    path = str(dump.path)
    return [
        engine(
            "open",
            lambda _: pubfast.open(dump.path, threads=threads, on_problem="ignore"),
            lambda _, opened: expect("documents", len(opened), counted.documents),
        ),
        engine("info", lambda _: pubfast.info(dump.path, threads=threads), found),
        engine(f"filter --type {rare}", command("filter", path, "--type", rare), holds(documents[rare])),
        engine(
            f"filter --type {common}", command("filter", path, "--type", common), holds(documents[common])
        ),
        engine("get", command("get", path, middle), holds(len(corpus.find(middle)))),
        engine("get --first", command("get", path, middle, "--first"), holds(1)),
        engine("sample", command("sample", path, "-n", str(SAMPLE), "--seed", "1"), holds(SAMPLE)),
        engine("write all", write(corpus), holds(len(corpus))),
        engine("write half", write(half), holds(len(half))),
    ]


def peak(path: Path, threads: int) -> int:
    """The most memory of its own that `info` took, in bytes."""
    import pubfast

    with resident.Peak() as most:
        pubfast.info(path, threads=threads)
    return most.bytes


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="Compare commands with opening.")
    parser.add_argument("--size", default="1GB", help="of the dump, such as 50MB (default: 1GB)")
    parser.add_argument("--runs", type=int, default=7, help="rounds (default: 7)")
    parser.add_argument("--seed", type=int, default=7, help="of the dump (default: 7)")
    parser.add_argument("--threads", type=int, default=2, help="of everything (default: 2)")
    parser.add_argument("--output", type=Path, help="where outputs go (default: a temporary folder)")
    parser.add_argument("--memory", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory:
        print(peak(options.memory, options.threads))
        return 0
    dump = cached(HERE / "data", bytes_of(options.size), options.seed)
    with tempfile.TemporaryDirectory(dir=options.output) as folder:
        try:
            report(measure(engines(dump, Path(folder) / "out.pubtator", options.threads), options.runs))
        except WrongAnswer as error:
            print(error, file=sys.stderr)
            return 1
    if resident.STATUS.exists():  # Linux has it
        command = [sys.executable, __file__, "--threads", str(options.threads), "--memory", str(dump.path)]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        print(f"memory of info: {int(answer) / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
