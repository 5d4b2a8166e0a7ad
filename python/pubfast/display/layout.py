"""The part of a document that is shown on a page or in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from pubfast._core import Annotation, Annotations, Document
from pubfast.display.spans import DEEPEST, REASONS, Close, Open, Segment, Segmented, pieces, segmented


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a relation, and the first mention of an annotation with this identifier."""

    identifier: str
    mention: str | None


class Picture:
    """A document's text, perhaps cut short, with the annotations that are drawn over it.

    Parameters
    ----------
    document : Document
        The document.
    characters, annotations : int, optional
        Upper limits: code points of the text, and annotations over it. The text ends where the first
        annotation beyond the limit begins.

    Attributes
    ----------
    text : str
        The text, as far as it is shown.
    length : int
        Length of the whole text in code points.
    border : int
        Position at which the abstract begins, after the title and the separator.
    behind : int
        Number of annotations that end after the cut.
    """

    def __init__(
        self, document: Document, *, characters: int | None = None, annotations: int | None = None
    ) -> None:
        self.document = document
        text = document.text
        self.length = len(text)
        self.border = self.length if document.abstract is None else len(document.title or "") + 1
        table = document.annotations
        cut = self._cut(table, characters, annotations)
        self.text = text[:cut]
        # Annotations that could not even be drawn in the whole text are listed, wherever the text is cut.
        is_shown = ~_is_drawable(table, self.length) | (table.end <= cut)
        self.behind = len(table) - int(is_shown.sum())
        self._rows: list[Annotation] = list(table[is_shown])
        self.spans = [(row.start, row.end) for row in self._rows]
        # A span past the end of the whole text is past the end of the shown part, too.
        self._segmented: Segmented = segmented(self.text, self.spans, borders=[self.border])

    @property
    def is_cut(self) -> bool:
        """True if only a part of the text is shown."""
        return len(self.text) < self.length

    @property
    def heights(self) -> dict[int, int]:
        """Number of lines between the text and the line of each annotation that is drawn."""
        return self._segmented.heights

    def annotation(self, number: int) -> Annotation:
        """Return the annotation that has this number in the segments."""
        return self._rows[number]

    def segments(self, part: str) -> list[Segment]:
        """Return the segments of the "title", with the separator, or of the "abstract"."""
        is_title = part == "title"
        return [segment for segment in self._segmented.segments if (segment.start < self.border) == is_title]

    def pieces(self, part: str) -> Iterator[Open | Segment | Close]:
        """Like `segments`, but with the beginnings and ends of annotations between the segments."""
        return pieces(self.segments(part), self.spans)

    def undrawn(self) -> list[tuple[Annotation, str]]:
        """Return the annotations that cannot be drawn, each with the reason."""
        undrawn = self._segmented.undrawn
        return [(self._rows[number], REASONS[reason]) for number, reason in undrawn.items()]

    def types(self) -> dict[str, int]:
        """Count the annotations of each type in the whole document, the most frequent first."""
        counts = self.document.annotations.type.counts()
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def relations(self, most: int | None = None) -> Iterator[tuple[str, Argument, Argument, str | None]]:
        """Yield the first `most` relations, each as its type, its two arguments and its further columns."""
        relations = self.document.relations
        if not len(relations):
            return
        table = self.document.annotations
        mentions: dict[str | None, str | None] = {}
        for identifier, mention in zip(table.identifier, table.mention, strict=True):
            mentions.setdefault(identifier, mention)
        for row in islice(relations, most):
            first, second = (Argument(value, mentions.get(value)) for value in (row.arg1, row.arg2))
            yield row.type, first, second, row.extra

    def _cut(self, table: Annotations, characters: int | None, annotations: int | None) -> int:
        """Return the position at which the shown text ends."""
        cut = self.length if characters is None else min(self.length, characters)
        if annotations is None or len(table) <= annotations:
            return cut
        starts = np.sort(table.start[_is_drawable(table, self.length)])
        # Of many annotations that start at one position only `DEEPEST` are drawn.
        starts = starts[np.arange(len(starts)) - np.searchsorted(starts, starts) < DEEPEST]
        return min(cut, max(1, int(starts[annotations]))) if len(starts) > annotations else cut


def _is_drawable(table: Annotations, length: int) -> NDArray[np.bool_]:
    """Return a mask of the annotations that `segmented` would draw if each stood alone."""
    start, end = table.start, table.end
    drawable: NDArray[np.bool_] = (start >= 0) & (start < end) & (end <= length)
    return drawable
