"""The instrument itself: every engine that is installed, at a tiny size; tables and pictures."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest

import plots
from engines import table_adapter
from engines.adapter import OPERATIONS
from engines.registry import ENGINES, adapter, available
from inputs.answers import WrongAnswer
from inputs.doctored import doctor
from inputs.dump import Dump, cached, cached_table
from inputs.tally import Tally, Truth
from measuring.report import MARKS, markdown, replace_marked, summary
from measuring.results import Measurement, Results
from measuring.tasks import judge, task

SIZE = 200_000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Dump:
    """A tiny dump."""
    return cached(tmp_path_factory.mktemp("dump"), SIZE, seed=3)


def cases() -> Iterator[tuple[str, str, str, bool]]:
    """Kind, engine, operation, whether of .gz; one of each engine that is not installed."""
    operations = {"text": OPERATIONS, "limits": OPERATIONS, "tables": table_adapter.OPERATIONS}
    for kind, names in ENGINES.items():
        for name in names:
            if name not in available(kind):
                yield kind, name, "", False
                continue
            engine = adapter(kind, name)
            for operation in filter(engine.offers, operations[kind]):
                if operation != "unpack":
                    yield kind, name, operation, False
                unpacks = operation == "read" if kind == "tables" else engine.unpacks
                if operation in ("read", "stream", "unpack") and unpacks:
                    yield kind, name, operation, True


@pytest.mark.parametrize(("kind", "name", "operation", "packed"), list(cases()))
@pytest.mark.filterwarnings("ignore")  # of peers
def test_engines(
    small: Dump, tmp_path_factory: pytest.TempPathFactory, kind: str, name: str, operation: str, packed: bool
) -> None:
    """Every answer is right, or wrong in the known way."""
    if name not in available(kind):
        pytest.skip(f"{name} is not installed")
    engine = adapter(kind, name)
    if kind == "tables":
        table = cached_table(tmp_path_factory.getbasetemp(), SIZE, "entities", seed=3)
        path = table.packed if packed else table.path
    else:
        path = small.packed() if packed else small.path
    work = task(kind, name, operation, path, 1)
    prepared = work.prepare()
    assert bool(work.check(prepared, work.run(prepared))) <= bool(getattr(engine, "fault", ""))


FAULTS = {  # a document, and what is found in it: annotations, relations, bytes of their arguments
    "bioc": ("1|t|ab\n1|a|cd\n1\t0\t2\tab\tChemical\t\n1\tR\tX\tY\n\n", (0, 2, None)),
    "netmedex": ("1|t|ab\n1|a|cd\n1\t0\t2\tab\tChemical\t\n1\tR\tX\tY;Z\n\n", (1, 1, 2)),
    "bconv": ("1|t|ab\n1|a|cd\n1\t0\t2\tab\tChemical\t\n1\tR\tX\tY\n\n", (1, 0, None)),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.filterwarnings("ignore")
def test_known_faults(tmp_path: Path, name: str) -> None:
    """The faults that are known are there, and are the engine's."""
    if name not in available("text"):
        pytest.skip(f"{name} is not installed")
    text, found = FAULTS[name]
    (tmp_path / "fault.pubtator").write_text(text)
    engine = adapter("text", name)(1)
    tally = engine.tally(engine.open(tmp_path / "fault.pubtator"))
    assert (tally.annotations, tally.relations, tally.argument_bytes) == found
    assert engine.fault
    own = adapter("text", "pubfast")(1)
    true = own.tally(own.open(tmp_path / "fault.pubtator"))
    assert (true.annotations, true.relations) == (1, 1)


def test_recount(small: Dump) -> None:
    """The reference reader counts what the generator counted."""
    assert Truth.counted(small.path) == Truth.of(small.statistics)


def test_wrong_answers(small: Dump) -> None:
    """An answer that is a little wrong is no answer."""
    true = Truth.of(small.statistics)
    judge("stream", Tally(true.tally.documents, true.tally.annotations), true, small.statistics)
    with pytest.raises(WrongAnswer, match="annotations"):
        judge("stream", Tally(true.tally.documents, 1), true, small.statistics)
    with pytest.raises(WrongAnswer):
        judge("find", [], true, small.statistics)
    with pytest.raises(WrongAnswer):
        judge("verify", (true.tally.annotations, 1), true, small.statistics)


