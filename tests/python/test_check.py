"""The report of a check: what is counted, kept, listed and written."""

from __future__ import annotations

import gzip
import io
import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

import pubfast

WRONG = b"""\
1|t|IL-2 and more
1\t0\t4\tIL-2\tGene\t 3558
1\t5\t9\tmore\tGene\t3558
1\tx
1|a|&lt;b
nothing

1|t|again\0
"""


def listed(lines: bytes) -> list[tuple[int, str]]:
    return [(found["line"], found["code"]) for found in map(json.loads, lines.splitlines())]


EXPECTED = [
    (2, "padded_identifier"),
    (3, "span_shifted"),
    (4, "too_few_columns"),
    (5, "html_entity"),
    (6, "unrecognised_line"),
    (8, "duplicate_document_id"),
    (8, "nul_byte"),
]


def test_a_report_counts_and_keeps() -> None:
    report = pubfast.check(WRONG)
    assert [(found.line, found.code) for found in report.findings] == EXPECTED
    assert report.counts == dict.fromkeys(sorted(code for _, code in EXPECTED), 1)
    assert (report.ok, len(report), bool(report), report.is_complete) == (False, 7, True, True)
    assert report.severities == {"error": 3, "warning": 3, "note": 1}
    assert (report.documents, report.annotations, report.relations, report.rows) == (2, 2, 0, 0)
    assert (report.lines, report.bytes, report.format) == (8, len(WRONG), "pubtator")
    assert repr(report).startswith("<Report '<bytes>': 3 errors, 3 warnings, 1 note in 2 documents")


def test_findings_are_a_table() -> None:
    findings = pubfast.check(WRONG).findings
    assert findings.line.tolist() == [line for line, _ in EXPECTED]
    assert list(findings.code) == [code for _, code in EXPECTED]
    assert list(findings.severity) == [pubfast.finding_severities[code] for _, code in EXPECTED]
    assert findings.document.tolist() == [0, 0, 0, 0, -1, 1, 1]
    assert findings.document_id == ["1", "1", "1", "1", None, "1", "1"]
    assert findings.byte.tolist()[-1] == WRONG.index(b"\0")
    assert len(findings[findings.severity == "error"]) == 3
    last = findings[-1]
    assert (last.line, last.byte, last.severity, last.document, last.document_id) == (
        8,
        WRONG.index(b"\0"),
        "warning",
        1,
        "1",
    )
    assert pickle.loads(pickle.dumps(last)) == last
    assert hash(last) == hash(findings[6])
    assert repr(findings).startswith("<Findings: 7 rows\n  Finding(line=2, code='padded_identifier'")


def test_findings_are_arrow() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    findings = pubfast.check(WRONG).findings
    table = findings.to_arrow()
    assert table.column_names == ["line", "byte", "code", "severity", "document", "document_id", "message"]
    assert table["code"].to_pylist() == list(findings.code)
    assert table["document"].to_pylist() == [0, 0, 0, 0, None, 1, 1]
    assert pyarrow.table(findings)["message"].to_pylist() == findings.message


def test_what_is_looked_for() -> None:
    def codes(only: list[str], ignore: list[str] | None = None) -> set[str]:
        return set(pubfast.check(WRONG, only=only, ignore=ignore).counts)

    assert codes(only=["error"]) == {"span_shifted", "too_few_columns", "unrecognised_line"}
    assert codes(only=["span_*", "nul_byte"]) == {"span_shifted", "nul_byte"}
    assert codes(only=["error"], ignore=["span_*", "too_few_columns"]) == {"unrecognised_line"}
    assert codes(only=[]) == set()
    with pytest.raises(ValueError, match=r"only: there is no code 'span'; there are bad_offset, .*, note"):
        pubfast.check(WRONG, only=["span"])
    with pytest.raises(ValueError, match="ignore: there is no code"):
        pubfast.check(WRONG, ignore=["x*"])
    with pytest.raises(TypeError, match="collection of str, not one str"):
        pubfast.check(WRONG, only="error")
    with pytest.raises(TypeError, match="not of int"):
        pubfast.check(WRONG, only=[1])  # type: ignore[list-item]


