"""Documents and their parts made by hand: as good as those of a file, and particular about types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pubfast
from pubfast import Annotation, Document, Passage, Problem, Relation

INT32 = st.integers(-(2**31), 2**31 - 1)
TEXT = st.text(max_size=20)  # no lone surrogates
ANNOTATIONS = st.builds(Annotation, INT32, INT32, TEXT, TEXT, st.none() | TEXT, st.none() | TEXT)
RELATIONS = st.builds(Relation, TEXT, TEXT, TEXT, st.none() | TEXT)
PASSAGES = st.builds(Passage, TEXT, TEXT)


@given(INT32, INT32, TEXT, TEXT, st.none() | TEXT, st.none() | TEXT)
def test_annotations(
    start: int, end: int, mention: str, kind: str, identifier: str | None, extra: str | None
) -> None:
    view = Annotation(start, end, mention, kind, identifier, extra)
    values = (view.start, view.end, view.mention, view.type, view.identifier, view.extra)
    assert values == (start, end, mention, kind, identifier, extra)
    assert view.document is None
    same = Annotation(start=start, end=end, mention=mention, type=kind, identifier=identifier, extra=extra)
    assert view == same
    assert hash(view) == hash(same)
    assert eval(repr(view), vars(pubfast)) == view


@given(TEXT, TEXT, TEXT, st.none() | TEXT)
def test_relations(kind: str, arg1: str, arg2: str, extra: str | None) -> None:
    view = Relation(kind, arg1, arg2, extra)
    assert (view.type, view.arg1, view.arg2, view.extra) == (kind, arg1, arg2, extra)
    assert view.document is None
    assert view == Relation(type=kind, arg1=arg1, arg2=arg2, extra=extra)
    assert hash(view) == hash(Relation(kind, arg1, arg2, extra=extra))
    assert eval(repr(view), vars(pubfast)) == view


@given(TEXT, TEXT)
def test_passages(tag: str, text: str) -> None:
    view = Passage(tag, text)
    assert (view.tag, view.text, view.document) == (tag, text, None)
    assert view == Passage(tag=tag, text=text)
    assert eval(repr(view), vars(pubfast)) == view


@given(
    st.none() | TEXT,
    st.none() | TEXT,
    st.lists(ANNOTATIONS, max_size=5),
    st.lists(RELATIONS, max_size=3),
    st.lists(PASSAGES, max_size=3),
)
def test_documents(
    title: str | None,
    abstract: str | None,
    annotations: list[Annotation],
    relations: list[Relation],
    passages: list[Passage],
) -> None:
    document = Document(
        document_id="7",
        title=title,
        abstract=abstract,
        annotations=annotations,
        relations=iter(relations),
        passages=tuple(passages),
    )
    assert (document.document_id, document.pmid) == ("7", 7)
    assert (document.title, document.abstract) == (title, abstract)
    assert document.text == (title or "") + ("" if abstract is None else " " + abstract)
    assert list(document.annotations) == annotations
    assert list(document.relations) == relations
    assert list(document.passages) == passages
    assert document.annotations.start.tolist() == [annotation.start for annotation in annotations]
    assert document.annotations.mention.to_list() == [annotation.mention for annotation in annotations]
    assert document.annotations.extra.to_list() == [annotation.extra for annotation in annotations]
    assert document.annotations.type.to_list() == [annotation.type for annotation in annotations]
    assert document.annotations.document.tolist() == [0] * len(annotations)
    assert document.relations.extra.to_list() == [relation.extra for relation in relations]
    assert all(annotation.document == document for annotation in document.annotations)
    assert all(relation.document == document for relation in document.relations)
    assert all(passage.document == document for passage in document.passages)
    assert (document.byte_start, document.byte_end, document.line) == (None, None, None)


def test_a_copy_by_hand_equals_the_original(sample: pubfast.Corpus) -> None:
    for document in sample:
        copy = Document(
            document_id=document.document_id,
            title=document.title,
            abstract=document.abstract,
            annotations=document.annotations,
            relations=document.relations,
            passages=document.passages,
        )
        assert copy == document
        assert hash(copy) == hash(document)
        assert copy.text == document.text


def test_what_is_left_out_is_absent() -> None:
    document = Document(document_id="PMC7")
    assert (document.title, document.abstract, document.pmid, document.text) == (None, None, -1, "")
    assert len(document.annotations) == len(document.relations) == len(document.passages) == 0
    assert document == Document(document_id="PMC7", title=None, annotations=[], relations=None, passages=())
    assert document != Document(document_id="PMC7", title="")


def test_offsets_that_fit_32_bits() -> None:
    for start, end in ((0, 2**31 - 1), (-(2**31), 2**31 - 1), (2**31 - 1, -(2**31)), (5, 5), (9, 3)):
        view = Annotation(start, end, "x", "Gene")
        assert (view.start, view.end) == (start, end)
    assert Annotation(np.int64(3), np.uint8(5), "x", "Gene").start == 3  # type: ignore[arg-type]


@pytest.mark.parametrize("offset", [2**31, -(2**31) - 1, 2**63, 10**30])
def test_offsets_that_do_not(offset: int) -> None:
    with pytest.raises((OverflowError, ValueError)):
        Annotation(offset, 0, "x", "Gene")
    with pytest.raises((OverflowError, ValueError)):
        Annotation(0, offset, "x", "Gene")


@pytest.mark.parametrize("wrong", ["1", 1.0, None, b"1", [1]], ids=repr)
def test_offsets_are_integers(wrong: Any) -> None:
    with pytest.raises(TypeError, match="start"):
        Annotation(wrong, 1, "x", "Gene")
    with pytest.raises(TypeError, match="end"):
        Annotation(0, wrong, "x", "Gene")


@pytest.mark.parametrize("wrong", [7, 1.0, b"x", ["x"], object], ids=repr)
def test_texts_are_strings(wrong: Any) -> None:
    makers: dict[str, Callable[[], object]] = {
        "mention": lambda: Annotation(0, 1, wrong, "Gene"),
        "type": lambda: Annotation(0, 1, "x", wrong),
        "identifier": lambda: Annotation(0, 1, "x", "Gene", wrong),
        "extra": lambda: Annotation(0, 1, "x", "Gene", extra=wrong),
        "arg1": lambda: Relation("CID", wrong, "D2"),
        "arg2": lambda: Relation("CID", "D1", wrong),
        "tag": lambda: Passage(wrong, "x"),
        "text": lambda: Passage("body", wrong),
        "document_id": lambda: Document(document_id=wrong),
        "title": lambda: Document(document_id="7", title=wrong),
        "abstract": lambda: Document(document_id="7", abstract=wrong),
    }
    for name, make in makers.items():
        with pytest.raises(TypeError, match=name):
            make()


def test_texts_that_must_be_there() -> None:
    makers: list[Callable[[], object]] = [
        lambda: Annotation(0, 1, None, "Gene"),  # type: ignore[arg-type]
        lambda: Relation("CID", "D1", None),  # type: ignore[arg-type]
        lambda: Passage("body", None),  # type: ignore[arg-type]
        lambda: Document(document_id=None),  # type: ignore[arg-type]
        lambda: Document(),  # type: ignore[call-arg]
        lambda: Annotation(0, 1, "x"),  # type: ignore[call-arg]
        lambda: Document("7"),  # type: ignore[call-arg]
        lambda: Document(document_id="7", anything=1),  # type: ignore[call-arg]
    ]
    for make in makers:
        with pytest.raises(TypeError):
            make()


def test_lone_surrogates_are_refused() -> None:
    """They are no text that a file could hold."""
    makers: list[Callable[[], object]] = [
        lambda: Annotation(0, 1, "\ud800", "Gene"),
        lambda: Annotation(0, 1, "x", "\udcff"),
        lambda: Relation("CID", "\ud800", "D2"),
        lambda: Passage("body", "\ud800"),
        lambda: Document(document_id="\ud800"),
        lambda: Document(document_id="7", title="x\udfff"),
    ]
    for make in makers:
        with pytest.raises((ValueError, TypeError), match=r"surrogate|UTF-8|utf-8"):
            make()


def test_rows_are_of_their_kind() -> None:
    right: dict[str, Any] = {
        "annotations": Annotation(0, 1, "x", "Gene"),
        "relations": Relation("CID", "D1", "D2"),
        "passages": Passage("body", "x"),
    }
    for name, view in right.items():
        others = [other for other in right.values() if other is not view]
        wrongs: list[Any] = [[7], ["x"], "x", 7, [None], [view, None], others, view, [[view]]]
        for wrong in wrongs:
            with pytest.raises(TypeError):
                Document(document_id="7", **{name: wrong})


def test_an_iterable_that_fails_says_why() -> None:
    def rows() -> Any:
        yield Annotation(0, 1, "x", "Gene")
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        Document(document_id="7", annotations=rows())


def test_rows_may_come_from_documents_of_files(sample: pubfast.Corpus) -> None:
    document = Document(document_id="7", annotations=sample.annotations[::10])
    assert list(document.annotations) == list(sample.annotations[::10])
    assert all(annotation.document == document for annotation in document.annotations)


def test_problems() -> None:
    problem = Problem(1, 0, "bad_span", "reversed")
    assert (problem.line, problem.byte, problem.code, problem.message) == (1, 0, "bad_span", "reversed")
    assert problem == Problem(1, 0, "bad_span", "reversed")
    assert hash(problem) == hash(Problem(1, 0, "bad_span", "reversed"))
    assert problem != Problem(2, 0, "bad_span", "reversed")
    for wrong in ((-1, 0, "x", "y"), ("1", 0, "x", "y"), (1, 0, 5, "y"), (1, 0, "x")):
        with pytest.raises((TypeError, OverflowError)):
            Problem(*wrong)


def test_views_are_final_and_tables_cannot_be_made() -> None:
    for cls in (Document, Annotation, Relation, Passage, Problem, pubfast.Corpus, pubfast.Annotations):
        with pytest.raises(TypeError):
            type("Mine", (cls,), {})
    for name in ("Corpus", "Documents", "Annotations", "Relations", "Passages", "Problems", "StringColumn"):
        with pytest.raises(TypeError):
            getattr(pubfast, name)()
