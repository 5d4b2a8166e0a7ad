"""bioc, whose readers of PubTator are `pubtator.load` and, one document after another, `iterparse`."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path
from typing import Any

from bioc import pubtator

from engines.adapter import ObjectReader, opened
from inputs.counts import Counts, recount


class Engine(ObjectReader):
    """It strips lines before it splits them, and a row that ends with a tab has five cells left."""

    unpacks = True
    fields = attrgetter("start", "end", "text", "type", "id")
    kind, identifier = attrgetter("type"), attrgetter("id")
    fault = "annotations with an empty identifier become relations"

    def expected(self, path: Path, true: Counts) -> Counts:
        """Return what is found without those."""
        found = recount(path, lambda row: row[4] != "")
        return found | {"relations": true["relations"] + true["empty_identifiers"]}

    def documents(self, path: Path) -> Iterable[Any]:
        """Return the documents one at a time."""
        with opened(path) as file:
            yield from pubtator.iterparse(file)

    def open(self, path: Path) -> Any:
        """Load all of them."""
        with opened(path) as file:
            return pubtator.load(file)

    def counts(self, opened: Any) -> Counts:
        """Count what was loaded."""
        return super().counts(opened) | {"relations": sum(len(document.relations) for document in opened)}
