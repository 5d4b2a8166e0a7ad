"""netmedex."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path
from typing import Any

from netmedex.pubtator_parser import PubTatorIO, PubTatorIterator

from engines.adapter import ObjectReader, opened
from inputs.counts import Counts
from inputs.reference_reader import read_columns


class Engine(ObjectReader):
    """It keeps the second identifier of a relation up to its first semicolon."""

    unpacks = True
    fields = attrgetter("start", "end", "name", "type", "mesh")
    kind, identifier = attrgetter("type"), attrgetter("mesh")
    fault = "of several identifiers in the second argument of a relation, only the first is kept"

    def expected(self, path: Path, true: Counts) -> Counts:
        """Return what is found with less of the arguments."""
        seconds = read_columns(path.read_bytes()).relation_args2
        cut = sum(len(second) - len(second.split(b";")[0]) for second in seconds)
        return true | {"argument_bytes": true["argument_bytes"] - cut}

    def documents(self, path: Path) -> Iterable[Any]:
        """Return the articles one at a time."""
        with opened(path) as file:
            yield from PubTatorIterator(file)

    def open(self, path: Path) -> Any:
        """Return all articles."""
        return PubTatorIO.parse(path).articles

    def counts(self, opened: Any) -> Counts:
        """Count what was parsed."""
        relations = [relation for article in opened for relation in article.relations]
        return super().counts(opened) | {
            "relations": len(relations),
            "argument_bytes": sum(len(relation.mesh1) + len(relation.mesh2) for relation in relations),
        }
