"""bioc, whose readers of PubTator are `pubtator.load` and, one document after another, `iterparse`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from bioc import pubtator

from engines.adapter import ObjectReader, opened
from inputs.tally import Tally, Truth
from inputs.text import Statistics


class Engine(ObjectReader):
    """It strips lines before it splits them, and a row that ends with a tab has five cells left."""

    unpacks = True
    fields = attrgetter("start", "end", "text", "type", "id")
    kind, identifier = attrgetter("type"), attrgetter("id")
    fault = "annotations with an empty identifier become relations"

    def expected(self, path: Path, true: Statistics) -> Truth:
        """What is found without those."""
        truth = Truth.counted(path, lambda row: row[4] != "")
        truth.tally.relations = true.relations + true.empty_identifiers
        return truth

    def documents(self, path: Path) -> Iterable[Any]:
        """The documents one at a time."""
        with opened(path) as file:
            yield from pubtator.iterparse(file)

    def open(self, path: Path) -> Any:
        """Load all of them."""
        with opened(path) as file:
            return pubtator.load(file)

    def tally(self, opened: Any) -> Tally:
        """What was loaded."""
        tally = super().tally(opened)
        tally.relations = sum(len(document.relations) for document in opened)
        return tally

    def head(self, document: Any) -> tuple[str, str, str | None]:
        """Document id, title and abstract."""
        return document.pmid, document.title, document.abstract

    def text(self, document: Any) -> str:
        """Title and abstract, with a line feed between them."""
        text: str = document.text
        return text

    def annotations(self, document: Any) -> Sequence[Any]:
        """The annotations."""
        annotations: list[Any] = document.annotations
        return annotations
