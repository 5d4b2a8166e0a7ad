"""Display of a document in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from pubfast._core import Annotation, Document, visible
from pubfast.display.layout import Argument, Picture
from pubfast.display.lines import Lines, Run
from pubfast.display.palette import color_of
from pubfast.display.spans import Close, Open

# Rows of a list below the text.
ROWS = 100


class Page:
    """Writes documents as lines of text.

    Parameters
    ----------
    lines : Lines
        Breaks the text into lines. Without colours every mention is marked, as ``[infection|Disease]``; with
        colours only those that overlap or touch others, since colours alone would not tell them apart.
    has_identifiers : bool
        True if the marks of mentions have their identifiers, too.
    """

    def __init__(self, lines: Lines, has_identifiers: bool = False) -> None:
        self.is_colored = lines.is_colored
        self._wrapped = lines.wrapped
        self.has_identifiers = has_identifiers

    def lines(self, document: Document) -> Iterator[str]:
        """Yield the lines of a document."""
        picture = Picture(document)
        where = "" if document.line is None else f"  line {document.line:,}"
        yield from self._headed(document.document_id, where, "dim")
        if document.title is not None:
            yield from self._wrapped(self._part(picture, "title"))
        if document.abstract is not None:
            yield ""
            yield from self._wrapped(self._part(picture, "abstract"))
        if document.title is None and document.abstract is None:
            yield from self._wrapped([("no text", "dim")])
        for passage in document.passages:
            yield ""
            yield from self._headed(passage.tag, f"  {passage.text}", "")
        yield ""
        # No-break spaces kept each type and its number on one line; they are shown as blanks.
        yield from (line.replace("\u00a0", " ") for line in self._wrapped(self._legend(picture)))
        yield from self._relations(picture)
        yield from self._undrawn(picture)

    def _headed(self, head: str, text: str, style: str) -> list[str]:
        return self._wrapped([(visible(head), "bold"), (visible(text), style)])

    def _part(self, picture: Picture, part: str) -> list[Run]:
        """Return the runs of `part`, "title" or "abstract"."""
        base = "bold" if part == "title" else ""
        marked = None if self.has_identifiers or not self.is_colored else _close_together(picture)
        opened: list[int] = []
        runs: list[Run] = []
        for piece in picture.pieces(part):
            style = self._style(picture, opened, base)
            if isinstance(piece, Open):
                opened.append(piece.annotation)
                if marked is None or piece.annotation in marked:
                    runs.append(("[", self._style(picture, opened, base)))
            elif isinstance(piece, Close):
                if marked is None or piece.annotation in marked:
                    runs.append((self._mark(picture.annotation(piece.annotation), piece), style))
                opened.pop()
            else:
                runs.append((visible(piece.text), style))
        return runs

    def _style(self, picture: Picture, opened: list[int], base: str) -> str:
        return color_of(picture.annotation(opened[-1]).type) if opened else base

    def _mark(self, annotation: Annotation, piece: Close) -> str:
        """Return the mark at the end of a piece; dots stand for the other pieces of the annotation."""
        told = annotation.type
        if self.has_identifiers and annotation.identifier:
            told = f"{told}|{annotation.identifier}"
        return f"|{'…' * piece.continued}{visible(told)}{'…' * piece.continues}]"

    def _legend(self, picture: Picture) -> list[Run]:
        runs: list[Run] = []
        for type, count in picture.types().items():
            name = visible(type).replace(" ", "\u00a0")
            label = f"\u00a0{name}\u00a0" if self.is_colored else name
            runs += [(label, color_of(type)), (f"\u00a0{count:,}", ""), ("  ", "")]
        return runs[:-1] or [("no annotations", "dim")]

    def _relations(self, picture: Picture) -> Iterator[str]:
        total = len(picture.document.relations)
        if not total:
            return
        yield from ("", f"relations {total:,}")
        for type, first, second, extra in picture.relations(ROWS):
            runs = [
                ("  ", ""),
                (visible(type), "bold"),
                *self._argument(first),
                *self._argument(second),
            ]
            if extra is not None:
                runs.append((f"  {visible(extra)}", ""))
            yield from self._wrapped(runs, indent="    ")
        if total > ROWS:
            yield f"  and {total - ROWS:,} more"

    def _argument(self, argument: Argument) -> list[Run]:
        runs = [(f"  {visible(argument.identifier)}", "")]
        if argument.mention is not None:
            runs.append((f" ({visible(argument.mention)})", "dim"))
        return runs

    def _undrawn(self, picture: Picture) -> Iterator[str]:
        undrawn = picture.undrawn()
        if not undrawn:
            return
        yield from ("", f"not in the text {len(undrawn):,}")
        for annotation, why in undrawn[:ROWS]:
            told = (str(annotation.start), str(annotation.end), annotation.mention, annotation.type)
            identifier = () if annotation.identifier is None else (annotation.identifier,)
            text = "  ".join(visible(part) for part in (*told, *identifier) if part)
            yield from self._wrapped([(f"  {text}: {why}", "")], indent="    ")
        if len(undrawn) > ROWS:
            yield f"  and {len(undrawn) - ROWS:,} more"


def _close_together(picture: Picture) -> set[int]:
    """Return the annotations that overlap or touch others, or cross the end of the title."""
    found: set[int] = set()
    before: tuple[int, ...] = ()
    for segment in (*picture.segments("title"), *picture.segments("abstract")):
        if len(segment.covering) > 1 or segment.end == picture.border:
            found.update(segment.covering)
        if before and segment.covering and before != segment.covering:
            found.update(before, segment.covering)
        before = segment.covering
    return found
