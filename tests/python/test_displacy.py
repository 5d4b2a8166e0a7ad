"""Documents as spaCy draws them."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

import pubfast
from pubfast import Annotation, Document


class Words(HTMLParser):
    """The text of some HTML, and that of its marks."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.tags: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def render(document: Document) -> Words:
    displacy = pytest.importorskip("spacy").displacy
    return Words(displacy.render(document.to_displacy(), style="ent", manual=True, jupyter=False))


def document_of(*annotations: Annotation, document_id: str = "1") -> Document:
    return Document(
        document_id=document_id, title="breast cancer", abstract="cells & mice", annotations=annotations
    )


def entity(start: int, end: int, label: str, kb_id: str = "") -> dict[str, Any]:
    return {"start": start, "end": end, "label": label, "kb_id": kb_id}


def test_entities_are_sorted_and_apart() -> None:
    document = document_of(
        Annotation(22, 26, "mice", "Species", "10090"),
        Annotation(7, 13, "cancer", "Disease", "D2"),
        Annotation(0, 13, "breast cancer", "Disease", "D1"),
        Annotation(0, 19, "breast cancer cells", "CellLine"),
        Annotation(4, 2, "", "Gene"),
        Annotation(20, 99, "", "Gene"),
        Annotation(19, 20, " ", "Blank"),
    )
    assert document.to_displacy() == {
        "text": "breast cancer cells & mice",
        "ents": [entity(0, 19, "CellLine"), entity(19, 20, "Blank"), entity(22, 26, "Species", "10090")],
        "title": "1",
        "omitted": [
            entity(0, 13, "Disease", "D1"),
            entity(4, 2, "Gene"),
            entity(7, 13, "Disease", "D2"),
            entity(20, 99, "Gene"),
        ],
    }


def test_a_document_without_text_has_no_entities() -> None:
    document = Document(document_id="1", annotations=[Annotation(0, 1, "x", "Gene")])
    assert document.to_displacy() == {
        "text": "",
        "ents": [],
        "title": "1",
        "omitted": [entity(0, 1, "Gene")],
    }


def test_spacy_draws_it() -> None:
    page = render(
        document_of(Annotation(0, 13, "breast cancer", "Disease", "D1"), Annotation(22, 26, "", "X"))
    )
    assert page.words.split() == ["1", "breast", "cancer", "Disease", "D1", "cells", "&", "mice", "X"]
    assert page.tags.count("mark") == 2


def test_spacy_draws_text_and_not_markup() -> None:
    odd = "<script>&amp;\"'"
    page = render(document_of(Annotation(0, 6, odd, odd, odd), document_id=odd))
    assert page.words.split() == [odd, "breast", odd, odd, "cancer", "cells", "&", "mice"]
    assert "script" not in page.tags


def test_spacy_draws_each_real_file(real_file: Path, read: Callable[..., pubfast.Corpus]) -> None:
    for document in islice(read(real_file), 5):
        given = document.to_displacy()
        assert len(given["ents"]) + len(given["omitted"]) == len(document.annotations)
        assert render(document).tags.count("mark") == len(given["ents"])
