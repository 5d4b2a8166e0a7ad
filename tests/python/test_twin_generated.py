"""pubfast reads generated text as the slow twin does: lines made at random, and real ones with mistakes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pubfast
import reference

Agree = Callable[[pubfast.Corpus, reference.Parsed], None]
CorpusOf = Callable[..., pubfast.Corpus]

IDS = st.one_of(
    st.just(b"1"),  # often, so that lines belong together
    st.sampled_from([b"1", b"12345678"]),
    st.sampled_from(
        b"2 01 0 12345678 123456789 12345678901234567 ## ##1 | a|b # -1 T1 PMC1 \xff \xfe".split()
    ),
    st.sampled_from([b"1" * 18, b"1" * 19, b"a b", b" 1", b"\xc3\xa9", b"\0"]),
)
INTEGERS = st.one_of(
    st.integers(-5, 300).map(lambda number: b"%d" % number),
    st.sampled_from([b"007", b"-0", b"-007", b"2147483647", b"2147483648", b"-2147483648", b"-2147483649"]),
    st.sampled_from([b"65534", b"65535", b"65536", b"99999999", b"100000000", b"4294967295", b"4294967296"]),
    st.sampled_from([b"9" * 20, b"0" * 30 + b"7", b"-", b"+4", b"12 ", b" 3", b"", b"1.0", b"0x1", b"1e3"]),
    st.sampled_from(["\u0663".encode(), "\uff11".encode(), b"--1", b"1-", b"18446744073709551616"]),
)
WORDS = st.one_of(
    st.sampled_from([b"", b"x", b"BRCA1", b"Gene", b"Disease", b"MESH:D001943", b"7157", b"-", b"Subject:1"]),
    st.sampled_from(
        [b"x|t|y", b"c|DEL|1_2|", "\u03b1\U0001f9ec".encode(), b"\xff", b"\xe2\x82", b"\0", b"a\rb"]
    ),
    st.binary(max_size=20).map(lambda value: value.replace(b"\n", b"").replace(b"\t", b"")),
    st.text(max_size=12).map(lambda value: value.encode("utf-8", "replace").replace(b"\n", b" ")),
)
TAGS = st.sampled_from([b"t", b"a", b"t", b"a", b"title", b"abstract", b"T", b"A", b"body", b"", b" t", b"1"])
LINE_ENDS = st.sampled_from([b"\n"] * 8 + [b"\r\n", b"\r\r\n", b"\n\n", b"\n \t\n", b""])


def joined(separator: bytes, *parts: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.tuples(*parts).map(separator.join)


ROW = joined(b"\t", IDS, INTEGERS, INTEGERS, WORDS, WORDS, WORDS)
LINES = st.one_of(
    joined(b"|", IDS, TAGS, WORDS),
    ROW,
    joined(b"\t", IDS, st.just(b"0"), st.just(b"1"), WORDS, WORDS, WORDS),
    joined(b"\t", IDS, INTEGERS, INTEGERS, WORDS, WORDS),
    joined(b"\t", ROW, st.lists(WORDS, min_size=1, max_size=3).map(b"\t".join)),
    joined(b"\t", IDS, st.sampled_from([b"T1", b"T12", b"T"]), WORDS, INTEGERS, INTEGERS, WORDS, WORDS),
    joined(b"\t", IDS, st.just(b"T3"), WORDS, INTEGERS, INTEGERS, WORDS),
    joined(b"\t", IDS, WORDS, WORDS, WORDS),
    joined(b"\t", IDS, WORDS, WORDS, WORDS, WORDS),
    joined(b"\t", IDS, WORDS, WORDS, st.sampled_from([b"Subject:7", b"Subject:", b"subject:7"])),
    st.lists(WORDS, max_size=9).map(b"\t".join),
    st.sampled_from([b"", b" ", b"\t", b"\r", b"\x0b\x0c", b"## comment", b"##1|t|x", b"\xef\xbb\xbf1|t|x"]),
)
TEXTS = st.tuples(
    st.sampled_from([b"", b"", b"\xef\xbb\xbf", b"\n", b"\xef\xbb"]),
    st.lists(st.tuples(LINES, LINE_ENDS).map(b"".join), max_size=30).map(b"".join),
).map(b"".join)


@settings(max_examples=500)
@given(TEXTS)
def test_generated_lines(corpus_of: CorpusOf, agree_all: Agree, text: bytes) -> None:
    agree_all(corpus_of(text), reference.parse(text))


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_bytes(corpus_of: CorpusOf, agree_all: Agree, text: bytes) -> None:
    agree_all(corpus_of(text), reference.parse(text))


@settings(max_examples=6)
@given(TEXTS, st.integers(1, 4))
def test_generated_lines_in_many_windows(
    corpus_of: CorpusOf, agree_all: Agree, text: bytes, threads: int
) -> None:
    text *= 2_500_000 // max(len(text), 200)
    agree_all(corpus_of(text, threads=threads), reference.parse(text))


@settings(max_examples=40)
@given(TEXTS, st.integers(2**15 - 300, 2**15 + 300))
def test_generated_lines_behind_a_long_head(
    corpus_of: CorpusOf, agree_all: Agree, text: bytes, before: int
) -> None:
    """The scanner takes blocks of 32 KiB: what lies across the end of one is a case of its own."""
    row = b"1\t0\t1\tx\tGene\t7\n"
    text = (b"1|t|x\n" + row * 3000)[-before:] + text * 3
    agree_all(corpus_of(text), reference.parse(text))


EDITS = st.lists(
    st.tuples(
        st.integers(0, 2**31),
        st.sampled_from(["replace", "insert", "delete", "repeat", "move"]),
        st.one_of(
            st.sampled_from([b"\t", b"\n", b"\r", b"\r\n", b"|", b" ", b"-", b"\xff", b"\0", b"\n\n", b"0"]),
            LINES.map(lambda line: b"\n" + line + b"\n"),
        ),
        st.integers(1, 60),
    ),
    min_size=1,
    max_size=12,
)


def edited(text: bytes, edits: list[tuple[int, str, bytes, int]]) -> bytes:
    for place, edit, value, length in edits:
        at = place % (len(text) + 1)
        piece, rest = text[at : at + length], text[at + length :]
        match edit:
            case "replace":
                text = text[:at] + value + text[at + len(value) :]
            case "insert":
                text = text[:at] + value + text[at:]
            case "delete":
                text = text[:at] + rest
            case "repeat":
                text = text[:at] + piece + piece + rest
            case "move":
                text = rest + text[:at] + piece
    return text


@settings(max_examples=400)
@given(st.data(), EDITS)
def test_specimens_with_mistakes(
    specimen_texts: list[bytes],
    corpus_of: CorpusOf,
    agree_all: Agree,
    data: st.DataObject,
    edits: list[tuple[int, str, bytes, int]],
) -> None:
    text = edited(data.draw(st.sampled_from(specimen_texts)), edits)
    agree_all(corpus_of(text), reference.parse(text))


@settings(max_examples=150)
@given(st.data(), st.integers(0, 2**31), st.integers(1, 8000), EDITS)
def test_real_files_with_mistakes(
    real_files: list[Path],
    corpus_of: CorpusOf,
    agree_all: Agree,
    data: st.DataObject,
    place: int,
    length: int,
    edits: list[tuple[int, str, bytes, int]],
) -> None:
    whole = data.draw(st.sampled_from(real_files)).read_bytes()
    begin = place % len(whole)
    text = edited(whole[begin : begin + length], edits)
    agree_all(corpus_of(text), reference.parse(text))


@pytest.mark.parametrize("on_problem", ["collect", "ignore"])
@settings(max_examples=50)
@given(TEXTS)
def test_what_is_done_about_problems_changes_nothing_else(
    corpus_of: CorpusOf, agree_all: Agree, on_problem: str, text: bytes
) -> None:
    twin = reference.parse(text)
    if on_problem == "ignore":
        twin.problems = []
    agree_all(corpus_of(text, on_problem=on_problem), twin)


@settings(max_examples=100)
@given(TEXTS, st.integers(1, 4))
def test_raising_gives_the_first_problem(corpus_of: CorpusOf, text: bytes, threads: int) -> None:
    problems = reference.parse(text).problems
    if not problems:
        corpus_of(text, on_problem="raise", threads=threads)
        return
    with pytest.raises(pubfast.ParseError) as caught:
        corpus_of(text, on_problem="raise", threads=threads)
    assert (caught.value.line, caught.value.byte, caught.value.code) == problems[0]
