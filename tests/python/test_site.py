"""The site that `make docs` builds shows every public name, with signature and docstring."""

from __future__ import annotations

import ast
import html
import importlib.util
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from public_names import PUBLIC, STUBS, VALUES
from waiting import HANGS

ROOT = Path(__file__).resolve().parents[2]
MISSING = [
    name
    for name in ("matplotlib", "mkdocs", "material", "mkdocstrings_handlers")
    if not importlib.util.find_spec(name)
]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: any warning fails. Its pictures are drawn first."""
    subprocess.run([sys.executable, ROOT / "benches" / "plots.py"], check=True, timeout=HANGS)
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def entries(site: Path) -> dict[str, str]:
    """The letters of each entry of the reference, from the heading whose anchor is its name to the next."""
    found: dict[str, str] = {}
    for page in (site / "api").glob("*.html"):
        text = page.read_text("utf-8").partition('class="md-source-file"')[0]
        _, *parts = re.split(r'<h[23] id="pubfast\.([\w.]+)"', text)
        for name, entry in zip(parts[::2], parts[1::2], strict=True):
            assert name not in found
            found[name] = letters(html.unescape(re.sub(r"<[^>]*>", "", f"<{entry}")))
    return found


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def lines_of(docstring: str) -> list[str]:
    """The lines of a docstring; names and types apart, without what the site leaves to its signature."""
    text = re.sub(r"(?m)^Returns\n-+\n\S.*(?=\n\n|\Z)", "", docstring)
    text = re.sub(r"(?m)^\w[\w ]*\n-{3,}$", "", text)
    names = r"(?m)^\w+(?:, \w+)+(?= : |$)"
    text = re.sub(names, lambda head: head[0].replace(", ", "\n"), text).replace(" : ", "\n")
    return [line.removesuffix(", optional") for line in text.splitlines()]


def signature_of(name: str) -> list[str]:
    """The arguments of a function and its result, each with its type; the type of a property."""
    value = PUBLIC[name]
    if name in STUBS:
        node = STUBS[name]
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        typed = [ast.unparse(argument) for argument in given if argument.arg != "self"]
        return [text.replace("_Value", "str | None") for text in (*typed, ast.unparse(node.returns or node))]
    if inspect.isroutine(value):
        signature = inspect.signature(value)
        typed = [
            f"{each.name}: {each.annotation}" for each in signature.parameters.values() if each.name != "self"
        ]
        return [*typed, str(signature.return_annotation)]
    if isinstance(value, property) and value.fget:
        return [str(inspect.signature(value.fget).return_annotation)]
    return []


def test_the_reference_is_complete(entries: dict[str, str]) -> None:
    assert sorted(entries) == sorted(PUBLIC.keys() | VALUES)


@pytest.mark.parametrize("name", PUBLIC)
def test_docstrings_and_signatures_are_shown(name: str, entries: dict[str, str]) -> None:
    expected = [*lines_of(inspect.getdoc(PUBLIC[name]) or ""), *signature_of(name)]
    assert [text for text in expected if letters(text) not in entries[name]] == []


def test_values_have_a_sentence_and_a_type(entries: dict[str, str]) -> None:
    assert letters("__version__: str") + letters("The version of pubfast.") in entries["__version__"]
    for name, sentence in (
        ("problem_codes", "The codes of the problems of reading"),
        ("finding_codes", "The codes of the findings of `check`"),
    ):
        assert letters("dict[str, str]") + letters(sentence) in entries[name]
    assert letters("The severity of each") in entries["finding_severities"]


def test_pages_load_nothing_from_the_network(site: Path) -> None:
    for page in site.glob("**/*.html"):
        loaded = re.findall(
            r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=\"([^\"]+)\"", page.read_text("utf-8")
        )
        assert [address for address in loaded if re.match(r"(?:https?:)?//", address)] == []
