"""The findings of an input, as plainly as possible: the slow twin of `check`.

It reads `docs/check.md` and nothing else of pubfast: the other twins say what the lines are, where mentions
stand and what separates identifiers, and this one looks at the whole file at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import reference
import reference_cells
import reference_offsets
import reference_tables

# Unicode's White_Space.
BLANKS = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
LONGEST_ENTITY = 16


class Finding(NamedTuple):
    line: int
    byte: int
    code: str


@dataclass
class Annotation:
    line: int
    byte: int
    start: int
    end: int
    columns: list[bytes]  # id, start, end, mention, type, and the identifier where there is one
    extra: bytes | None

    @property
    def identifier(self) -> bytes | None:
        return self.columns[5] if len(self.columns) == 6 else None


@dataclass
class Document:
    id: bytes
    line: int
    byte: int
    title: bytes | None = None
    abstract: bytes | None = None
    by_rows: bool = False
    annotations: list[Annotation] = field(default_factory=list)
    relations: list[tuple[int, int, bytes, bytes]] = field(default_factory=list)


class _Reader(reference._Reader):
    """Reads block text, and remembers the bytes and the lines of what it read."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: list[Document] = []
        self.texts: list[tuple[int, int, bytes]] = []  # line, first byte of the text, text

    def open(self, document_id: bytes) -> None:
        super().open(document_id)
        self.documents.append(Document(document_id, self.number, self.start))

    def row_of(self, document_id: bytes) -> int:
        by_rows = document_id != self.open_id
        row = super().row_of(document_id)
        self.documents[-1].by_rows |= by_rows
        return row

    def text_line(self, document_id: bytes, tag: bytes, text: bytes) -> None:
        super().text_line(document_id, tag, text)
        self.texts.append((self.number, self.start + len(document_id) + len(tag) + 2, text))
        document = self.documents[-1]
        if tag in (b"t", b"title"):
            document.title = text
        elif tag in (b"a", b"abstract") and document.abstract is None:
            document.abstract = text

    def annotation(self, columns: list[bytes], extra: bytes | None) -> None:
        stored = len(self.parsed.annotations)
        super().annotation(columns, extra)
        if len(self.parsed.annotations) > stored:
            start, end = int(columns[1]), int(columns[2])
            found = Annotation(self.number, self.start, start, end, columns, extra)
            self.documents[-1].annotations.append(found)

    def relation(self, columns: list[bytes]) -> None:
        super().relation(columns)
        self.documents[-1].relations.append((self.number, self.start, columns[2], columns[3]))


def block_text(data: bytes) -> list[Finding]:
    """Everything that is found in block text, by line, byte and code."""
    reader = _Reader()
    for number, start, after, content in reference.lines(data):
        reader.line(content, number, start, after)
    found = {Finding(*problem) for problem in reader.parsed.problems}
    found.update(_of_lines(data))
    for line, byte, text in reader.texts:
        found.update(Finding(line, byte + place, "html_entity") for place in _entities(text)[:1])
    ids: set[bytes] = set()
    for document in reader.documents:
        if document.id in ids:
            found.add(Finding(document.line, document.byte, "duplicate_document_id"))
        ids.add(document.id)
        found.update(_of_annotations(document))
        found.update(_of_relations(document))
    return sorted(found)


def _of_lines(data: bytes) -> Iterator[Finding]:
    first = None
    is_mixed = False
    for number, start, after, _ in reference.lines(data):
        line = data[start:after]
        if b"\0" in line:
            yield Finding(number, start + line.index(b"\0"), "nul_byte")
        # A last line without a newline has no end.
        end = line[-2:] == b"\r\n" if line.endswith(b"\n") else None
        if end is not None:
            first = end if first is None else first
            if end != first and not is_mixed:
                is_mixed = True
                yield Finding(number, start, "mixed_line_ends")


def _entities(text: bytes) -> list[int]:
    """The positions of HTML entities: `&`, and the name or number up to a semicolon."""
    places = []
    for ampersand in re.finditer(b"&", text):
        place = ampersand.start()
        semicolon = text.find(b";", place, place + LONGEST_ENTITY)
        if semicolon >= 0:
            entity = text[place : semicolon + 1].decode(errors="replace")
            unescaped = reference_cells.unescape(entity)
            if unescaped is not None and unescaped != entity and len(unescaped) == 1:
                places.append(place)
    return places


