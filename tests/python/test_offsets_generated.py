"""The status and the repair of offsets in documents made at random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

import pubfast
import reference_offsets as twin
from comparison import same
from offset_findings import agree, block, encoded_part, examine, findings, row

CorpusOf = Callable[..., pubfast.Corpus]

# Text of all scripts, with what is folded, what has two UTF-16 units, and what repeats.
CHARACTERS = st.one_of(
    st.sampled_from("abABgx -"),
    st.sampled_from([*twin.FOLDS, *twin.FOLDS.values()]),
    st.sampled_from("\u00a0\u2009\u2028\ufffdİßẞΣσς日本дЯ\u0301\U0001f9ec\U0010ffff\0"),
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\t"),
)
WORDS = st.lists(CHARACTERS, max_size=6).map("".join)
PARTS = st.one_of(
    st.none(),
    st.tuples(
        st.lists(st.one_of(WORDS, st.sampled_from(["gene", "Gene", "aaaa", "α"])), max_size=12).map(" ".join),
        st.sampled_from(["", "", " ", "  ", "\t", " \x0b \x0c", "\u00a0"]),
    ).map("".join),
)
UNREADABLE = st.sampled_from([b"\xff", b"\xe2\x82", b"\xf0\x9f\xa7", b"\xed\xa0\x80", b"\xc3"])


@st.composite
def annotated(draw: st.DrawFn) -> tuple[bytes | None, bytes | None, list[tuple[int, int, bytes]]]:
    """A document, and mentions of it that tools have written down in one way or another."""
    title, abstract = draw(PARTS), draw(PARTS)
    text = (title or "") + ("" if abstract is None else " " + abstract)
    rows = []
    for _ in range(draw(st.integers(1, 8))):
        tool = draw(
            st.sampled_from(["right", "trims", "folds", "writes small", "bytes", "utf16", "drifts", "errs"])
        )
        trims = tool == "trims" and title is not None and abstract is not None
        start = draw(st.integers(len(title or "") + 1 if trims else 0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 8)))
        mention, before = text[start:end], text[:start]
        if trims:
            blanks = len(title or "") - len((title or "").rstrip(" \t\v\f"))
            place = draw(st.sampled_from([1, blanks, blanks + 1]))
            start, end = start - place, end - place
        elif tool == "folds":
            mention = "".join(draw(st.sampled_from([twin.FOLDS.get(c, c), c, " "])) for c in mention)
        elif tool == "writes small":
            mention = draw(st.sampled_from([mention.lower(), mention.upper(), mention.swapcase()]))
        elif tool == "bytes":
            start = len(before.encode())
            end = start + len(mention.encode())
        elif tool == "utf16":
            start = len(before.encode("utf-16-le")) // 2
            end = start + len(mention.encode("utf-16-le")) // 2
        elif tool == "drifts":
            shift = draw(st.integers(-45, 45))
            start, end = start + shift, end + shift
        elif tool == "errs":
            start = draw(st.one_of(st.integers(-50, 100), st.sampled_from([-(2**31), 2**31 - 1])))
            end = draw(st.one_of(st.integers(-50, 100), st.sampled_from([-(2**31), 2**31 - 1])))
            mention = draw(st.one_of(WORDS, st.just(mention)))
        rows.append((start, end, mention.replace("\t", " ").encode()))
    return encoded_part(title), encoded_part(abstract), rows


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Annotated documents, some of them with bytes that are not UTF-8."""
    blocks = []
    for number in range(draw(st.integers(1, 3))):
        title, abstract, rows = draw(annotated())
        blocks.append(block(number, title, abstract, *(row(*values) for values in rows)))
    text = b"".join(blocks)
    for _ in range(draw(st.sampled_from([0, 0, 1, 4]))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(UNREADABLE) + text[at + draw(st.integers(0, 2)) :]
    return text


@settings(max_examples=600)
@given(damaged())
def test_generated_documents(corpus_of: CorpusOf, text: bytes) -> None:
    corpus = corpus_of(text)
    expected = findings(corpus)
    agree(corpus, expected)
    same("views", [view.status for view in corpus.annotations], [finding.status for finding in expected])


def test_generated_documents_have_every_status() -> None:
    """The generated inputs have every status, so the comparison is worth something."""
    seen: Counter[str] = Counter()

    @settings(max_examples=400, derandomize=True)
    @given(annotated())
    def look(document: tuple[bytes | None, bytes | None, list[tuple[int, int, bytes]]]) -> None:
        title, abstract, rows = document
        seen.update(examine(title, abstract, *values).status for values in rows)

    look()
    assert set(seen) == set(twin.STATUSES)
