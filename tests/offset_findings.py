"""Comparing the status and the repair of offsets with the slow twin."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np

import pubfast
import reference_offsets as twin
from comparison import same

examine = cache(twin.examine)
REPAIRED = ("trimmed_title", "bytes", "utf16", "shifted")


def encoded(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def encoded_part(value: str | bytes | None) -> bytes | None:
    return None if value is None else encoded(value)


def block(number: int, title: str | bytes | None, abstract: str | bytes | None, *rows: bytes) -> bytes:
    head = b"%d" % number
    lines = [head + b"|t|" + encoded(title)] if title is not None else []
    lines += [head + b"|a|" + encoded(abstract)] if abstract is not None else []
    return b"\n".join([*lines, *(head + b"\t" + row for row in rows)]) + b"\n\n"


def row(start: int, end: int, mention: str | bytes) -> bytes:
    return b"%d\t%d\t%b\tGene\t7157" % (start, end, encoded(mention))


def bytes_of(column: pubfast.StringColumn) -> list[bytes | None]:
    """The values of a column as the file has them."""
    starts, lengths, buffer = column.starts.tolist(), column.lengths.tolist(), column.buffer
    places = zip(starts, lengths, strict=True)
    return [None if length < 0 else buffer[start : start + length].tobytes() for start, length in places]


def findings(corpus: pubfast.Corpus) -> list[twin.Finding]:
    """The status that the twin gives each annotation."""
    annotations, documents = corpus.annotations, corpus.documents
    texts = list(zip(bytes_of(documents.title), bytes_of(documents.abstract), strict=True))
    mentions = [mention or b"" for mention in bytes_of(annotations.mention)]
    spans = zip(
        annotations.document.tolist(),
        annotations.start.tolist(),
        annotations.end.tolist(),
        mentions,
        strict=True,
    )
    return [examine(*texts[document], start, end, mention) for document, start, end, mention in spans]


def agree(corpus: pubfast.Corpus, expected: list[twin.Finding]) -> None:
    """Compare columns with what the twin says."""
    annotations, repaired = corpus.annotations, corpus.repaired()
    starts, ends = annotations.start.tolist(), annotations.end.tolist()
    same("status", annotations.status.to_list(), [finding.status for finding in expected])
    same("status", repaired.status.codes.tolist(), annotations.status.codes.tolist())
    same("start", repaired.start.tolist(), [finding.start for finding in expected])
    same("end", repaired.end.tolist(), [finding.end for finding in expected])
    shifts = [
        finding.start - start if finding.status == "shifted" else 0
        for finding, start in zip(expected, starts, strict=True)
    ]
    same("shift", annotations.shift.tolist(), shifts)
    changed = [at for at, finding in enumerate(expected) if finding.status in REPAIRED]
    same("rows", repaired.rows.tolist(), changed)
    assert repaired.counts() == Counter(expected[at].status for at in changed)
    others = np.setdiff1d(np.arange(len(expected)), changed)
    assert np.array_equal(repaired.start[others], np.array(starts, np.int32)[others])
    assert np.array_equal(repaired.end[others], np.array(ends, np.int32)[others])
