"""The command `pubfast check`."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import pubfast
from pubfast.cli import main
from waiting import HANGS

WRONG = b"1|t|IL-2 and more\n1\t5\t9\tmore\tGene\t 3558\n1|a|&lt;b\nnothing\n"
CLEAN = b"1|t|IL-2 and more\n1\t0\t4\tIL-2\tGene\t3558\n"

SUMMARY = """\
{path}: 2 errors, 1 warning, 1 note in 1 document, 1 annotation, 0 relations; 4 lines
error    span_shifted       1  the mention stands a few code points before or after the span
    {path}:2: "more" at 5-9, stands at 9-13
error    unrecognised_line  1  neither a text line nor columns under an id; the line is not stored
    {path}:4: "nothing"
warning  padded_identifier  1  white space around an identifier makes it another one
    {path}:2: identifier " 3558"
note     html_entity        1  an HTML entity was left where its character belongs
    {path}:3: "&lt;" in "1|a|&lt;b"
"""

Write = Callable[..., Path]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def wrong(write: Write) -> str:
    return str(write(WRONG))


def test_a_summary(wrong: str, capsys: Capture) -> None:
    assert main(["check", wrong]) == 1
    assert capsys.readouterr() == (SUMMARY.format(path=wrong), "")


def test_a_clean_file(write: Write, capsys: Capture) -> None:
    path = write(CLEAN)
    assert main(["check", str(path)]) == 0
    expected = f"{path}: no findings in 1 document, 1 annotation, 0 relations; 2 lines\n"
    assert capsys.readouterr().out == expected


def test_codes_are_chosen(wrong: str, capsys: Capture) -> None:
    assert main(["check", wrong, "--only", "span_*,note"]) == 1
    shown = [line.split()[1] for line in capsys.readouterr().out.splitlines()[1::2]]
    assert shown == ["span_shifted", "html_entity"]
    assert main(["check", wrong, "--ignore", "error,warning", "--ignore", "note"]) == 0
    assert main(["check", wrong, "--only", "nonsense"]) == 2
    assert "there is no code 'nonsense'; there are bad_offset" in capsys.readouterr().err


def test_all_findings_as_lines(wrong: str, capsys: Capture) -> None:
    assert main(["check", wrong, "--json"]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["line"], each["code"]) for each in found] == [
        (2, "padded_identifier"),
        (2, "span_shifted"),
        (3, "html_entity"),
        (4, "unrecognised_line"),
    ]
    assert found[0] == {
        "line": 2,
        "byte": 18,
        "code": "padded_identifier",
        "severity": "warning",
        "document": 0,
        "document_id": "1",
        "message": 'identifier " 3558": white space around an identifier makes it another one',
    }


def test_a_file_of_findings(wrong: str, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "found.jsonl"
    assert main(["check", wrong, "-o", str(out)]) == 1
    assert len(out.read_text().splitlines()) == 4
    assert main(["check", wrong, "-o", str(out)]) == 3
    assert "exists" in capsys.readouterr().err
    assert main(["check", wrong, "-o", str(out), "--overwrite"]) == 1
    assert main(["check", wrong, "-o", str(out), "--json"]) == 2


def test_at_most_so_many(write: Write, capsys: Capture) -> None:
    path = write(CLEAN + b"x\n" * 1200)
    assert main(["check", str(path)]) == 1
    text = capsys.readouterr().out
    assert text.count(f"{path}:") == 4
    assert "and 1,197 more" in text
    assert main(["check", str(path), "--max", "1"]) == 1
    assert "and 1,199 more" in capsys.readouterr().out
    assert main(["check", str(path), "--json", "--max", "2"]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main(["check", str(path), "--json"]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1200


def run(*words: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pubfast", *words]
    return subprocess.run(command, capture_output=True, timeout=HANGS, check=False, **options)  # type: ignore[call-overload, no-any-return]


def test_an_input_that_cannot_be_read(write: Write) -> None:
    assert run("check", "/nowhere").returncode == 3
    import gzip

    packed = gzip.compress(WRONG * 2000)
    path = write(packed[:-8], "cut.gz")
    done = run("check", str(path))
    assert done.returncode == 3
    assert b"the part that can be read" in done.stdout
    assert b"unrecognised_line" in done.stdout
    assert done.stderr.startswith(b"pubfast: ")


def test_standard_input(wrong: str) -> None:
    done = run("check", "-", input=WRONG)
    assert done.returncode == 1
    name = pubfast.check(WRONG).path
    assert done.stdout.decode().count("\n") == SUMMARY.count("\n")
    assert name == "<bytes>"


def test_a_broken_pipe_ends_quietly(write: Write) -> None:
    path = write(CLEAN + b"x\n" * 200_000)
    command = [sys.executable, "-m", "pubfast", "check", str(path), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.parametrize("is_refused", [False, True])
def test_colours_on_a_terminal_only(wrong: str, is_refused: bool) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    if is_refused:
        environment["NO_COLOR"] = "1"
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "pubfast", "check", wrong]
    with subprocess.Popen(command, stdout=theirs, env=environment) as process:
        assert process.wait(60) == 1
    os.close(theirs)
    text = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert ("\x1b[1;31merror\x1b[0m    span_shifted" in text) is not is_refused
    assert ("\x1b" in text) is not is_refused
