"""Nothing of an input, and no file name, reaches a terminal as a command."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pubfast
from pubfast._core import visible
from waiting import HANGS

pty = pytest.importorskip("pty")

# Commands of seven and of eight bits, a bell, marks of direction, separators of lines.
HOSTILE = "\x1b]0;owned\x07\x1b[31m\x9b31m\u202e\u2066\u200f\u061c\u2028\x85"
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

TEXT = (
    f"7|t|A title {HOSTILE}\n7|a|More\n7\t0\t1\tA\tGene{HOSTILE}\t{HOSTILE}\n7\tCID{HOSTILE}\tD1\tD2\n"
    f"{HOSTILE}\n\n8|t|x\n8\t9\t12\tabc{HOSTILE}\tGene\n8\t0\t1\tA\tGene\t1\t\n"
)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    path = tmp_path / f"a{HOSTILE}b.pubtator"
    path.write_text(TEXT, encoding="utf-8")
    return path


def on_a_terminal(*words: str, stdin: Path | None = None) -> str:
    """Return the output of a command on a terminal: standard output and standard error."""
    ours, theirs = pty.openpty()
    with open(stdin or os.devnull, "rb") as given:
        command = [sys.executable, "-m", "pubfast", *words]
        environment = os.environ | {"TERM": "dumb", "COLUMNS": "100"}
        child = subprocess.Popen(command, stdin=given, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    while True:
        try:
            some = os.read(ours, 1 << 16)
        except OSError:  # Linux tells the end so
            break
        if not some:
            break
        shown += some
    os.close(ours)
    child.wait(timeout=HANGS)
    return shown.replace(b"\r\n", b"\n").decode("utf-8", errors="surrogateescape")


COMMAND_LINES: dict[str, Callable[[str], list[str]]] = {
    "head": lambda path: ["head", path],
    "head as JSON": lambda path: ["head", path, "--json"],
    "get": lambda path: ["get", path, "7", f"no{HOSTILE}"],
    "filter": lambda path: ["filter", path, "--type", "Gene"],
    "sample": lambda path: ["sample", path, "--seed", "1"],
    "view": lambda path: ["view", path, "7", "8", f"no{HOSTILE}", "--identifiers"],
    "info": lambda path: ["info", path],
    "info as JSON": lambda path: ["info", path, "--json"],
    "check": lambda path: ["check", path],
    "check as JSON": lambda path: ["check", path, "--json"],
    "convert": lambda path: ["convert", path, path + ".jsonl"],
    "convert to standard output": lambda path: ["convert", path, "-"],
    "a missing file": lambda path: ["head", path + "x"],
    "a folder": lambda path: ["info", str(Path(path).parent)],
    "an output that exists": lambda path: ["convert", path, path, "--to", "jsonl"],
    "another suffix": lambda path: ["convert", path, f"{path}.x{HOSTILE}"],
    "a wrong option": lambda path: ["head", path, f"--{HOSTILE}"],
    "a wrong code": lambda path: ["check", path, "--only", HOSTILE],
    "ids from nothing": lambda path: ["get", path, "--ids-from", os.devnull],
    "too large a record": lambda path: ["head", path, "--max-record-bytes", "3"],
}


@pytest.mark.parametrize("name", COMMAND_LINES)
def test_commands(hostile: Path, name: str) -> None:
    shown = on_a_terminal(*COMMAND_LINES[name](str(hostile)))
    assert shown
    assert not COMMANDS.search(shown), ascii(shown)


def test_a_truncated_input(hostile: Path, tmp_path: Path) -> None:
    import gzip

    path = tmp_path / f"{HOSTILE}.gz"
    path.write_bytes(gzip.compress(TEXT.encode() * 50)[:-20])
    for command in ("info", "check", "head"):
        shown = on_a_terminal(command, str(path))
        assert shown
        assert not COMMANDS.search(shown), ascii(shown)


def test_lines_of_json_with_hostile_keys(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"document_id": "7", "title": "x", "' + json.dumps(HOSTILE)[1:-1] + '": 1}\n')
    shown = on_a_terminal("head", str(path))
    assert "unknown field" in shown
    assert not COMMANDS.search(shown), ascii(shown)


@pytest.mark.parametrize("words", [["head"], ["get", "7"], ["sample", "--seed", "1"]], ids=str)
def test_a_pipe_and_raw_output_have_the_bytes_of_the_input(hostile: Path, words: list[str]) -> None:
    name, *more = words
    command = [sys.executable, "-m", "pubfast", name, str(hostile), *more]
    piped = subprocess.run(command, capture_output=True, timeout=HANGS).stdout
    assert f"A title {HOSTILE}".encode() in piped
    raw = on_a_terminal(name, str(hostile), *more, "--raw").encode("utf-8", errors="surrogateescape")
    assert f"A title {HOSTILE}".encode() in raw


def test_what_is_harmless_is_shown_as_it_is(tmp_path: Path) -> None:
    text = "7|t|β-blocker é 😀\r\n7\t0\t1\tβ\tGene\t1\r\n\r\n"
    path = tmp_path / "a.pubtator"
    path.write_text(text, encoding="utf-8", newline="")
    assert on_a_terminal("head", str(path)).replace("\r", "") == text.replace("\r", "")


# Every place in Python where text of an input or a file name is put into a message.
MESSAGES: dict[str, Callable[[Path], Any]] = {
    "the report of a check": lambda path: str(pubfast.check(path)),
    "a missing file": lambda path: pubfast.open(f"{path}x"),
    "the first problem": lambda path: pubfast.open(path, on_problem="raise"),
    "another format": lambda path: pubfast.read_entities(path),
    "an output that exists": lambda path: pubfast.convert(path, path, format="jsonl"),
    "an output without a folder": lambda path: pubfast.write([], f"{path}/x/y"),
    "an unknown suffix": lambda path: pubfast.convert(path, f"{path}.x{HOSTILE}"),
    "findings of another suffix": lambda path: pubfast.check(path, output=f"{path}.x"),
    "a pattern without files": lambda path: pubfast.scan(f"{path}*x"),
    "a document that cannot be written": lambda path: pubfast.write(
        pubfast.Document(document_id=f"a|{HOSTILE}", title="x"), path.with_suffix(".new")
    ),
    "a text that cannot be written": lambda path: pubfast.write(
        pubfast.Document(document_id="7", title=f"a\n{HOSTILE}"), path.with_suffix(".new")
    ),
    "repr of a stream": lambda path: repr(pubfast.stream(path)),
    "repr of a corpus": lambda path: repr(pubfast.open(path)),
    "repr of documents": lambda path: repr(pubfast.open(path).documents),
    "repr of annotations": lambda path: repr(pubfast.open(path).annotations),
    "repr of an annotation": lambda path: repr(pubfast.open(path).annotations[0]),
    "repr of problems": lambda path: repr(pubfast.open(path).problems),
    "repr of types": lambda path: repr(pubfast.open(path).annotations.type),
    "repr of mentions": lambda path: repr(pubfast.open(path).annotations.mention),
    "repr of info": lambda path: repr(pubfast.info(path)),
    "repr of a report": lambda path: repr(pubfast.check(path)),
    "repr of what was written": lambda path: repr(pubfast.write(pubfast.open(path), f"{path}.new")),
    "too large a record": lambda path: pubfast.open(path, max_record_bytes=1),
    "a gone file of a pickle": lambda path: pubfast._input.reopen(f"{path}x", 1, 1, {}, None, b""),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_messages(hostile: Path, name: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            said = MESSAGES[name](hostile)
        except (pubfast.PubfastError, ValueError) as error:
            said = str(error)
    assert isinstance(said, str)
    for message in (said, *(str(warning.message) for warning in caught)):
        assert not COMMANDS.search(message.replace("\n", "")), ascii(message)


def test_an_error_keeps_the_name_as_it_is(hostile: Path) -> None:
    with pytest.raises(pubfast.InputError) as caught:
        pubfast.open(f"{hostile}x")
    assert caught.value.path == f"{hostile}x"
    assert str(caught.value).startswith(visible(f"{hostile}x"))


def test_notebooks_and_displacy(hostile: Path) -> None:
    corpus = pubfast.open(hostile, on_problem="ignore")
    for page in (corpus._repr_html_(), corpus[0]._repr_html_()):
        assert not COMMANDS.search(str(page).replace("\n", ""))
    drawn = corpus[0].to_displacy()
    for entity in drawn["ents"]:
        assert not COMMANDS.search(entity["label"] + entity["kb_id"])
