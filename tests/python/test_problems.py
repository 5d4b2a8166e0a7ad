"""Problems: a warning that counts them, a table, an error at the first, or nothing."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pubfast
import reference

Read = Callable[..., pubfast.Corpus]
Write = Callable[..., Path]

ROOT = Path(__file__).parents[2]
CODES = [
    "bad_offset",
    "bad_span",
    "duplicate_text_line",
    "invalid_utf8",
    "offset_overflow",
    "rows_without_text",
    "too_few_columns",
    "unrecognised_line",
]
# Codes that only a table has: their specimens are tables.
TABLE_CODES = [
    "bad_pmid",
    "entity_without_type",
    "extra_columns",
    "missing_columns",
    "repeated_header",
]


def test_the_codes_are_those_of_the_documentation_and_of_the_specimens(
    manifest: dict[str, dict[str, Any]],
) -> None:
    text = (ROOT / "docs" / "problems.md").read_text("utf-8")
    assert list(pubfast.problem_codes) == sorted(CODES + TABLE_CODES)
    assert re.findall(r"^## `(\w+)`$", text, re.MULTILINE) == sorted(CODES + TABLE_CODES)
    found = {code for entry in manifest.values() for _, _, code in entry["problems"]}
    assert sorted(found) == CODES
    for code in CODES:
        assert f"problem-{code}.pubtator" in manifest
        assert any(problem[2] == code for problem in manifest[f"problem-{code}.pubtator"]["problems"])
    for code in TABLE_CODES:
        assert (ROOT / "tests" / "data" / "tables" / f"problem-{code}.tsv").exists()
    for code, meaning in pubfast.problem_codes.items():
        assert len(meaning) > 20, code
        assert meaning.isprintable()


def test_problem_codes_are_nobody_s_to_change_for_others(read: Read, data: Path) -> None:
    before = dict(pubfast.problem_codes)
    corpus = read(data / "problem-bad_span.pubtator")
    assert set(corpus.problems.code.categories) <= set(before)


def test_collecting_warns_once_at_the_caller(data: Path) -> None:
    path = data / "problem-bad_span.pubtator"
    with pytest.warns(pubfast.PubfastWarning) as caught:
        corpus = pubfast.open(path)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    message = str(caught[0].message)
    assert str(path) in message
    assert "5 bad_span" in message
    assert "1 rows_without_text" in message
    assert "unrecognised_line" not in message
    assert len(corpus.problems) == 6
    assert corpus.problems.code.counts() == {"bad_span": 5, "rows_without_text": 1}


def test_a_clean_file_warns_of_nothing(data: Path) -> None:
    options: list[Any] = [{}, {"on_problem": "collect"}, {"on_problem": "raise"}, {"on_problem": "ignore"}]
    for option in options:
        assert len(pubfast.open(data / "dialect-biored.pubtator", **option).problems) == 0


def test_warnings_can_be_made_errors(data: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(pubfast.PubfastWarning):
            pubfast.open(data / "problem-bad_span.pubtator")


def test_ignoring_forgets(mixed: Path, mixed_twin: reference.Parsed) -> None:
    corpus = pubfast.open(mixed, on_problem="ignore", format="pubtator")
    assert len(corpus.problems) == 0
    assert corpus.problems.code.counts() == {}
    assert corpus.problems.message == []
    assert len(corpus) == len(mixed_twin.documents)
    assert len(corpus[:100].problems) == 0


def test_raising_gives_the_first_of_each_specimen(manifest: dict[str, dict[str, Any]], data: Path) -> None:
    for name, entry in manifest.items():
        if not entry["problems"]:
            pubfast.open(data / name, on_problem="raise")
            continue
        with pytest.raises(pubfast.ParseError) as caught:
            pubfast.open(data / name, on_problem="raise")
        error = caught.value
        assert [error.line, error.byte, error.code] == entry["problems"][0]
        assert error.path == str(data / name)
        message = str(error)
        assert message.startswith(f"{data / name}:{error.line}: ")
        for part in (error.code, str(error.byte), pubfast.problem_codes[error.code]):
            assert part in message
        assert isinstance(error, pubfast.PubfastError)
        assert isinstance(error, ValueError)


BLOCK = b"1|t|A title\n1|a|An abstract\n1\t0\t1\tA\tGene\t7\n\n"
# Lines with a problem, whatever stands before them.
BAD = [b"what\n", b"1\tx\n", b"\xff\n", b"1|t|x\n1\t5\t3\tx\tGene\t7\n", b"9\t0\t1\tx\tGene\t7\n"]


@pytest.mark.parametrize("threads", [1, 2, 3, 4])
@pytest.mark.parametrize("places", [(0.0, 0.5, 1.0), (0.5, 0.51, 0.99), (0.2, 0.9), (1.0,), (0.76, 0.99)])
def test_the_first_of_a_large_file_is_raised_whatever_the_threads(
    write: Write, threads: int, places: tuple[float, ...]
) -> None:
    count = 8_000_000 // len(BLOCK)
    pieces = [BLOCK] * count
    for number, place in enumerate(places):
        pieces.insert(int(place * count), BAD[number % len(BAD)])
    path = write(b"".join(pieces))
    before = next(number for number, piece in enumerate(pieces) if piece is not BLOCK)
    line, byte, code = reference.parse(pieces[before]).problems[0]
    first = (line + 4 * before, byte + len(BLOCK) * before, code)
    for _ in range(3):
        with pytest.raises(pubfast.ParseError) as caught:
            pubfast.open(path, on_problem="raise", threads=threads)
        assert (caught.value.line, caught.value.byte, caught.value.code) == first
    path.unlink()


def test_messages_are_sentences_without_control_characters(write: Write, read: Read) -> None:
    evil = "".join(map(chr, range(32))).replace("\n", "") + "\x7f\x85\x9b\u2028\u202e\u200f\ufeff"
    lines = [
        evil.replace("\t", ""),
        f"1\t{evil}",
        f"1\t0\t{evil}\tx\tGene",
        f"1\t{evil}\t1\tx\tGene\t7",
        f"1\t9\t3\t{evil}\t{evil}\t{evil}",
        f"1\t99999999999\t3\t{evil}\t{evil}\t{evil}",
        f"{evil}|a|\n{evil}|a|{evil}",
    ]
    text = b"1|t|x\n" + "\n".join(lines).encode() + b"\n1|t|\xff\x1b[2J\n\xff\x1b]0;x\x07\t\n"
    corpus = read(write(text), format="pubtator")
    assert set(corpus.problems.code.to_list()) >= {
        "unrecognised_line",
        "bad_offset",
        "invalid_utf8",
        "bad_span",
    }
    for problem in corpus.problems:
        assert problem.message.isprintable(), ascii(problem.message)
        assert repr(problem).isprintable(), ascii(repr(problem))
        assert pubfast.problem_codes[problem.code] in problem.message
        assert len(problem.message) < 1000
    assert [problem.message for problem in corpus.problems] == corpus.problems.message
    with pytest.raises(pubfast.ParseError) as caught:
        read(write(text), format="pubtator", on_problem="raise")
    assert str(caught.value).isprintable()


def test_messages_of_long_lines_are_short(write: Write, read: Read) -> None:
    long = b"x" * 5_000_000
    path = write(
        b"1|t|x\n" + long + b"\n1\t" + long + b"\n1\t9\t3\t" + long + b"\tGene\n" + b"\xff" * 1_000_000
    )
    corpus = read(path)
    assert len(corpus.problems) == 5
    for message in corpus.problems.message:
        assert len(message) < 1000


def test_messages_show_the_line_that_is_meant(mixed: Path, mixed_text: bytes, read: Read) -> None:
    problems = read(mixed, format="pubtator").problems
    lines = mixed_text.split(b"\n")
    for problem in problems[::50]:
        line = lines[problem.line - 1]
        if problem.code == "too_few_columns":
            assert problem.message.startswith(f"{line.count(9) + 1} columns")
        elif problem.code == "unrecognised_line" and line.isalnum():
            assert line[:30].decode() in problem.message


def test_problems_are_a_table(mixed: Path, mixed_twin: reference.Parsed, read: Read) -> None:
    problems = read(mixed, format="pubtator").problems
    keys = list(zip(problems.line.tolist(), problems.byte.tolist(), problems.code, strict=True))
    assert keys == sorted(keys) == mixed_twin.problems
    chosen = problems[problems.code == "bad_span"]
    assert isinstance(chosen, pubfast.Problems)
    assert set(chosen.code) == {"bad_span"}
    assert len(chosen) == np.count_nonzero(problems.code == "bad_span")
    assert problems[0] == problems[-len(problems)]
    assert (problems[3].line, problems[3].byte, problems[3].code) == keys[3]
