"""The command `pubfast view`."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pubfast
from pubfast import Annotation, Document, Passage, Relation
from pubfast._core import visible
from pubfast.cli import main
from pubfast.display.lines import Lines, PlainLines
from pubfast.display.rich_lines import RichLines
from pubfast.display.spans import DEEPEST
from pubfast.display.terminal import Page
from waiting import HANGS

Capture = pytest.CaptureFixture[str]
CODES = re.compile(r"\x1b\[[0-9;]*m")


def plain(width: int = 80) -> Lines:
    return RichLines(width, False)


def colored(width: int = 80) -> Lines:
    return RichLines(width, True)


# What makes lines where rich is installed, with colours and without, and where it is not.
KINDS = (plain, colored, PlainLines)


def page(
    document: Document, *, width: int = 80, kind: Callable[[int], Lines] = plain, identifiers: bool = False
) -> str:
    return "\n".join(Page(kind(width), identifiers).lines(document))


def document_of(*annotations: Annotation, title: str = "breast cancer", **given: object) -> Document:
    return Document(document_id="1", title=title, abstract="cells", annotations=annotations, **given)  # type: ignore[arg-type]


def columns(line: str) -> int:
    wide = (unicodedata.east_asian_width(c) in "WF" for c in line if not unicodedata.combining(c))
    return sum(2 if is_wide else 1 for is_wide in wide)


def process(
    *words: str, given: bytes | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pubfast", "view", *words]
    return subprocess.run(
        command, input=given, capture_output=True, env={**os.environ, **environment}, timeout=HANGS
    )


def test_mentions_are_marked(sample_path: Path, capsys: Capture) -> None:
    assert main(["view", str(sample_path), "39820189"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("39820189  line 1\nA phase I/II study of adoptive")
    assert "[infection|Disease]" in shown
    assert shown.endswith("\nDisease 11  Species 5\n")
    assert max(map(len, shown.splitlines())) <= 80


def test_identifiers_are_marked_when_asked_for(sample_path: Path, capsys: Capture) -> None:
    assert main(["view", str(sample_path), "39820189", "--identifiers", "--width", "200"]) == 0
    shown = capsys.readouterr().out
    assert "[infection|Disease|MESH:D007239]" in shown
    assert "[BSI|Disease]" in shown


@pytest.mark.parametrize("kind", KINDS)
def test_overlaps_are_marked_in_pieces(kind: Callable[[int], Lines]) -> None:
    def shown(*annotations: Annotation) -> str:
        return CODES.sub("", page(document_of(*annotations), kind=kind))

    nested = shown(Annotation(0, 13, "", "Disease"), Annotation(7, 13, "", "Site"))
    assert "\n[breast [cancer|Site]|Disease]\n" in nested
    crossing = shown(Annotation(0, 9, "", "A"), Annotation(7, 13, "", "B"))
    assert "\n[breast [ca|B…]|A][ncer|…B]\n" in crossing
    assert "\n[breast cancer |A…]\n\n[ce|…A]lls\n" in shown(Annotation(0, 16, "", "A"))


def test_colours_stand_for_types_and_overlaps_are_marked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("COLORTERM", raising=False)
    alone = page(document_of(Annotation(0, 6, "", "Gene"), Annotation(14, 19, "", "SNP")), kind=colored)
    gene, variant = "38;5;231;48;5;97", "38;5;231;48;5;161"
    assert f"\n\x1b[{gene}mbreast\x1b[0m\x1b[1m cancer\x1b[0m\n\n\x1b[{variant}mcells\x1b[0m\n" in alone
    assert f"\x1b[{gene}m Gene \x1b[0m 1  \x1b[{variant}m SNP \x1b[0m 1" in alone
    nested = page(document_of(Annotation(0, 13, "", "Gene"), Annotation(7, 13, "", "SNP")), kind=colored)
    assert f"\x1b[{gene}m[breast \x1b[0m\x1b[{variant}m[cancer|SNP]\x1b[0m\x1b[{gene}m|Gene]" in nested
    touching = page(document_of(Annotation(0, 6, "", "Gene"), Annotation(6, 13, "", "Gene")), kind=colored)
    assert "[breast|Gene][ cancer|Gene]" in CODES.sub("", touching)


@pytest.mark.parametrize("kind", [plain, PlainLines])
def test_below_the_text_is_what_is_not_in_it(kind: Callable[[int], Lines]) -> None:
    document = document_of(
        Annotation(0, 6, "breast", "Gene", "7"),
        Annotation(9, 3, "lost", "Gene", "8"),
        relations=[Relation("Association", "7", "9", "Novel")],
        passages=[Passage("body", "More text.")],
    )
    assert page(document, kind=kind) == (
        "1\n[breast|Gene] cancer\n\ncells\n\nbody  More text.\n\nGene 2\n\n"
        "relations 1\n  Association  7 (breast)  9  Novel\n\n"
        "not in the text 1\n  9  3  lost  Gene  8: ends before it begins"
    )
    crowd = page(document_of(*[Annotation(0, 6, "breast", "Gene")] * (DEEPEST + 130)))
    assert crowd.endswith("and 30 more")
    assert "no text" in page(Document(document_id="1"))
    assert "no annotations" in page(Document(document_id="1"))


@given(
    st.text("ab 家\u0301\u00a0\u2009\x00\x1b\u202e", max_size=60),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6),
    st.integers(1, 30),
    st.sampled_from(KINDS),
)
def test_any_text_is_whole_and_fits(
    title: str, spans: list[tuple[int, int]], width: int, kind: Callable[[int], Lines]
) -> None:
    rows = [Annotation(*span, "", "T") for span in spans]
    shown = page(document_of(*rows, title=title), width=width, kind=kind)
    assert not set(CODES.sub("", shown)) & {chr(code) for code in (*range(10), *range(11, 32), 0x202E)}
    lines = [CODES.sub("", line) for line in kind(width).wrapped([(visible(title), "bold")])]
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", visible(title))
    for line in lines:
        # Without rich every character counts as one column.
        assert (len(line) if kind is PlainLines else columns(line)) <= max(width, 2)
        assert not line.endswith(" ") or line.isspace() or line == title


def test_control_characters_are_made_visible() -> None:
    assert visible("a\x1b[31m\x00\x7f\x9b\t\u202e\u2028\r") == "a␛[31m␀␡\ufffd \ufffd␤␍"
    assert len(visible("".join(map(chr, range(0x3000))))) == 0x3000
    assert visible("\u061c\u200e\u200fx\u200d") == "\ufffd\ufffd\ufffdx\u200d"
    assert visible("caf\udce9") == "caf\\udce9"
    odd = "x\x1b]0;evil\x07"
    document = Document(
        document_id=odd,
        title=odd,
        annotations=[Annotation(0, 2, odd, odd, odd), Annotation(5, 2, odd, odd, odd)],
        relations=[Relation(odd, odd, odd, odd)],
        passages=[Passage(odd, odd)],
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", page(document, identifiers=True))
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", CODES.sub("", page(document, kind=colored)))


def test_unknown_ids_are_findings(sample_path: Path, capsys: Capture) -> None:
    assert main(["view", str(sample_path), "39820189", "no\x1b", "39820189"]) == 1
    out, error = capsys.readouterr()
    assert out.count("39820189  line 1") == 1
    assert error == f"pubfast: no document 'no\\x1b' in {sample_path}\n"


def test_the_first_document_of_an_id_or_all(write: Callable[..., Path], capsys: Capture) -> None:
    path = str(write("1|t|one\n\n2|t|two\n\n1|t|three\n"))
    assert main(["view", path, "1", "2"]) == 0
    assert capsys.readouterr().out == "1  line 1\none\n\nno annotations\n\n2  line 3\ntwo\n\nno annotations\n"
    assert main(["view", path, "1", "--all"]) == 0
    assert "three" in capsys.readouterr().out


def test_a_table_is_refused_in_one_sentence(sample_path: Path, capsys: Capture) -> None:
    table = str(sample_path.with_name("sample.entities.tsv"))
    assert main(["view", table, "1"]) == 3
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "looks like a table of entities" in error
    assert "give view a dump in block text" in error
    assert main(["view", table, "1", "--format", "entities"]) == 2
    assert main(["view", str(sample_path.with_name("missing")), "1"]) == 3


def test_standard_input_and_a_reader_that_leaves(sample_path: Path) -> None:
    done = process("-", "39820189", given=sample_path.read_bytes())
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"[infection|Disease]" in done.stdout
    command = (
        shlex.join([sys.executable, "-m", "pubfast", "view", str(sample_path), "39820189"]) + " | head -c 9"
    )
    left = subprocess.run(command, shell=True, capture_output=True, timeout=HANGS)
    assert (left.stdout, left.stderr) == (b"39820189 ", b"")


def test_width_and_encoding_are_those_of_the_process(write: Callable[..., Path]) -> None:
    path = str(write("1|t|α-synuclein of some mice\n1\t0\t11\tα-synuclein\tGene\n"))
    narrow = process(path, "1", COLUMNS="20", PYTHONUTF8="1")
    assert narrow.stdout.decode() == "1  line 1\n[α-synuclein|Gene]\nof some mice\n\nGene 1\n"
    ascii_only = process(path, "1", PYTHONIOENCODING="ascii")
    assert (ascii_only.returncode, ascii_only.stderr) == (0, b"")
    assert b"[?-synuclein|Gene]" in ascii_only.stdout


def test_real_files_are_shown(real_file: Path, read: Callable[..., pubfast.Corpus]) -> None:
    for document in islice(read(real_file), 5):
        text = page(document, width=100)
        assert visible(document.document_id) in text
        for kind in KINDS:
            assert page(document, width=100, kind=kind, identifiers=True)
