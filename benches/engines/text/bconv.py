"""bconv, which also splits sentences, as its entities belong to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import bconv

from engines.adapter import ObjectReader, TextEngine
from inputs.reference_reader import Annotation
from inputs.tally import Tally, Truth
from inputs.text import Statistics


def fields_of(entity: Any) -> Annotation:
    """All fields; an entity has a type and an identifier in a dictionary."""
    return entity.start, entity.end, entity.text, entity.metadata["type"], entity.metadata["cui"]


def kind_of(entity: Any) -> str:
    """The type."""
    kind: str = entity.metadata["type"]
    return kind


def identifier_of(entity: Any) -> str:
    """The identifier."""
    identifier: str = entity.metadata["cui"]
    return identifier


class Engine(ObjectReader):
    """It compares each mention with the text while it reads, and stops at the first that is elsewhere."""

    largest = 1_000_000
    fields, kind, identifier = staticmethod(fields_of), staticmethod(kind_of), staticmethod(identifier_of)
    fault = "relations are ignored"
    verify = TextEngine.verify  # it cannot say which mentions are elsewhere

    def expected(self, path: Path, true: Statistics) -> Truth:
        """What is found without relations."""
        truth = Truth.of(true)
        truth.tally.relations = 0
        return truth

    def documents(self, path: Path) -> Iterable[Any]:
        """The documents one at a time."""
        found: Iterable[Any] = bconv.load(path, fmt="pubtator", mode="lazy")
        return found

    def open(self, path: Path) -> Any:
        """All documents."""
        return bconv.load(path, fmt="pubtator")

    def tally(self, opened: Any) -> Tally:
        """What was loaded."""
        tally = super().tally(opened)
        tally.relations = sum(1 for document in opened for _ in document.iter_relations())
        return tally

    def head(self, document: Any) -> tuple[str, str, str | None]:
        """Document id, title and abstract, which keep their line feeds."""
        texts = {section.type: section.text.removesuffix("\n") for section in document}
        return document.id, texts["Title"], texts.get("Abstract")

    def annotations(self, document: Any) -> Sequence[Any]:
        """The entities."""
        return list(document.iter_entities())
