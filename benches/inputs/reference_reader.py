"""The reader that benchmarks compare with: block text in pure Python, as fast as it goes.

Each step was measured against its alternatives. Documents are found by searches for single bytes, since a
search for a blank line is many times slower. The rows of `BATCH` documents are split by one call and taken
apart by slices with a step of six. Offsets are looked up among those met before. Nothing is kept that the
garbage collector would visit.

The reader relies on what old dumps keep: a title line in every document, annotations of six columns,
relations of four after the annotations, blank lines between documents, and line feeds. Empty identifiers and
documents without abstract, abstract line or rows are read correctly; another number of columns is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

BATCH = 32

Annotation = tuple[int, int, str, str, str]
Document = tuple[str, str, str | None, list[Annotation]]
Block = tuple[bytes, bytes, bytes | None, bytes]  # id, title, abstract, rows


@dataclass(slots=True)
class Columns:
    """A whole file; the annotations of document ``i`` are rows ``offsets[i]`` to ``offsets[i + 1]``."""

    document_ids: list[bytes] = field(default_factory=list)
    titles: list[bytes] = field(default_factory=list)
    abstracts: list[bytes | None] = field(default_factory=list)
    offsets: list[int] = field(default_factory=lambda: [0])
    documents: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    mentions: list[bytes] = field(default_factory=list)
    types: list[bytes] = field(default_factory=list)
    identifiers: list[bytes] = field(default_factory=list)
    relation_documents: list[int] = field(default_factory=list)
    relation_types: list[bytes] = field(default_factory=list)
    relation_args1: list[bytes] = field(default_factory=list)
    relation_args2: list[bytes] = field(default_factory=list)

    def add(self, rows: list[bytes], integers: Integers) -> None:
        """Append the annotations of some documents."""
        fields = b"".join(rows).replace(b"\n", b"\t").split(b"\t")
        check_columns(fields)
        self.starts += map(integers.__getitem__, fields[1::6])
        self.ends += map(integers.__getitem__, fields[2::6])
        self.mentions += fields[3::6]
        self.types += fields[4::6]
        self.identifiers += fields[5::6]


class Integers(dict[bytes, int]):
    """Offsets met before: a look-up costs less than ``int``."""

    def __missing__(self, digits: bytes) -> int:
        number = self[digits] = int(digits)
        return number


def check_columns(fields: Sequence[object]) -> None:
    """Fail unless all rows had six cells; behind the last one there is an empty string."""
    if len(fields) % 6 != 1:
        raise ValueError("a row is neither an annotation of six columns nor a relation of four")


def read_columns(data: bytes) -> Columns:
    """Read a whole block-text file into columns."""
    columns, integers = Columns(), Integers()
    add_id, add_title = columns.document_ids.append, columns.titles.append
    add_abstract, add_offset = columns.abstracts.append, columns.offsets.append
    documents = columns.documents
    pending: list[bytes] = []
    total = 0
    for index, (document_id, title, abstract, rows) in enumerate(blocks(data)):
        add_id(document_id)
        add_title(title)
        add_abstract(abstract)
        if rows:
            if has_relations(rows):
                rows, relations = without_relations(rows)
                columns.relation_documents += [index] * len(relations)
                columns.relation_types += [relation[1] for relation in relations]
                columns.relation_args1 += [relation[2] for relation in relations]
                columns.relation_args2 += [relation[3] for relation in relations]
            count = rows.count(b"\n")
            documents += [index] * count
            total += count
            pending.append(rows)
            if len(pending) == BATCH:
                columns.add(pending, integers)
                pending.clear()
        add_offset(total)
    columns.add(pending, integers)
    return columns


def iterate(data: bytes) -> Iterator[Document]:
    """Yield ``(document_id, title, abstract, annotations)`` of one document after another, decoded."""
    pending: list[Block] = []
    for block in blocks(data):
        pending.append(block)
        if len(pending) == BATCH:
            yield from decoded(pending)
            pending.clear()
    yield from decoded(pending)


def decoded(pending: list[Block]) -> Iterator[Document]:
    """Split and decode the rows of some documents at once, and share them out."""
    rows = [without_relations(block)[0] if has_relations(block) else block for _, _, _, block in pending]
    fields = b"".join(rows).decode("utf-8", "replace").replace("\n", "\t").split("\t")
    check_columns(fields)
    starts, ends = map(int, fields[1::6]), map(int, fields[2::6])
    annotations = list(zip(starts, ends, fields[3::6], fields[4::6], fields[5::6], strict=True))
    first = 0
    for (document_id, title, abstract, _), block in zip(pending, rows, strict=True):
        last = first + block.count(b"\n")
        yield (
            document_id.decode("utf-8", "replace"),
            title.decode("utf-8", "replace"),
            None if abstract is None else abstract.decode("utf-8", "replace"),
            annotations[first:last],
        )
        first = last


def blocks(data: bytes) -> Iterator[Block]:
    """Yield id, title, abstract and newline-terminated rows of each document."""
    if not data.endswith(b"\n\n"):
        data = data.rstrip(b"\n") + b"\n\n"
    find, rfind, startswith = data.find, data.rfind, data.startswith
    bar = find(b"|")
    line = rfind(b"\n", 0, bar) + 1
    while bar >= 0:
        document_id = data[line:bar]
        end = find(b"\n", bar)
        title = data[bar + 3 : end]
        head = end + 1
        abstract = None
        text = head + bar - line
        if startswith(b"|a|", text):
            end = find(b"\n", text)
            abstract = data[text + 3 : end]
            head = end + 1
        while (bar := find(b"|", bar if bar > head else head)) >= 0:
            if startswith(b"|t|", bar):
                line = rfind(b"\n", head - 1, bar) + 1
                if b"\t" not in data[line:bar]:
                    break
            bar += 1
        else:
            line = len(data)
        yield document_id, title, abstract, data[head : line - 1]


def has_relations(rows: bytes) -> bool:
    """Return whether the last row is a relation."""
    return bool(rows) and rows.count(b"\t", rows.rfind(b"\n", 0, -1) + 1) != 5


def without_relations(rows: bytes) -> tuple[bytes, list[list[bytes]]]:
    """Separate the annotations of one document, still as rows, from its relations, by column."""
    annotations, relations = [], []
    for row in rows.splitlines(keepends=True):
        if row.count(b"\t") == 3:
            relations.append(row.rstrip(b"\n").split(b"\t"))
        elif row != b"\n":
            annotations.append(row)
    return b"".join(annotations), relations
