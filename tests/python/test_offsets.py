"""The status of annotations, and the repair of their offsets."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pubfast
import reference_offsets as twin
from comparison import same
from offset_findings import REPAIRED, agree, block, encoded, encoded_part, examine, findings, row

CorpusOf = Callable[..., pubfast.Corpus]
Read = Callable[..., pubfast.Corpus]
DOCUMENTATION = Path(__file__).parents[2] / "docs" / "offsets.md"

# Title, abstract, start, end, mention, and what comes of it.
Case = tuple[str | bytes | None, str | bytes | None, int, int, str | bytes, str, tuple[int, int] | None]
BY_HAND: list[Case] = [
    ("BRCA1 in mice", "A gene.", 0, 5, "BRCA1", "exact", None),
    ("BRCA1 in mice", "A gene.", 16, 20, "gene", "exact", None),
    ("BRCA1 in mice", "A gene.", 9, 15, "mice A", "exact", None),  # across the separator
    ("α-synuclein", "of β", 15, 16, "β", "exact", None),
    ("a\U0001f9ecb", None, 2, 3, "b", "exact", None),
    (None, "gene", 1, 5, "gene", "exact", None),  # an absent title counts as empty
    ("gene ", "gene", 6, 10, "gene", "exact", None),  # not every trailing blank is the separator
    ("gene", "", 4, 5, " ", "exact", None),
    ("gene", None, 2, 2, "", "exact", None),
    ("gene", None, 4, 4, "", "exact", None),
    (None, None, 0, 0, "", "exact", None),
    (b"caf\xe9 gene", None, 5, 9, "gene", "exact", None),  # a byte that is not UTF-8 is one code point
    (b"caf\xe9", None, 0, 4, b"caf\xe9", "exact", None),
    (b"caf\xe9", None, 0, 4, "caf\ufffd", "exact", None),
    (b"caf\xe9", None, 0, 4, b"caf\xff", "exact", None),  # they read the same
    ("Of mice ", "A gene.", 10, 14, "gene", "trimmed_title", (11, 15)),
    ("Of mice\t", "A gene.", 10, 14, "gene", "trimmed_title", (11, 15)),
    ("Of mice  ", "A gene.", 11, 15, "gene", "trimmed_title", (12, 16)),  # the last blank is the separator
    (
        "Of mice  ",
        "A gene.",
        10,
        14,
        "gene",
        "trimmed_title",
        (12, 16),
    ),  # the title was trimmed, and one added
    ("é ", "é gene", 4, 8, "gene", "trimmed_title", (5, 9)),
    ("Of mice", "A gene.", 9, 13, "gene", "shifted", (10, 14)),  # there is no trailing blank
    ("a-ketoglutarate", None, 0, 15, "α‑ketoglutarate", "folded", None),
    ("α‑ketoglutarate", None, 0, 15, "a-ketoglutarate", "folded", None),
    ("5 μm", None, 2, 3, "µ", "folded", None),
    ("IFN γ", None, 0, 5, "IFN\u00a0g", "folded", None),  # characters that are not listed become blanks
    (b"caf\xe9", None, 0, 4, "caf ", "folded", None),
    ("Ménière's disease", None, 0, 17, "Meniere's disease", "mismatch", None),  # è is none of NCBI's: a blank
    ("日本", None, 0, 2, "中国", "mismatch", None),
    ("\U0001f9ec.", None, 0, 2, " .", "mismatch", None),  # Java has two units, which are two blanks
    ("Mice and MEN", None, 9, 12, "men", "case", None),
    ("ΒΡΆΧΟΣ", None, 0, 6, "βράχοσ", "case", None),
    ("İ", None, 0, 1, "i̇", "case", None),  # the lengths may differ
    ("straße", None, 0, 6, "STRASSE", "mismatch", None),
    ("α-synuclein in mice", None, 16, 20, "mice", "bytes", (15, 19)),
    ("é", "é gene", 6, 10, "gene", "bytes", (4, 8)),
    (b"\xe9\xe9 \xc3\xa9 gene", None, 6, 10, "gene", "bytes", (5, 9)),  # bytes as the file has them
    ("\U0001f9ec gene", None, 6, 9, "ene", "bytes", (3, 6)),
    ("\U0001f9ec gene", None, 3, 7, "gene", "utf16", (2, 6)),
    ("\U0001f9ec\U0001f9ec", "\U0001f9ec gene", 8, 12, "gene", "utf16", (5, 9)),
    ("mice", "A gene.", 3, 7, "gene", "shifted", (7, 11)),
    ("gene.gene", None, 1, 5, "gene", "shifted", (0, 4)),
    ("aXbX", None, 2, 3, "X", "shifted", (1, 2)),  # as near: the one before
    ("gene", None, -3, 1, "gene", "shifted", (0, 4)),
    ("a gene", None, 9, 13, "gene", "shifted", (2, 6)),
    ("gene" + 60 * " ", None, 40, 44, "gene", "shifted", (0, 4)),
    (60 * "α" + "gene", None, 20, 24, "gene", "shifted", (60, 64)),
    ("gene" + 60 * " ", None, 41, 45, "gene", "mismatch", None),  # too far away
    ("a gene", None, 1, 6, "gene", "mismatch", None),  # no shift makes five characters four
    ("Of mice", None, 20, 24, "rats", "beyond_text", None),
    ("Of mice", None, 3, 8, "mice", "beyond_text", None),
    ("Of mice", None, 8, 8, "", "beyond_text", None),
    ("Of mice", None, -(2**31), 2**31 - 1, "mice", "beyond_text", None),
    (None, None, 3, 7, "mice", "beyond_text", None),
    ("Of mice", "of men", 3, 7, "rats", "mismatch", None),
    ("Of mice", "of men", 7, 3, "mice", "mismatch", None),  # reversed
    ("Of mice", "of men", 2**31 - 1, -(2**31), "mice", "mismatch", None),
    ("Of mice", None, -60, -56, "mice", "mismatch", None),
    ("Of mice", None, 3, 7, "", "mismatch", None),
    ("Of mice", None, 3, 3, "mice", "mismatch", None),
    (None, None, 0, 0, "mice", "mismatch", None),
]


@pytest.fixture(scope="module")
def by_hand_text() -> bytes:
    blocks = [
        block(at, title, abstract, row(start, end, mention))
        for at, (title, abstract, start, end, mention, _, _) in enumerate(BY_HAND)
    ]
    return b"".join(blocks)


@pytest.fixture(scope="module")
def by_hand(corpus_of: CorpusOf, by_hand_text: bytes) -> pubfast.Corpus:
    return corpus_of(by_hand_text)


@pytest.fixture(scope="module")
def large(mixed_text: bytes, by_hand_text: bytes, write: Callable[..., Path]) -> Path:
    """Specimens and cases by hand, in several windows."""
    part = len(mixed_text) // 4
    return write(
        b"\n\n".join([mixed_text[:part], by_hand_text * 300, mixed_text[part : 2 * part], by_hand_text])
    )


def test_every_case_by_hand(by_hand: pubfast.Corpus) -> None:
    assert {status for *_, status, _ in BY_HAND} == set(twin.STATUSES)
    annotations, repaired = by_hand.annotations, by_hand.repaired()
    for at, (title, abstract, start, end, mention, status, span) in enumerate(BY_HAND):
        case = (title, abstract, start, end, mention)
        assert annotations.status[at] == annotations[at].status == status, case
        assert (repaired.start[at], repaired.end[at]) == (span or (start, end)), case
        assert annotations.shift[at] == (span[0] - start if span and status == "shifted" else 0), case
        found = examine(encoded_part(title), encoded_part(abstract), start, end, encoded(mention))
        assert found == (status, *(span or (start, end))), case
    agree(by_hand, findings(by_hand))


def test_a_repaired_span_is_the_mention(by_hand: pubfast.Corpus) -> None:
    repaired = by_hand.repaired()
    assert len(repaired.rows) == sum(span is not None for *_, span in BY_HAND)
    for at in repaired.rows:
        annotation = by_hand.annotations[at]
        assert annotation.document is not None
        text = annotation.document.text
        assert text[repaired.start[at] : repaired.end[at]] == annotation.mention
        assert (annotation.start, annotation.end) != (repaired.start[at], repaired.end[at])


def test_documents_by_hand_have_statuses(by_hand: pubfast.Corpus) -> None:
    for at, (title, abstract, start, end, mention, status, _) in enumerate(BY_HAND):
        if any(isinstance(value, bytes) for value in (title, abstract, mention)):
            continue
        annotation: Any = pubfast.Annotation(start, end, str(mention), "Gene")
        assert annotation.status is None
        parts: Any = {"title": title, "abstract": abstract}
        document = pubfast.Document(document_id="1", annotations=[annotation], **parts)
        assert document.annotations.status.to_list() == [status]
        assert document.annotations[0].status == status
        assert pickle.loads(pickle.dumps(by_hand[at])).annotations.status.to_list() == [status]
    assert pickle.loads(pickle.dumps(by_hand.annotations[0])).status is None


def test_passages_are_not_part_of_the_text(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        "1|t|Of mice\n1|body|and men\n1|a|of genes\n1\t11\t16\tgenes\tGene\n1\t12\t15\tmen\tSpecies\n"
    )
    assert corpus.annotations.status.to_list() == ["exact", "mismatch"]
    alone = corpus_of("1|body|Of mice\n1\t3\t7\tmice\tSpecies\n")
    assert alone.annotations.status.to_list() == ["beyond_text"]


def test_rows_without_text(corpus_of: CorpusOf) -> None:
    corpus = corpus_of("1|t|Of mice\n2\t3\t7\tmice\tSpecies\n2\t0\t0\t\tSpecies\n")
    assert corpus.annotations.status.to_list() == ["beyond_text", "exact"]


def test_columns(by_hand: pubfast.Corpus, corpus_of: CorpusOf) -> None:
    annotations, repaired = by_hand.annotations, by_hand.repaired()
    assert isinstance(annotations.status, pubfast.CategoryColumn)
    for corpus in (by_hand, corpus_of(""), corpus_of("1|t|x\n")):
        assert corpus.annotations.status.categories == twin.STATUSES
        assert corpus.repaired().status.categories == twin.STATUSES
    for column in (annotations.status.codes, annotations.shift, repaired.start, repaired.end):
        assert column.dtype == np.int32
        assert not column.flags.writeable
        assert len(column) == len(annotations) == len(repaired)
    assert repaired.rows.dtype == np.int64
    assert not repaired.rows.flags.writeable
    # It is computed once.
    assert np.shares_memory(annotations.status.codes, by_hand.annotations.status.codes)
    assert np.shares_memory(repaired.status.codes, annotations.status.codes)
    assert np.shares_memory(annotations.shift, by_hand.annotations.shift)


def test_offsets_that_are_right_are_shared(sample: pubfast.Corpus, corpus_of: CorpusOf) -> None:
    corpus = corpus_of(block(1, "Of mice", None, row(3, 7, "mice"), row(3, 7, "rats")))
    repaired = corpus.repaired()
    assert np.shares_memory(repaired.start, corpus.annotations.start)
    assert np.shares_memory(repaired.end, corpus.annotations.end)
    assert repr(repaired) == "<Repaired: none of 2 annotations has new offsets>"
    assert (repaired.rows.tolist(), repaired.counts()) == ([], {})


def test_repr(by_hand: pubfast.Corpus) -> None:
    repaired = by_hand.repaired()
    expected = f"<Repaired: {len(repaired.rows)} of {len(BY_HAND)} annotations have new offsets: "
    assert repr(repaired) == f"{expected}{repaired.counts()}>"
    assert list(repaired.counts()) == list(REPAIRED)


def test_the_corpus_stays_as_it_is(by_hand: pubfast.Corpus) -> None:
    by_hand.repaired()
    spans = [(start, end) for _, _, start, end, *_ in BY_HAND]
    annotations = by_hand.annotations
    assert list(zip(annotations.start.tolist(), annotations.end.tolist(), strict=True)) == spans


def test_a_closed_corpus_repairs_nothing(corpus_of: CorpusOf) -> None:
    corpus = corpus_of("1|t|x\n")
    corpus.close()
    with pytest.raises(ValueError, match="closed"):
        corpus.repaired()


def touch(corpus: pubfast.Corpus) -> None:
    """Make every column, after which the rows that they were made of are gone."""
    for table in (corpus.documents, corpus.annotations):
        for name in dir(table):
            column = getattr(table, name) if name not in ("status", "shift") else None
            if isinstance(column, pubfast.StringColumn):
                assert len(column.starts) == len(table)
    assert len(corpus.annotations.type.codes) == len(corpus.annotations)


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("touched", [False, True])
def test_windows_and_threads_change_nothing(large: Path, read: Read, threads: int, touched: bool) -> None:
    corpus = read(large, format="pubtator", threads=threads)
    if touched:
        touch(corpus)
    status = corpus.annotations.status.to_list()
    same("status", status, [finding.status for finding in findings(corpus)])


KEYS: dict[str, Any] = {
    "few": slice(100, 300),
    "few in another order": [70, 5, 5, -1, 0],
    "one": [17],
    "none": slice(0, 0),
    "many": slice(50, -50),
    "every other, backwards": slice(None, None, -2),
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
def test_selections(large: Path, read: Read, key: Any) -> None:
    """Few rows are looked at one by one; the answer is the same before and after all were."""
    corpus = read(large, format="pubtator")
    part = corpus.annotations[key]
    before = (part.status.to_list(), part.shift.tolist(), [view.status for view in part])
    expected = (corpus.annotations.status[key].to_list(), corpus.annotations.shift[key].tolist())
    assert before == (*expected, expected[0])
    after = corpus.annotations[key]
    assert (after.status.to_list(), after.shift.tolist()) == expected
    assert set(corpus.annotations.status) == set(twin.STATUSES)


@pytest.mark.parametrize("key", [slice(3, 9), slice(2, -2), [7, 7, 1], slice(None, None, -1)], ids=str)
def test_parts_of_a_corpus(large: Path, read: Read, key: Any) -> None:
    for whole_first in (False, True):
        corpus = read(large, format="pubtator")
        if whole_first:
            corpus.repaired()
        part = corpus[key]
        agree(part, findings(part))


def test_masks_find_what_is_wrong(by_hand: pubfast.Corpus) -> None:
    annotations = by_hand.annotations
    for status in twin.STATUSES:
        rows = annotations[annotations.status == status]
        assert [view.status for view in rows] == [status] * sum(case[5] == status for case in BY_HAND)
    assert annotations.status.isin(["bytes", "utf16"]).sum() == len(
        annotations[annotations.status.isin(["bytes", "utf16"])]
    )


def test_specimens(specimen: Path, read: Read) -> None:
    corpus = read(specimen, format="pubtator")
    agree(corpus, findings(corpus))


def test_real_files(real_file: Path, read: Read) -> None:
    corpus = read(real_file, format="pubtator")
    expected = findings(corpus)
    agree(corpus, expected)
    touched = read(real_file, format="pubtator")
    touch(touched)
    agree(touched, expected)


def test_real_files_have_the_statuses_that_are_known(real_files: list[Path], read: Read) -> None:
    """The status counts that other programs found in these files."""
    known = {
        "pubtator__GNormPlus_Train.PubTator": {"bytes": 33},
        "PubMed_query_set1__chemicals_entities_tmChem.PubTator": {"bytes": 174, "case": 4},
        "pubtator__NLMgene_Train.PubTator": {"shifted": 10, "case": 1},
        "pubtator__tmVar3_Train.PubTator": {"shifted": 21},
        "example__1-sample-annotations.txt": {"exact": 180, "trimmed_title": 1581},
    }
    for path in real_files:
        counts = read(path, format="pubtator").annotations.status.counts()
        for status, count in known.get(path.name, {}).items():
            assert counts[status] == count, path


def folds_of_documentation() -> Iterator[tuple[str, str]]:
    section = DOCUMENTATION.read_text("utf-8").split("## What NCBI folds")[1].split("\n## ")[0]
    for pair in section.split("```text")[1].split("```")[0].split():
        yield pair[0], pair[1:]


def test_the_documentation_lists_what_is_folded() -> None:
    assert dict(folds_of_documentation()) == twin.FOLDS
