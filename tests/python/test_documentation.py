"""The documentation shows what happens: every block of code in it runs, or is listed with a reason.

Blocks are told apart by their language. `python` with prompts is a doctest, without them a script; `sh` is
run command by command; all in a folder with the samples and with dumps of the names that the pages use.
`json` is parsed.
"""

from __future__ import annotations

import doctest
import gzip
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import pubfast
from public_names import PUBLIC
from waiting import HANGS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "README.md", *(ROOT / "docs").glob("**/*.md")))

# Blocks that do not run, by page and first line, with the reason.
NOT_RUN = {
    ("README.md", "make demo    # builds into .venv, opens the bundled sample and says what is in it"): (
        "builds; .ci/run runs it in a fresh clone"
    ),
    ("docs/quickstart.md", 'pip install ".[all]"'): "builds; `make wheel` installs the package and tries it",
    (
        "docs/quickstart.md",
        'curl -o mine.pubtator "https://www.ncbi.nlm.nih.gov/research/pubtator3-api/publications/export/pubtator'
        '?pmids=39820189"',
    ): "needs the network",
}
# The language of what is no code: lines of files.
NOT_CODE = {"text"}
# Exit statuses of commands that do what the page says: 1 for findings, 141 for a reader that went away.
GOOD = {0, 1, 141}


class Block(NamedTuple):
    """A fenced block of a page."""

    page: str
    line: int
    language: str
    text: str

    @property
    def first(self) -> str:
        return self.text.partition("\n")[0]


def blocks_of(page: str) -> Iterator[Block]:
    lines = (ROOT / page).read_text("utf-8").splitlines()
    begin, language = 0, None
    for at, line in enumerate(lines):
        if line.startswith("```"):
            if language is None:
                begin, language = at + 1, line.removeprefix("```").strip()
            else:
                yield Block(page, begin + 1, language, "\n".join(lines[begin:at]) + "\n")
                language = None
    assert language is None, f"{page}: the block at line {begin} does not end"


BLOCKS = [block for page in PAGES for block in blocks_of(page)]
RUN = [block for block in BLOCKS if (block.page, block.first) not in NOT_RUN]


def named(blocks: list[Block]) -> list[object]:
    return [pytest.param(block, id=f"{block.page}:{block.line}") for block in blocks]


def test_every_block_is_of_a_language_that_is_looked_at() -> None:
    known = {"python", "sh", "json"} | NOT_CODE
    assert [block for block in BLOCKS if block.language not in known] == []


def test_what_does_not_run_is_still_there() -> None:
    there = {(block.page, block.first) for block in BLOCKS}
    assert NOT_RUN.keys() <= there


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the pages name, and the command `pubfast`."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    sample = (ROOT / "examples" / "sample.pubtator").read_bytes()
    (tmp_path / "dump.pubtator.gz").write_bytes(gzip.compress(sample))
    (tmp_path / "corpus.txt").write_bytes(sample)
    (tmp_path / "pmids.txt").write_text("39820189\n90000028\n")
    command = tmp_path / "bin" / "pubfast"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pubfast "$@"\n')
    command.chmod(0o755)
    (command.parent / "python").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


DOCTESTS = sorted({block.page for block in BLOCKS if block.language == "python" and ">>> " in block.text})


@pytest.mark.parametrize("page", [page for page in DOCTESTS if page != "docs/cookbook.md"])
@pytest.mark.usefixtures("folder")
def test_examples_of_a_page(page: str) -> None:
    outcome = doctest.testfile(
        str(ROOT / page), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8"
    )
    assert outcome.attempted > 0
    assert outcome.failed == 0


RECIPES = re.split(r"(?m)^## ", (ROOT / "docs" / "cookbook.md").read_text("utf-8"))[1:]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.partition("\n")[0])
@pytest.mark.usefixtures("folder")
def test_recipes_of_the_cookbook(recipe: str) -> None:
    for library in re.findall(r"(?m)^>>> import (\w+)", recipe):
        pytest.importorskip(library)
    test = doctest.DocTestParser().get_doctest(recipe, {}, recipe.partition("\n")[0], None, None)
    assert test.examples
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test).failed == 0


@pytest.mark.usefixtures("folder")
def test_examples_of_the_module() -> None:
    outcome = doctest.testmod(pubfast)
    assert outcome.attempted > 0
    assert outcome.failed == 0


# doctest itself finds no examples of compiled classes.
EXAMPLES = {name: text for name, value in PUBLIC.items() if ">>> " in (text := inspect.getdoc(value) or "")}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.usefixtures("folder")
def test_examples_in_docstrings(name: str) -> None:
    test = doctest.DocTestParser().get_doctest(EXAMPLES[name], {}, name, None, None)
    assert test.examples
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test).failed == 0


SCRIPTS = [block for block in RUN if block.language == "python" and ">>> " not in block.text]


@pytest.mark.parametrize("block", named(SCRIPTS))
def test_scripts(block: Block, folder: Path) -> None:
    script = folder / "script.py"
    script.write_text(block.text, "utf-8")
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=HANGS, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", named([block for block in RUN if block.language == "sh"]))
@pytest.mark.usefixtures("folder")
def test_commands(block: Block) -> None:
    commands = [line for line in block.text.replace("\\\n", "").splitlines() if line.strip()]
    missing = set()
    for command in commands:
        words = set(re.findall(r"[|(]\s*(\w+)", "|" + command.partition("#")[0])) & {"jq"}
        if words - {word for word in words if shutil.which(word)}:
            missing |= words
            continue
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=HANGS,
            check=False,
        )
        assert done.returncode in GOOD, f"{command}\n{done.stderr}"
    if missing:
        pytest.skip(f"the commands that need {', '.join(sorted(missing))} were left out: not installed")


@pytest.mark.parametrize("block", named([block for block in RUN if block.language == "json"]))
def test_json(block: Block) -> None:
    assert json.loads(block.text)
