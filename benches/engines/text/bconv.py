"""bconv, which also splits sentences, as its entities belong to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import bconv

from engines.adapter import ObjectReader
from inputs.counts import Counts
from inputs.reference_reader import Annotation


def fields_of(entity: Any) -> Annotation:
    """Return all fields; an entity has a type and an identifier in a dictionary."""
    return entity.start, entity.end, entity.text, entity.metadata["type"], entity.metadata["cui"]


class Engine(ObjectReader):
    """It compares each mention with the text while it reads, and stops at the first that is elsewhere."""

    largest = 1_000_000
    without = ("verify",)  # it cannot say which mentions are elsewhere
    fields = staticmethod(fields_of)
    kind = staticmethod(lambda entity: entity.metadata["type"])
    identifier = staticmethod(lambda entity: entity.metadata["cui"])
    fault = "relations are ignored"

    def expected(self, path: Path, true: Counts) -> Counts:
        """Return what is found without relations."""
        return true | {"relations": 0}

    def documents(self, path: Path) -> Iterable[Any]:
        """Return the documents one at a time."""
        found: Iterable[Any] = bconv.load(path, fmt="pubtator", mode="lazy")
        return found

    def open(self, path: Path) -> Any:
        """Return all documents."""
        return bconv.load(path, fmt="pubtator")

    def counts(self, opened: Any) -> Counts:
        """Count what was loaded."""
        relations = sum(1 for document in opened for _ in document.iter_relations())
        return super().counts(opened) | {"relations": relations}

    def head(self, document: Any) -> tuple[str, str, str | None]:
        """Return document id, title and abstract, which keep their line feeds."""
        texts = {section.type: section.text.removesuffix("\n") for section in document}
        return document.id, texts["Title"], texts.get("Abstract")

    def annotations(self, document: Any) -> Sequence[Any]:
        """Return the entities."""
        return list(document.iter_entities())