def test_at_most_so_many_are_listed_and_all_are_counted() -> None:
    data = b"1|t|x\n" + b"nothing\n" * 50
    lines = io.BytesIO()
    for batch_bytes in (1, 20, 1 << 20):
        lines.seek(0)
        lines.truncate()
        report = pubfast.check(data, max=3, output=lines, batch_bytes=batch_bytes)
        assert report.counts == {"unrecognised_line": 50}
        assert report.findings.line.tolist() == [2, 3, 4]
        assert [line for line, _ in listed(lines.getvalue())] == [2, 3, 4]
    assert "and 47 more" in str(report)
    assert len(pubfast.check(data, max=0).findings) == 0
    many = b"x\n" * 1500
    lines = io.BytesIO()
    report = pubfast.check(many, format="pubtator", output=lines)
    assert (len(report), len(report.findings), len(lines.getvalue().splitlines())) == (1500, 1000, 1500)
    assert len(pubfast.check(many, format="pubtator", max=10_000).findings) == 1500


@pytest.mark.parametrize("wrong", [{"max": -1}, {"batch_bytes": 0}, {"format": "x"}, {"output": "x.csv"}])
def test_wrong_values(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must be|are written"):
        pubfast.check(WRONG, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [{"max": 1.5}, {"batch_bytes": "1"}, {"output": 3}, {"max": True}])
def test_wrong_types(wrong: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        pubfast.check(WRONG, **wrong)  # type: ignore[arg-type]


def test_all_findings_in_a_file(tmp_path: Path) -> None:
    lines = tmp_path / "found.jsonl"
    pubfast.check(WRONG, output=lines)
    assert listed(lines.read_bytes()) == EXPECTED
    with pytest.raises(pubfast.OutputError, match="exists"):
        pubfast.check(WRONG, output=lines)
    pubfast.check(WRONG, output=lines, overwrite=True, only=["note"])
    assert listed(lines.read_bytes()) == [(5, "html_entity")]
    ipc = pytest.importorskip("pyarrow.ipc")
    arrow = tmp_path / "found.arrow"
    pubfast.check(WRONG, output=str(arrow))
    table = ipc.open_file(arrow).read_all()
    assert list(zip(table["line"].to_pylist(), table["code"].to_pylist(), strict=True)) == EXPECTED
    assert sorted(path.name for path in tmp_path.iterdir()) == ["found.arrow", "found.jsonl"]


def test_an_input_that_stops_is_reported_up_to_there(write: Callable[..., Path], tmp_path: Path) -> None:
    packed = gzip.compress(WRONG + b"2|t|" + bytes(range(32, 127)) * 9000)
    path = write(packed[: len(packed) - 9], "cut.pubtator.gz")
    lines = tmp_path / "found.jsonl"
    with pytest.raises(pubfast.InputError, match="complete are") as caught:
        pubfast.check(path, output=lines)
    report = caught.value.report
    assert report is not None
    assert not report.is_complete
    assert report.counts.get("padded_identifier") == 1
    assert listed(lines.read_bytes()) == [(found.line, found.code) for found in report.findings]
    assert "the part that can be read" in str(report)
    assert pickle.loads(pickle.dumps(caught.value)).report is None


def test_what_is_no_dump_is_refused() -> None:
    with pytest.raises(pubfast.FormatError):
        pubfast.check(b"<?xml version='1.0'?><collection/>")
    with pytest.raises(FileNotFoundError):
        pubfast.check("/nowhere/at/all")


def test_kinds_are_known_by_content() -> None:
    entities = b"1\tGene\t7\tx\tR\n1\tGene\t7\tx\tR\n"
    report = pubfast.check(entities)
    assert (report.format, report.rows, report.counts) == ("entities", 2, {"duplicate_row": 1})
    assert "in 2 rows" in str(report)
    finding = report.findings[0]
    assert (finding.document, finding.document_id) == (None, "1")
    relations = b"1\ttreat\tChemical|D1\tDisease|D2&gt;\n"
    assert pubfast.check(relations).counts == {"html_entity": 1}


def test_empty_inputs_are_clean() -> None:
    assert pubfast.check(b"").ok
    assert pubfast.check(b"\xef\xbb\xbf").ok


def test_a_mark_moves_no_line() -> None:
    mark = b"\xef\xbb\xbf"
    places = [(found.line, found.byte, found.code) for found in pubfast.check(WRONG).findings]
    marked = [(found.line, found.byte - 3, found.code) for found in pubfast.check(mark + WRONG).findings]
    assert marked == places


def test_no_input_garbles_a_terminal() -> None:
    nasty = "\x1b[31m\u202e\x07".encode()
    data = b"1|t|x\n1\t0\t1\t" + nasty + b"\tGene\t " + nasty + b"\n" + nasty + b"\n"
    report = pubfast.check(data)
    assert len(report) == 3
    assert all(line.isprintable() for line in str(report).split("\n"))
