"""The instrument itself: inputs, checks of answers, results, tables and pictures."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

import operations
import worker
from engines.registry import adapter, available
from inputs.author import REAL, TYPES
from inputs.counts import WrongAnswer, check, recount
from inputs.store import Input, cached
from measuring.report import MARKS, markdown, replace_marked, summary
from measuring.results import Measurement, Results
from measuring.tasks import counts_of, doctor

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Input:
    """A small dump."""
    return cached(tmp_path_factory.mktemp("dump"), "text", 2_000_000, seed=3)


def test_generator(small: Input, tmp_path: Path) -> None:
    """A seed always gives the same bytes, with the statistics of a real dump and true counts."""
    again = cached(tmp_path, "text", 200_000, seed=3).path.read_bytes()
    assert again == cached(tmp_path / "again", "text", 200_000, seed=3).path.read_bytes()
    assert again != cached(tmp_path, "text", 200_000, seed=4).path.read_bytes()
    found = recount(small.path)
    assert found == {name: small.counts[name] for name in found}
    annotations = ("mention_characters", "identifier_bytes", "empty_identifiers")
    for name, real in REAL.items():
        whole = small.counts["annotations" if name in annotations else "documents"]
        assert small.counts[name] / whole == pytest.approx(real, rel=0.15, abs=0.02), name
    for kind, share in TYPES.items():
        assert small.counts["annotations_by_type"].get(kind, 0) / small.counts[
            "annotations"
        ] == pytest.approx(share, rel=0.15, abs=0.002)


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
    path = tmp_path / "fault.pubtator"
    path.write_text(text)
    engine, own = adapter("text", name)(1), adapter("text", "pubfast")(1)
    counts, true = engine.counts(engine.open(path)), own.counts(own.open(path))
    assert (counts["annotations"], counts["relations"], counts.get("argument_bytes")) == found
    assert engine.fault
    assert (true["annotations"], true["relations"]) == (1, 1)


def test_wrong_answers(small: Input, tmp_path: Path) -> None:
    """An answer that is a little wrong is no answer."""
    true, engine = small.counts, adapter("text", "pubfast")(1)
    check({"documents": true["documents"], "annotations": true["annotations"]}, true)
    for operation, found in {
        "stream": {"documents": true["documents"], "annotations": true["annotations"] - 1},
        "count": true["annotations_by_type"] | {"Gene": 1},
        "find": [],
        "verify": (true["annotations"] - 1, 1),
        "lines": true["lines"] + 1,
    }.items():
        with pytest.raises(WrongAnswer):
            check(counts_of(engine, operation, found), true)
    right, wrong = doctor(small.path, tmp_path / "doctored.pubtator")
    assert right > wrong > 10


def test_wrong_answers_of_pubfast(small: Input) -> None:
    """Its own operations fail where there is something else than was counted."""
    tables = cached(small.path.parent, "tables", 200_000, seed=3)
    unaware = ("import", "look-up", "filter", "get", "sample")  # their answers are no counts
    for group, given in {"text": small, "tables": tables}.items():
        wrong = Input(given.path, {name: more(value) for name, value in given.counts.items()})
        for name, work in worker.groups()[group](wrong, 1).items():
            if not name.startswith(unaware):
                prepared = work.prepare()
                with pytest.raises(WrongAnswer):
                    work.check(prepared, work.run(prepared))


def more(count: Any) -> Any:
    """Return a number, or all numbers of a dictionary, with one added."""
    return count + 1 if isinstance(count, int) else {name: more(value) for name, value in count.items()}


def test_worker(small: Input) -> None:
    """A process answers in JSON, and fails where there is something else than was counted."""
    words = [sys.executable, str(HERE / "worker.py"), "text", "pubfast", "open"]
    done = subprocess.run([*words, str(small.path), "1"], capture_output=True, text=True, check=True)
    assert '"seconds"' in done.stdout
    other = small.path.with_name("other.pubtator")
    other.write_bytes(small.path.read_bytes().replace(b"\tGene\t", b"\tGen\t", 1))
    other.with_suffix(".json").write_text(small.path.with_suffix(".json").read_text())
    done = subprocess.run([*words, str(other), "1"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "WrongAnswer: annotations_by_type" in done.stderr


def test_operations(small: Input) -> None:
    """Operations are chosen by name and group, and timed; another build has to be another one."""
    given = dict.fromkeys(("text", "odd"), small) | {
        "tables": cached(small.path.parent, "tables", 200_000, 3)
    }
    names = [one.name for one in operations.chosen(given, ["info", "open-*-thread", "tables"], 1)]
    assert {"info", "open-1-thread", "read-table", "index-table"} < set(names)
    assert "stream" not in names
    assert {one.group for one in operations.chosen(given, [], 1)} == {"text", "tables"}
    with pytest.raises(SystemExit, match="no operation"):
        operations.chosen(given, ["nothing"], 1)
    found = operations.chosen(given, ["info", "open-words"], 1)
    operations.measure(found, 2, 1, None)
    one, odd = found
    assert len(one.seconds) == 2
    assert odd.rows == odd.given.counts["bytes"] // 5
    one.others = [2 * seconds for seconds in one.seconds]
    assert one.row({})[-2:] == ["2.00", "2.00 – 2.00"]
    odd.seconds = [1e-6]
    assert odd.row({"open": 1e-12})[0] == "open-words"
    odd.seconds = [100.0]
    assert odd.row({"open": 1e-12})[0] == "open-words **!**"


@pytest.fixture
def results() -> Results:
    """Results of a comparison that was not made."""
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
    """Results can be read again, and are readable as Markdown."""
    path = tmp_path / "results.json"
    results.save(path)
    assert Results.load_from(path) == results
    assert len(path.read_text().splitlines()) < len(results.measurements) + 20
    text = markdown(results)
    assert re.search(r"\| pubfast +\| +8,000 ", text)
    assert re.search(r"\| bioc +\| +50 \[1\] ", text)
    assert "[1] bioc: a row <is> lost: 1 of 2 annotations." in text


def test_readme(results: Results, tmp_path: Path) -> None:
    """Only what is between the marks is replaced, again and again."""
    path = tmp_path / "README.md"
    path.write_text(f"before\n{MARKS[0]}\nold\n{MARKS[1]}\nafter\n")
    for _ in range(2):
        replace_marked(path, summary(results, "benches/results/x.json"))
    text = path.read_text()
    assert text.startswith(f"before\n{MARKS[0]}\n\n")
    assert text.endswith(f"\n\n{MARKS[1]}\nafter\n")
    assert "old" not in text
    assert "`python x`" in text
    with pytest.raises(SystemExit):
        replace_marked(HERE / "conftest.py", "")


def test_record() -> None:
    """The README has the summary of the newest results that are kept."""
    readme = HERE.parent / "README.md"
    (file,) = re.findall(r"\]\((benches/results/.+\.json)\)", readme.read_text())
    record = Results.load_from(HERE.parent / file)
    assert f"{MARKS[0]}\n\n{summary(record, file)}\n\n{MARKS[1]}" in readme.read_text()


def test_plots(results: Results, tmp_path: Path) -> None:
    """Pictures are XML with units, names and values, the same each time."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    import plots

    texts, again = ([path.read_text() for path in plots.draw(results, tmp_path / name)] for name in "ab")
    assert texts == again
    for text in texts:
        ElementTree.fromstring(text)
        assert "pubfast" in text
    assert ">8,000<" in (tmp_path / "a" / "speed.svg").read_text()
    assert ">100 MB<" in (tmp_path / "a" / "growth.svg").read_text()