def test_doctored(small: Dump, tmp_path: Path) -> None:
    """Some mentions are elsewhere, most are not."""
    right, wrong = doctor(small.path, tmp_path / "doctored.pubtator")
    assert right > wrong > 10


def test_worker(small: Dump) -> None:
    """A process answers in JSON, and fails where there is something else than was counted."""
    words = [sys.executable, str(Path(__file__).parent / "worker.py"), "text", "pubfast", "open"]
    done = subprocess.run([*words, str(small.path), "1"], capture_output=True, text=True, check=True)
    assert '"seconds"' in done.stdout
    other = small.path.with_name("other.pubtator")
    other.write_bytes(small.path.read_bytes().replace(b"\tGene\t", b"\tGen\t", 1))
    other.with_suffix(".json").write_text(small.path.with_suffix(".json").read_text())
    done = subprocess.run([*words, str(other), "1"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "WrongAnswer: annotations_by_type" in done.stderr


@pytest.fixture
def results() -> Results:
    """What a comparison might find."""
    found = []
    for size in (10_000_000, 100_000_000):
        is_growth = size < 100_000_000
        for name, speed in (("pubfast", 8e9), ("polars", 2e8), ("bioc", 5e7)):
            wrong = "a row <is> lost: 1 of 2 annotations" if name == "bioc" else ""
            for packed in (False, True):
                one = Measurement("text", name, "stream" if packed else "open", 1, packed, size, is_growth)
                one.seconds, one.cores, one.wrong = [size / speed] * 3, [1.0] * 3, wrong
                one.peak = one.resident = [size // 5] * 3
                found.append(one)
        for name in ("pubfast", "duckdb"):
            one = Measurement("tables", name, "read", 2, False, size, is_growth, [size / 1e9], [2.0])
            found.append(one)
    found.append(Measurement("limits", "newlines", "lines", 1, False, 100_000_000, False, [0.03], [1.0]))
    known = {"bytes": 1, "documents": 1, "annotations": 600_000, "rows": 2_000_000}
    inputs = {f"{one.kind} {one.size}": known for one in found}
    machine = {"processor": "P", "cores": 2, "memory": "1 GiB", "python": "CPython 3.11"}
    return Results(
        "2026-01-01", "python x", machine, {"bioc": "2.1"}, 0.1, 7, 3, 1.0, 100_000_000, inputs, found
    )


def test_results(results: Results, tmp_path: Path) -> None:
    """What is written can be read, by people too."""
    results.save(tmp_path / "results.json")
    assert Results.load_from(tmp_path / "results.json") == results
    text = markdown(results)
    assert re.search(r"\| pubfast +\| +8,000 ", text)
    assert re.search(r"\| bioc +\| +50 \[1\] ", text)
    assert "[1] bioc: a row <is> lost: 1 of 2 annotations." in text


def test_readme(results: Results, tmp_path: Path) -> None:
    """Only what is between the marks is replaced, again and again."""
    path = tmp_path / "README.md"
    path.write_text(f"before\n{MARKS[0]}\nold\n{MARKS[1]}\nafter\n")
    for _ in range(2):
        replace_marked(path, summary(results, "benches/results/x.md"))
    text = path.read_text()
    assert text.startswith(f"before\n{MARKS[0]}\n\n")
    assert text.endswith(f"\n\n{MARKS[1]}\nafter\n")
    assert "old" not in text
    assert "`python x`" in text
    with pytest.raises(SystemExit):
        replace_marked(Path(__file__).with_name("conftest.py"), "")


def test_plots(results: Results, tmp_path: Path) -> None:
    """Pictures are XML with units, names and values, the same each time."""
    for path in plots.draw(results, tmp_path):
        text = path.read_text()
        ElementTree.fromstring(text)
        assert "pubfast" in text
        assert "prefers-color-scheme: dark" in text
        plots.draw(results, tmp_path)
        assert path.read_text() == text
    assert ">8,000<" in (tmp_path / "speed.svg").read_text()
    assert ">100 MB<" in (tmp_path / "growth.svg").read_text()
