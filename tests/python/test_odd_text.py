"""Odd but legal, or plainly wrong: each case spelled out, so that no slow twin is needed to believe it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import pubfast

CorpusOf = Callable[..., pubfast.Corpus]


def codes(corpus: pubfast.Corpus) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in corpus.problems]


def test_line_ends(corpus_of: CorpusOf) -> None:
    lines = ["1|t|T", "1|a|A", "1\t0\t1\tT\tGene\t7", "1\tCID\tD1\tD2", "", "2|t|U"]
    plain = corpus_of("\n".join(lines))
    for end in ("\n", "\r\n"):
        for last in ("", end, 3 * end):
            corpus = corpus_of(end.join(lines) + last)
            assert list(corpus) == list(plain)
            assert corpus.documents.line.tolist() == [1, 6]
            assert len(corpus.problems) == 0


def test_a_carriage_return_alone_ends_nothing(corpus_of: CorpusOf) -> None:
    corpus = corpus_of("1|t|a\rb\r\r\n1|a|\r\n1\t0\t1\tx\ry\tG\r\t7\r\n\r\n1|t|last\r")
    assert corpus.documents.title.to_list() == ["a\rb\r", "last"]
    assert corpus[0].abstract == ""
    annotation = corpus.annotations[0]
    assert (annotation.mention, annotation.type, annotation.identifier) == ("x\ry", "G\r", "7")


@pytest.mark.parametrize(
    "character", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e", "\xa0", "\0"]
)
def test_no_other_character_ends_a_line_or_a_column(corpus_of: CorpusOf, character: str) -> None:
    c = character
    corpus = corpus_of(f"1|t|a{c}b\n1\t0\t1\ta{c}\t{c}G\t{c}\t{c}\n")
    assert corpus[0].title == f"a{c}b"
    annotation = corpus[0].annotations[0]
    values = (annotation.mention, annotation.type, annotation.identifier, annotation.extra)
    assert values == (f"a{c}", f"{c}G", c, c)
    assert corpus[0].text[1] == c


def test_a_byte_order_mark_is_skipped_and_counted(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(b"\xef\xbb\xbf1|t|x\nwhat\n")
    assert (corpus[0].document_id, corpus[0].byte_start, corpus[0].line) == ("1", 3, 1)
    assert corpus.problems.byte.tolist() == [9]
    later = corpus_of(b"1|t|x\n\n\xef\xbb\xbf2|t|y\n")
    assert later[1].document_id == "\ufeff2"
    twice = corpus_of(b"\xef\xbb\xbf\xef\xbb\xbf1|t|x\n")
    assert twice[0].document_id == "\ufeff1"


def test_comments_at_the_head_only(corpus_of: CorpusOf) -> None:
    corpus = corpus_of("##a\n\n##1|t|no\n##\t\t\n1|t|x\n##late\n##2|t|y\n")
    assert corpus.documents.document_id.to_list() == ["1", "##2"]
    assert codes(corpus) == [(6, "unrecognised_line")]
    assert corpus.documents.line.tolist() == [5, 7]


def test_bytes_that_are_no_text(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(b"1|t|a\xffb\xe2\x82\n1\t0\t1\t\xf0\x9f\tG\xc0\x80\t\xed\xa0\x80\n\xff\n")
    assert corpus[0].title == "a\ufffdb\ufffd"
    annotation = corpus.annotations[0]
    assert annotation.mention == "\ufffd"
    assert annotation.type == b"G\xc0\x80".decode("utf-8", "replace") == "G\ufffd\ufffd"
    assert annotation.identifier == b"\xed\xa0\x80".decode("utf-8", "replace")
    assert codes(corpus) == [
        (1, "invalid_utf8"),
        (2, "invalid_utf8"),
        (3, "invalid_utf8"),
        (3, "unrecognised_line"),
    ]
    assert corpus.problems.byte.tolist()[:2] == [5, 16]
    assert corpus.documents.title.buffer[5] == 0xFF


def test_offsets_count_code_points(corpus_of: CorpusOf) -> None:
    text = "α \U0001f9ec e\u0301 x"
    corpus = corpus_of(
        f"1|t|{text}\n1|a|\U0001f9ec y\n1\t2\t3\t\U0001f9ec\tG\n1\t9\t10\t\U0001f9ec\tG\n1\t11\t12\ty\tG\n"
    )
    document = corpus[0]
    assert [document.text[a.start : a.end] for a in document.annotations] == ["\U0001f9ec", "\U0001f9ec", "y"]


@pytest.mark.parametrize("digits", [10, 19, 20, 39, 5000])
@pytest.mark.parametrize("sign", ["", "-"])
def test_offsets_of_many_digits(corpus_of: CorpusOf, digits: int, sign: str) -> None:
    text = f"1|t|x\n1\t{sign}{'9' * digits}\t5\tx\tG\t7\n1\t0\t{sign}{'9' * digits}\tx\tG\n1\t0\t1\tx\tG\t7\n"
    corpus = corpus_of(text)
    assert codes(corpus) == [(2, "offset_overflow"), (3, "offset_overflow")]
    assert len(corpus.annotations) == 1
    zeros = "0" * digits
    corpus = corpus_of(f"1|t|x\n1\t{zeros}7\t{zeros}9\tx\tG\t7\n")
    assert (corpus.annotations.start[0], corpus.annotations.end[0], len(corpus.problems)) == (7, 9, 0)


def test_spans_of_all_kinds(corpus_of: CorpusOf) -> None:
    spans = [(0, 0), (5, 3), (-1, 4), (-5, -2), (0, 2**31 - 1), (2**31 - 1, 2**31 - 1), (-(2**31), 2**31 - 1)]
    spans += [(0, 65534), (0, 65535), (0, 65536), (7, 7 + 65535), (100, 70_100), (2**31 - 1, 0)]
    corpus = corpus_of("1|t|x\n" + "".join(f"1\t{start}\t{end}\tx\tG\t7\n" for start, end in spans))
    assert list(zip(corpus.annotations.start.tolist(), corpus.annotations.end.tolist(), strict=True)) == spans
    assert [(a.start, a.end) for a in corpus.annotations] == spans
    bad = [number + 2 for number, (start, end) in enumerate(spans) if start < 0 or end < start]
    assert codes(corpus) == [(line, "bad_span") for line in bad]


@pytest.mark.parametrize("length", [1, 255, 256, 65533, 65534, 65535, 65536, 70_000, 3_000_000])
def test_values_of_any_length(corpus_of: CorpusOf, length: int) -> None:
    long = "ab" * (length // 2) + "c" * (length % 2)
    rows = [(long, "G", "7", "e"), ("x", long, "7", "e"), ("x", "G", long, "e"), ("x", "G", "7", long)]
    rows += [(long, long, long, long), ("x", "G", "7", "e")]
    text = f"{long}|t|{long}\n{long}|{long}|{long}\n"
    text += "".join("\t".join((long, "0", "1", *row)) + "\n" for row in rows)
    text += f"{long}\tT{'1' * length}\t{long}\t0\t1\t{long}\t{long}\t{long}\n"
    text += "\t".join([long] * 5) + "\n"
    corpus = corpus_of(text)
    assert len(corpus.problems) == 0
    assert len(corpus) == 1
    assert [(a.mention, a.type, a.identifier, a.extra) for a in corpus.annotations[:-1]] == rows
    fbk = corpus.annotations[-1]
    assert (fbk.mention, fbk.type, fbk.identifier) == (long, long, long)
    assert fbk.extra == f"T{'1' * length}\t{long}"
    assert corpus.annotations.mention.to_list() == [*[row[0] for row in rows], long]
    assert corpus.annotations.identifier.to_list() == [*[row[2] for row in rows], long]
    assert corpus[0].passages[0].text == corpus[0].title == corpus[0].document_id == long
    assert corpus.relations[0].arg2 == long
    assert corpus.relations.type.categories == (long,)


@pytest.mark.parametrize("before", [*range(32_700, 32_770, 7), 65_536 - 20, 65_536])
def test_rows_across_the_blocks_of_the_scanner(corpus_of: CorpusOf, before: int) -> None:
    """The scanner takes 32 KiB at a time; a row must not care where such a block ends."""
    row = "12345678\t100\t103\tx y\tGene\t7157\n"
    corpus = corpus_of("12345678|t|".ljust(before, "x") + "\n" + row * 3000)
    assert len(corpus) == 1
    assert len(corpus.annotations) == 3000
    assert set(corpus.annotations.mention) == {"x y"}
    assert set(corpus.annotations.identifier) == {"7157"}
    assert len(corpus.problems) == 0


def test_the_id_decides(corpus_of: CorpusOf) -> None:
    corpus = corpus_of("0|t|x\n000\t0\t1\tx\tG\n000\t0\t1\tx\tG\n0\t0\t1\tx\tG\n\n0\t0\t1\tx\tG\n")
    assert corpus.documents.document_id.to_list() == ["0", "000", "0", "0"]
    assert corpus.documents.title.to_list() == ["x", None, None, None]
    assert codes(corpus) == [(2, "rows_without_text"), (4, "rows_without_text"), (6, "rows_without_text")]
    assert corpus.annotations.document.tolist() == [1, 1, 2, 3]


def test_bugs_of_other_readers(corpus_of: CorpusOf) -> None:
    """An empty identifier is no relation; `|t|` in a mention is no title; a pipe or a tab ends no text."""
    corpus = corpus_of("1|t|A | B\tC|t|D\n1|a|x|a|y\n1\t0\t1\t1|t|no\tG\t\n1\t0\t1\tx\tG\t1|t|no\n1|t|next\n")
    first, second = corpus
    assert (first.title, first.abstract) == ("A | B\tC|t|D", "x|a|y")
    assert first.annotations.mention.to_list() == ["1|t|no", "x"]
    assert first.annotations.identifier.to_list() == ["", "1|t|no"]
    assert len(first.relations) == 0
    assert second.title == "next"
