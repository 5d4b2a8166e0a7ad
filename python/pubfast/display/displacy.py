"""Conversion of a document to the input of spaCy's displaCy."""

from __future__ import annotations

from html import escape
from typing import Any

from pubfast._core import Annotation, Document, visible
from pubfast.display.spans import flaw


def to_displacy(document: Document) -> dict[str, Any]:
    """See `Document.to_displacy`."""
    text = document.text
    drawn: list[dict[str, Any]] = []
    omitted: list[dict[str, Any]] = []
    end = 0
    for annotation in sorted(document.annotations, key=lambda row: (row.start, -row.end)):
        if flaw(annotation.start, annotation.end, len(text)) or annotation.start < end:
            omitted.append(_entity(annotation))
        else:
            drawn.append(_entity(annotation))
            end = annotation.end
    return {"text": text, "ents": drawn, "title": escape(visible(document.document_id)), "omitted": omitted}


def _entity(annotation: Annotation) -> dict[str, Any]:
    # displaCy escapes HTML in the text only; the rest is escaped here, and control characters are made
    # visible.
    return {
        "start": annotation.start,
        "end": annotation.end,
        "label": escape(visible(annotation.type)),
        "kb_id": escape(visible(annotation.identifier or "")),
    }
