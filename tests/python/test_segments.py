"""A text cut where annotations begin and end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubfast.display.spans import DEEPEST, REASONS, Close, Open, Segment, flaw, pieces, segmented

texts = st.text("abα家🧬 ", max_size=12)
offsets = st.integers(-2, 14)
span_lists = st.lists(st.tuples(offsets, offsets), max_size=30)
borders = st.lists(st.integers(-1, 14), max_size=3)


def shape(text: str, spans: list[tuple[int, int]]) -> list[tuple[str, tuple[int, ...]]]:
    return [(segment.text, segment.covering) for segment in segmented(text, spans).segments]


@given(texts, span_lists, borders)
def test_segments_are_the_text_and_annotations_their_slices(
    text: str, spans: list[tuple[int, int]], borders: list[int]
) -> None:
    cut = segmented(text, spans, borders=borders)
    assert "".join(segment.text for segment in cut.segments) == text
    assert all(segment.text == text[segment.start : segment.end] != "" for segment in cut.segments)
    drawn = {annotation for segment in cut.segments for annotation in segment.covering}
    assert drawn.isdisjoint(cut.undrawn)
    assert drawn | set(cut.undrawn) == set(range(len(spans)))
    for annotation in drawn:
        own = [segment for segment in cut.segments if annotation in segment.covering]
        start, end = spans[annotation]
        assert "".join(segment.text for segment in own) == text[start:end]
        assert (own[0].start, own[-1].end) == (start, end)
    edges = {0, len(text), *borders, *(place for annotation in drawn for place in spans[annotation])}
    assert all(segment.start in edges and segment.end in edges for segment in cut.segments)
    assert {segment.start for segment in cut.segments} >= {b for b in borders if 0 < b < len(text)}


@given(texts, span_lists)
def test_what_is_not_drawn_has_a_reason(text: str, spans: list[tuple[int, int]]) -> None:
    for annotation, reason in segmented(text, spans).undrawn.items():
        start, end = spans[annotation]
        assert reason in REASONS
        if reason == "crowded":
            assert flaw(start, end, len(text)) is None
        else:
            assert not 0 <= start < end <= len(text)


@given(texts, span_lists)
def test_annotations_of_one_place_have_heights_of_their_own(text: str, spans: list[tuple[int, int]]) -> None:
    cut = segmented(text, spans)
    for segment in cut.segments:
        heights = [cut.heights[annotation] for annotation in segment.covering]
        assert len(set(heights)) == len(heights)
        assert all(0 <= height < DEEPEST for height in heights)


@given(texts, span_lists, st.integers(0, 12), st.integers(0, 12))
def test_pieces_of_a_part_are_nested(text: str, spans: list[tuple[int, int]], one: int, other: int) -> None:
    segments = segmented(text, spans).segments[min(one, other) : max(one, other)]
    opened: list[Open] = []
    told: dict[int, str] = {}
    place = segments[0].start if segments else 0
    for piece in pieces(segments, spans):
        if isinstance(piece, Open):
            opened.append(piece)
            assert piece.continued == (spans[piece.annotation][0] < place)
        elif isinstance(piece, Close):
            last = opened.pop()
            assert (last.annotation, last.continued) == (piece.annotation, piece.continued)
            assert piece.continues == (place < spans[piece.annotation][1])
        else:
            assert {piece.annotation for piece in opened} == set(piece.covering)
            for annotation in piece.covering:
                told[annotation] = told.get(annotation, "") + piece.text
            place = piece.end
    assert not opened
    if segments:
        for annotation, text_of_it in told.items():
            start, end = (max(segments[0].start, spans[annotation][0]), min(place, spans[annotation][1]))
            assert text_of_it == text[start:end]


def test_nesting_overlaps_and_repeats() -> None:
    text = "breast cancer cells"
    assert shape(text, [(0, 13), (0, 19)]) == [("breast cancer", (1, 0)), (" cells", (1,))]
    assert shape(text, [(0, 13), (7, 19)]) == [("breast ", (0,)), ("cancer", (0, 1)), (" cells", (1,))]
    assert shape(text, [(7, 13), (7, 13)]) == [("breast ", ()), ("cancer", (0, 1)), (" cells", ())]
    assert shape(text, []) == [(text, ())]
    assert shape("", [(0, 0)]) == []


def test_crossing_annotations_are_cut_in_pieces() -> None:
    spans = [(0, 4), (2, 6)]
    assert list(pieces(segmented("abcdef", spans).segments, spans)) == [
        Open(0, False),
        Segment(0, 2, "ab", (0,)),
        Open(1, False),
        Segment(2, 4, "cd", (0, 1)),
        Close(1, False, True),
        Close(0, False, False),
        Open(1, True),
        Segment(4, 6, "ef", (1,)),
        Close(1, True, False),
    ]


@pytest.mark.parametrize(
    ("span", "reason"),
    [
        ((2, 2), "empty"),
        ((3, 1), "reversed"),
        ((-1, 2), "negative"),
        ((1, -1), "negative"),
        ((1, 4), "beyond_text"),
        ((2**31 - 2, 2**31 - 1), "beyond_text"),
        ((0, 3), None),
    ],
)
def test_why_a_span_is_not_drawn(span: tuple[int, int], reason: str | None) -> None:
    cut = segmented("abc", [span])
    assert cut.undrawn == ({} if reason is None else {0: reason})


def test_a_crowd_costs_no_more_than_its_number() -> None:
    number = 20_000
    nested = [(place, 2 * number - place) for place in range(number)]
    cut = segmented("x" * 2 * number, nested)
    assert set(cut.undrawn.values()) == {"crowded"}
    assert len(cut.undrawn) == number - DEEPEST
    assert len(cut.segments) == 2 * DEEPEST - 1
    in_turn = [(place, place + 1) for place in range(number)]
    assert all(one.end == other.start for one, other in pairwise(segmented("x" * number, in_turn).segments))
