"""Lines and colours of the command line, with rich and without."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pubfast.cli._color import is_colored
from pubfast.display.lines import PlainLines
from pubfast.display.palette import _KNOWN, _OTHERS, contrast
from pubfast.display.rich_lines import RichLines, _ground, _of_256
from waiting import HANGS

Script = Callable[..., Any]


def view(*words: object, **environment: str) -> bytes:
    command = [sys.executable, "-m", "pubfast", "view", *map(str, words)]
    environment = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, env=environment, timeout=HANGS, check=True).stdout


def test_lines_break_at_blanks_and_within_long_words() -> None:
    def wrapped(runs: list[tuple[str, str]], width: int, indent: str = "") -> list[str]:
        return RichLines(width, True).wrapped(runs, indent)

    assert wrapped([("aa bb", ""), ("cc dd", "bold")], 6) == ["aa", "bb\x1b[1mcc\x1b[0m", "\x1b[1mdd\x1b[0m"]
    assert wrapped([("a", "bold"), ("b", "bold")], 6) == ["\x1b[1mab\x1b[0m"]
    assert wrapped([("abcdefgh", "")], 3) == ["abc", "def", "gh"]
    assert wrapped([("家族家族", "")], 5) == ["家族", "家族"]
    assert wrapped([("e\u0301e\u0301e\u0301", "")], 2) == ["e\u0301e\u0301", "e\u0301"]
    assert wrapped([("one two", "")], 5, indent="  ") == ["one", "  two"]
    assert wrapped([("10\u00a0mg of", "")], 5) == ["10\u00a0mg", "of"]
    assert wrapped([], 5) == [""]


def test_lines_without_rich_break_at_the_same_blanks() -> None:
    def wrapped(text: str, width: int, indent: str = "") -> list[str]:
        return PlainLines(width).wrapped([(text[:3], "bold"), (text[3:], "#8456b3")], indent)

    assert wrapped("aa bbcc dd", 6) == ["aa", "bbcc", "dd"]
    assert wrapped("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrapped("one two", 5, indent="  ") == ["one", "  two"]
    assert wrapped("10\u00a0mg of", 5) == ["10\u00a0mg", "of"]
    assert wrapped("IL-2-driven", 8) == ["IL-2-dri", "ven"]
    assert wrapped("", 5) == wrapped("  ", 5) == [""]


def test_when_there_are_colours(monkeypatch: pytest.MonkeyPatch, sample_path: Path) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert is_colored("auto", Terminal())
    assert not is_colored("auto", io.StringIO())
    assert is_colored("always", io.StringIO())
    assert not is_colored("never", Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not is_colored("auto", Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLORTERM", "")
    assert not is_colored("auto", Terminal())
    assert b"\x1b[" in view(sample_path, "39820189", "--color", "always")
    for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}):
        shown = view(sample_path, "39820189", "--color", "always", **environment)
        assert b"\x1b[7;33minfection\x1b[0m" in shown
    assert b"\x1b[" not in view(sample_path, "39820189")


def test_colours_of_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(_of_256()) > 40
    assert all(contrast("#ffffff", color) >= 4.5 for color in _of_256().values())
    forms = (
        ("xterm-256color", "", r"38;5;231;48;5;\d+"),
        ("linux", "", "7;3[1-6]"),
        ("dumb", "", "7;3[1-6]"),
        ("xterm-256color", "truecolor", r"38;2;255;255;255;48;2;\d+;\d+;\d+"),
    )
    for term, colorterm, form in forms:
        monkeypatch.setenv("TERM", term)
        monkeypatch.setenv("COLORTERM", colorterm)
        grounds = {}
        for color in (*_KNOWN.values(), *_OTHERS):
            [line] = RichLines(80, True).wrapped([("x", color)])
            found = re.fullmatch(rf"\x1b\[({form})mx\x1b\[0m", line)
            assert found
            grounds[color] = found[1]
            assert RichLines(80, False).wrapped([("x", color)]) == ["x"]
        common = {grounds[_KNOWN[type]] for type in ("gene", "disease", "chemical", "species", "snp")}
        assert len(common) == 5
    assert _ground("#8456b3", "truecolor") == "#ffffff on #8456b3"


WITHOUT_RICH = """
import sys
sys.modules["rich"] = None
from pubfast.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_without_rich(script: Script, sample_path: Path) -> None:
    """The text is marked and has lines of a width; only colours that are asked for are an error."""
    shown = script(WITHOUT_RICH, "view", sample_path, "39820189").stdout
    assert shown == view(sample_path, "39820189").decode()
    assert max(map(len, shown.splitlines())) <= 80
    for command in (["view", sample_path, "39820189"], ["check", sample_path]):
        refused = subprocess.run(
            [sys.executable, "-c", WITHOUT_RICH, *map(str, command), "--color", "always"],
            capture_output=True,
            text=True,
            timeout=HANGS,
        )
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr == "pubfast: --color always needs rich: pip install 'pubfast[cli]'\n"


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="terminals as Unix has them are needed")
@pytest.mark.parametrize("has_rich", [True, False])
def test_a_terminal_has_colours_if_rich_is_there(has_rich: bool, sample_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    environment |= {"TERM": "xterm-256color", "COLUMNS": "80"}
    start = WITHOUT_RICH if not has_rich else WITHOUT_RICH.replace('sys.modules["rich"] = None', "")
    ours, theirs = os.openpty()
    command = [sys.executable, "-c", start, "view", str(sample_path), "39820189"]
    with subprocess.Popen(command, stdout=theirs, env=environment) as started:
        assert started.wait(60) == 0
    os.close(theirs)
    text = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert ("\x1b[" in text) is has_rich
    assert ("[infection|Disease]" in text) is not has_rich


def test_rich_is_imported_by_what_paints_only(script: Script, sample_path: Path) -> None:
    code = """
import sys
from pubfast.cli import main
for words in (["info"], ["head", "-n", "1"], ["get", "--first", "39820189"], ["check"]):
    main([words[0], sys.argv[1], *words[1:]])
print("loaded", "rich" in sys.modules)
main(["check", sys.argv[1], "--color", "always"])
print("loaded", "rich" in sys.modules)
"""
    shown = script(code, sample_path).stdout.splitlines()
    assert [line for line in shown if line.startswith("loaded")] == ["loaded False", "loaded True"]
