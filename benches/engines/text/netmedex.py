"""netmedex, whose reader of PubTator is `PubTatorIO.parse`, and `PubTatorIterator` for one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from netmedex.pubtator_parser import PubTatorIO, PubTatorIterator

from engines.adapter import ObjectReader, opened
from inputs.reference_reader import read_columns
from inputs.tally import Tally, Truth
from inputs.text import Statistics


class Engine(ObjectReader):
    """It keeps the second identifier of a relation up to its first semicolon."""

    unpacks = True
    fields = attrgetter("start", "end", "name", "type", "mesh")
    kind, identifier = attrgetter("type"), attrgetter("mesh")
    fault = "of several identifiers in the second argument of a relation, only the first is kept"

    def expected(self, path: Path, true: Statistics) -> Truth:
        """What is found with less of the arguments."""
        truth = Truth.of(true)
        seconds = read_columns(path.read_bytes()).relation_args2
        cut = sum(len(second) - len(second.split(b";")[0]) for second in seconds)
        truth.tally.argument_bytes = true.argument_bytes - cut
        return truth

    def documents(self, path: Path) -> Iterable[Any]:
        """The articles one at a time."""
        with opened(path) as file:
            yield from PubTatorIterator(file)

    def open(self, path: Path) -> Any:
        """All articles."""
        return PubTatorIO.parse(path).articles

    def tally(self, opened: Any) -> Tally:
        """What was parsed."""
        tally = super().tally(opened)
        relations = [relation for article in opened for relation in article.relations]
        tally.relations = len(relations)
        tally.argument_bytes = sum(len(relation.mesh1) + len(relation.mesh2) for relation in relations)
        return tally

    def head(self, document: Any) -> tuple[str, str, str | None]:
        """PMID, title and abstract."""
        return document.pmid, document.title, document.abstract

    def text(self, document: Any) -> str:
        """Title and abstract."""
        return f"{document.title} {document.abstract or ''}"

    def annotations(self, document: Any) -> Sequence[Any]:
        """The annotations."""
        annotations: list[Any] = document.annotations
        return annotations
