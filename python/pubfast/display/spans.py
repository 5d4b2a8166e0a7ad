"""Cutting of a text into segments where annotations begin and end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Span = tuple[int, int]

# Largest number of annotations that are drawn over the same text; the others are listed below it. Without
# the limit, n nested annotations would make n² pieces.
DEEPEST = 8

# Why a span cannot be drawn.
REASONS = {
    "reversed": "ends before it begins",
    "negative": "begins before the text",
    "beyond_text": "ends past the text",
    "empty": "is empty",
    "crowded": f"lies where {DEEPEST} others are drawn",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a text that the same annotations cover.

    Attributes
    ----------
    start, end : int
        Positions in the text, in code points.
    text : str
        ``text[start:end]``, never empty.
    covering : tuple of int
        The numbers of the annotations, the outermost first: those that begin earlier, then the longer ones.
    """

    start: int
    end: int
    text: str
    covering: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """The beginning of a piece of an annotation; ``continued`` if it is not the first piece."""

    annotation: int
    continued: bool


@dataclass(frozen=True, slots=True)
class Close:
    """The end of a piece of an annotation; ``continues`` if it is not the last piece."""

    annotation: int
    continued: bool
    continues: bool


@dataclass(frozen=True, slots=True)
class Segmented:
    """A text that is cut into segments.

    Attributes
    ----------
    segments : list of Segment
        The segments; joined together, their texts are the whole text.
    undrawn : dict of int to str
        Annotations that are in no segment, each with the reason, a key of `REASONS`.
    heights : dict of int to int
        For each annotation in a segment, the number of annotations that must be drawn between it and the
        text, so that lines below the text do not meet.
    """

    segments: list[Segment] = field(default_factory=list)
    undrawn: dict[int, str] = field(default_factory=dict)
    heights: dict[int, int] = field(default_factory=dict)


def segmented(text: str, spans: Sequence[Span], *, borders: Iterable[int] = ()) -> Segmented:
    """Cut a text where annotations begin and end.

    Parameters
    ----------
    text : str
        The text.
    spans : sequence of (int, int)
        Start and end of each annotation in code points, in any order; they may nest, overlap and repeat.
    borders : iterable of int
        Further positions to cut at, such as the end of a title.

    Returns
    -------
    Segmented
        The segments, and the annotations that are in none.
    """
    undrawn: dict[int, str] = {}
    tracks: dict[int, int] = {}
    heights: dict[int, int] = {}
    free: list[int] = list(range(DEEPEST))
    active: dict[int, int] = {}  # by track
    cluster: list[int] = []
    for annotation in sorted(range(len(spans)), key=lambda n: (spans[n][0], -spans[n][1], n)):
        start, end = spans[annotation]
        if reason := flaw(start, end, len(text)):
            undrawn[annotation] = reason
            continue
        for track in [track for track, other in active.items() if spans[other][1] <= start]:
            del active[track]
            free.append(track)
        if not active:
            _stack(cluster, tracks, heights)
            cluster = []
        if not free:
            undrawn[annotation] = "crowded"
            continue
        track = min(free)
        free.remove(track)
        active[track] = annotation
        tracks[annotation] = track
        cluster.append(annotation)
    _stack(cluster, tracks, heights)
    inner = [border for border in borders if 0 < border < len(text)]
    return Segmented(_cut(text, spans, list(tracks), inner), dict(sorted(undrawn.items())), heights)


def flaw(start: int, end: int, length: int) -> str | None:
    """Return why a span cannot be drawn in a text of this length, a key of `REASONS`, or None if it can."""
    if start < 0 or end < 0:
        return "negative"
    if end < start:
        return "reversed"
    if end > length:
        return "beyond_text"
    return "empty" if start == end else None


def pieces(segments: Iterable[Segment], spans: Sequence[Span]) -> Iterator[Open | Segment | Close]:
    """Yield segments with the beginnings and ends of annotations between them, properly nested.

    Annotations that cross are cut into pieces. Annotations that are open after the last segment are closed
    there, so that any part of the segments of a text is properly nested, too.
    """
    opened: list[tuple[int, bool]] = []
    place = 0
    for segment in segments:
        kept = 0
        while kept < len(opened) and opened[kept][0] in segment.covering:
            kept += 1
        yield from _close(opened[kept:], spans, place)
        del opened[kept:]
        within = {annotation for annotation, _ in opened}
        for annotation in segment.covering:
            if annotation not in within:
                opened.append((annotation, spans[annotation][0] < segment.start))
                yield Open(*opened[-1])
        yield segment
        place = segment.end
    yield from _close(opened, spans, place)


def _close(opened: list[tuple[int, bool]], spans: Sequence[Span], place: int) -> Iterator[Close]:
    for annotation, continued in reversed(opened):
        yield Close(annotation, continued, place < spans[annotation][1])


def _stack(cluster: list[int], tracks: dict[int, int], heights: dict[int, int]) -> None:
    """Set the heights of the annotations of a chain of overlaps: the first to begin is farthest out."""
    deepest = max((tracks[annotation] for annotation in cluster), default=0)
    for annotation in cluster:
        heights[annotation] = deepest - tracks[annotation]


def _cut(text: str, spans: Sequence[Span], drawn: list[int], borders: list[int]) -> list[Segment]:
    """Cut the text into segments; `drawn` are the annotations in order, the outermost first."""
    edges = {place for annotation in drawn for place in spans[annotation]}
    places = sorted({0, len(text), *borders, *edges})
    segments: list[Segment] = []
    covering: list[int] = []
    following = 0
    for start, end in pairwise(places):
        covering = [annotation for annotation in covering if spans[annotation][1] > start]
        while following < len(drawn) and spans[drawn[following]][0] == start:
            covering.append(drawn[following])
            following += 1
        segments.append(Segment(start, end, text[start:end], tuple(covering)))
    return segments