def _of_annotations(document: Document) -> Iterator[Finding]:
    has_text = document.title is not None or document.abstract is not None or not document.by_rows
    seen = set()
    before = None
    is_sorted = True
    for row in document.annotations:
        codes = []
        if row.start == row.end >= 0:
            codes.append("empty_span")
        elif 0 <= row.start < row.end and has_text:
            mention = row.columns[3]
            found = reference_offsets.examine(document.title, document.abstract, row.start, row.end, mention)
            if found.status != "exact":
                codes.append(f"span_{found.status}")
        if row.identifier is not None and _trimmed(row.identifier) != row.identifier:
            codes.append("padded_identifier")
        if is_sorted and before is not None and row.start < before:
            is_sorted = False
            codes.append("unsorted_annotations")
        before = row.start
        whole = (row.start, row.end, *row.columns[3:5], row.identifier, row.extra)
        if whole in seen:
            codes.append("duplicate_annotation")
        seen.add(whole)
        yield from (Finding(row.line, row.byte, code) for code in codes)


def _of_relations(document: Document) -> Iterator[Finding]:
    carried: set[bytes] = set()
    kinds: set[bytes] = set()
    for row in document.annotations if document.relations else ():
        if row.identifier is not None:
            carried.update(_values(row.identifier, row.columns[4].decode("latin-1")))
            kinds.add(row.columns[4])
    for line, byte, *arguments in document.relations:
        if any(_trimmed(argument) != argument for argument in arguments):
            yield Finding(line, byte, "padded_identifier")
        if not all(_is_carried(_trimmed(argument), carried, kinds) for argument in arguments):
            yield Finding(line, byte, "relation_argument")


def _values(cell: bytes, kind: str) -> Iterator[bytes]:
    """The cell, and the identifiers in it or, where its type has no rule, its parts; also bare."""
    text = cell.decode("latin-1")
    has_rule = bool(reference_cells.separators(kind))
    parts = reference_cells.identifiers(text, kind) if has_rule else text.split(";")
    for part in (text, *parts):
        value = _trimmed(part.encode("latin-1"))
        yield value
        if b":" in value:
            yield value.partition(b":")[2]


def _is_carried(argument: bytes, carried: set[bytes], kinds: set[bytes]) -> bool:
    def is_one(value: bytes) -> bool:
        return value in carried or (b":" in value and value.partition(b":")[2] in carried)

    def is_list(argument: bytes) -> bool:
        parts = argument.split(b";")
        return is_one(argument) or (len(parts) > 1 and all(is_one(_trimmed(part)) for part in parts))

    kind, pipe, rest = argument.partition(b"|")
    return is_list(argument) or (pipe == b"|" and kind in kinds and is_list(_trimmed(rest)))


def _trimmed(value: bytes) -> bytes:
    try:
        return value.decode().strip(BLANKS).encode()
    except UnicodeDecodeError:
        return value.strip(b" \t\n\v\f\r")


def entities(data: bytes) -> list[Finding]:
    """Everything that is found in a table of entities."""
    problems = reference_tables.entities(data).problems
    return sorted({Finding(*problem) for problem in problems} | set(_of_table(data, is_entities=True)))


def relations(data: bytes) -> list[Finding]:
    """Everything that is found in a table of relations."""
    problems = reference_tables.relations(data).problems
    return sorted({Finding(*problem) for problem in problems} | set(_of_table(data, is_entities=False)))


def _of_table(data: bytes, *, is_entities: bool) -> Iterator[Finding]:
    yield from _of_lines(data)
    contents = {number: content for number, _, _, content in reference.lines(data)}
    run: int | None = None
    rows: set[bytes] = set()
    for row in reference_tables._rows(data, []):
        shape = ((4, 2) if row.untyped else (5, 3)) if is_entities else (4, 4)
        if not reference_tables._fits(row, *shape, []):
            continue
        pmid = reference_tables._pmid(row, [])
        content = contents[row.line]
        if pmid != run:
            run, rows = pmid, set()
        if pmid >= 0 and content in rows:
            yield Finding(row.line, row.byte, "duplicate_row")
        rows.add(content)
        places = _cells(row.columns, is_entities=is_entities, untyped=row.untyped)
        identifiers = places[:1] if is_entities else places
        if any(_trimmed(content[a:b]) != content[a:b] for a, b in identifiers):
            yield Finding(row.line, row.byte, "padded_identifier")
        entities = [place for a, b in places for place in _entities_between(content, a, b)]
        yield from (Finding(row.line, row.byte + place, "html_entity") for place in entities[:1])


def _cells(columns: list[bytes], *, is_entities: bool, untyped: bool) -> list[tuple[int, int]]:
    """The positions in a line of the identifier and the mentions, or of the ids of both entities."""
    begins = [0]
    for column in columns:
        begins.append(begins[-1] + len(column) + 1)
    first = 1 if untyped and is_entities else 2
    found = []
    for at in (first, first + 1):
        if at < len(columns):
            head = 0 if is_entities else len(columns[at].partition(b"|")[0]) + 1
            if b"|" not in columns[at]:
                head = 0
            found.append((begins[at] + head, begins[at] + len(columns[at])))
    return found


def _entities_between(content: bytes, begin: int, end: int) -> Iterable[int]:
    return [place for place in _entities(content) if begin <= place < end]
