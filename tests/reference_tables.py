"""The slow twin of tables: entities and relations, one row at a time, in the most obvious way there is.

It knows nothing of pubfast and is never optimised. What is a line is what `reference` says; every rule is
cited in words beside the code that follows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from reference import PMID, WHITE_SPACE, Problem, lines


@dataclass
class Entities:
    pmid: list[int] = field(default_factory=list)
    type: list[str | None] = field(default_factory=list)
    identifier: list[str] = field(default_factory=list)
    mentions: list[str | None] = field(default_factory=list)
    resource: list[str | None] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Relations:
    pmid: list[int] = field(default_factory=list)
    type: list[str] = field(default_factory=list)
    type1: list[str | None] = field(default_factory=list)
    id1: list[str] = field(default_factory=list)
    type2: list[str | None] = field(default_factory=list)
    id2: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Row:
    line: int
    byte: int
    columns: list[bytes]
    untyped: bool


def entities(data: bytes) -> Entities:
    """Read a whole entity table; never fails, whatever the bytes are."""
    table = Entities()
    for row in _rows(data, table.problems):
        # PMID, type, identifier, mentions, resource; in the old shape there is no type.
        whole, least = (4, 2) if row.untyped else (5, 3)
        # A row is stored if its identifier is there; what is missing behind it is None.
        if not _fits(row, whole, least, table.problems):
            continue
        table.pmid.append(_pmid(row, table.problems))
        rest = row.columns[1:whole]
        table.type.append(None if row.untyped else _text(rest.pop(0)))
        table.identifier.append(_text(rest[0]))
        table.mentions.append(_text(rest[1]) if len(rest) > 1 else None)
        table.resource.append(_text(rest[2]) if len(rest) > 2 else None)
    table.problems.sort()  # by line, then byte, then code
    return table


def relations(data: bytes) -> Relations:
    """Read a whole relation table; never fails, whatever the bytes are."""
    table = Relations()
    for row in _rows(data, table.problems):
        # PMID, type and two entities, all of which must be there.
        if not _fits(row, 4, 4, table.problems):
            continue
        table.pmid.append(_pmid(row, table.problems))
        table.type.append(_text(row.columns[1]))
        type1, id1 = _entity(row.columns[2])
        type2, id2 = _entity(row.columns[3])
        table.type1.append(type1)
        table.id1.append(id1)
        table.type2.append(type2)
        table.id2.append(id2)
        # One problem for the row, also where both entities lack a type.
        if type1 is None or type2 is None:
            table.problems.append(Problem(row.line, row.byte, "entity_without_type"))
    table.problems.sort()
    return table


def _rows(data: bytes, problems: list[Problem]) -> Iterator[_Row]:
    """Yield the rows, which are all lines but blank ones and headers."""
    at_head, untyped = True, False
    for number, start, _, content in lines(data):
        # One problem for every line of any kind with an invalid sequence; its byte is the first bad one.
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            problems.append(Problem(number, start + error.start, "invalid_utf8"))
        # An empty or white-space-only line (ASCII) is skipped.
        if not content.strip(WHITE_SPACE):
            continue
        # There is no quoting: a tab always separates, whatever stands around it.
        columns = content.split(b"\t")
        # A header's first column is PMID, in any case, after a # or not. It is one in the first line that is
        # not blank; elsewhere it is a problem, and not stored there either.
        is_header = columns[0].removeprefix(b"#").lower() == b"pmid"
        if is_header and at_head:
            # Up to four columns, none of them called type: the shape of old tables, without types.
            untyped = len(columns) <= 4 and all(name.lower() != b"type" for name in columns)
        elif is_header:
            problems.append(Problem(number, start, "repeated_header"))
        else:
            yield _Row(number, start, columns, untyped)
        at_head = False


def _fits(row: _Row, whole: int, least: int, problems: list[Problem]) -> bool:
    """Say whether a row has enough columns to be stored, and report any other number than the whole."""
    count = len(row.columns)
    if count < least:
        problems.append(Problem(row.line, row.byte, "too_few_columns"))
    elif count < whole:
        problems.append(Problem(row.line, row.byte, "missing_columns"))
    elif count > whole:
        # The first columns are stored, what follows them is not.
        problems.append(Problem(row.line, row.byte, "extra_columns"))
    return count >= least


def _pmid(row: _Row, problems: list[Problem]) -> int:
    """1 to 18 digits without a leading zero (0 alone is 0) are a PMID; anything else is -1 and a problem."""
    if PMID.fullmatch(row.columns[0]):
        return int(row.columns[0])
    problems.append(Problem(row.line, row.byte, "bad_pmid"))
    return -1


def _entity(value: bytes) -> tuple[str | None, str]:
    """Split a relation's entity at its first pipe; without one all of it is the identifier."""
    type_, pipe, identifier = value.partition(b"|")
    return (_text(type_), _text(identifier)) if pipe else (None, _text(value))


def _text(value: bytes) -> str:
    # Decoded field by field, every invalid sequence becoming U+FFFD.
    return value.decode("utf-8", errors="replace")
