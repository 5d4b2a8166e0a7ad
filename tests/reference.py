"""The slow twin: block text, one line at a time, in the most obvious way there is.

It knows nothing of pubfast and is never optimised. Where it and the fast parser disagree, the format rules
decide; every rule is cited in words beside the code that follows it.

Read ``lines`` first (what is a line), then ``_Reader.line`` (what kind of line), then ``_Reader.row``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WHITE_SPACE = b" \t\r\v\f"

# NCBI's own rule for a text line: an id and a tag, neither empty, neither holding a pipe or a tab; in the
# text that follows, pipes and tabs are legal.
TEXT_LINE = re.compile(rb"([^|\t]+)\|([^|\t]+)\|(.*)", re.DOTALL)
INTEGER = re.compile(rb"-?[0-9]+")
FBK_NUMBER = re.compile(rb"T[0-9]+")
PMID = re.compile(rb"0|[1-9][0-9]{0,17}")


class Document(NamedTuple):
    document_id: str
    pmid: int
    title: str | None
    abstract: str | None
    byte_start: int
    byte_end: int
    line: int


class Passage(NamedTuple):
    document: int
    tag: str
    text: str


class Annotation(NamedTuple):
    document: int
    start: int
    end: int
    mention: str
    type: str
    identifier: str | None
    extra: str | None


class Relation(NamedTuple):
    document: int
    type: str
    arg1: str
    arg2: str
    extra: str | None


class Problem(NamedTuple):
    line: int
    byte: int
    code: str


@dataclass
class Parsed:
    documents: list[Document] = field(default_factory=list)
    annotation_offsets: list[int] = field(default_factory=lambda: [0])
    relation_offsets: list[int] = field(default_factory=lambda: [0])
    passages: list[Passage] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def lines(data: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """Yield number, first byte, one past the line end, and content of each line."""
    # A byte-order mark at the start of the file is skipped; positions still count it.
    position = len(BYTE_ORDER_MARK) if data.startswith(BYTE_ORDER_MARK) else 0
    number = 0
    while position < len(data):
        # A line is what stands between two newlines or the ends of the file. What follows the last newline is
        # a line only if there is something there.
        newline = data.find(b"\n", position)
        after = len(data) if newline == -1 else newline + 1
        # One carriage return before the line end is not part of the line, also where the newline is missing.
        content = data[position:after].removesuffix(b"\n").removesuffix(b"\r")
        number += 1
        yield number, position, after, content
        position = after


def parse(data: bytes) -> Parsed:
    """Read a whole file of block text; never fails, whatever the bytes are."""
    reader = _Reader()
    for number, start, after, content in lines(data):
        reader.line(content, number, start, after)
    reader.parsed.problems.sort()  # by line, then byte, then code
    return reader.parsed


class _Reader:
    def __init__(self) -> None:
        self.parsed = Parsed()
        self.open_id: bytes | None = None  # ids are compared as bytes, before decoding
        self.at_head = True  # so far only blank lines and header comments
        self.number = self.start = self.after = 0  # the current line, its first byte, one past its line end

    def line(self, content: bytes, number: int, start: int, after: int) -> None:
        self.number, self.start, self.after = number, start, after
        # One problem for every line of any kind with an invalid sequence; its byte is the first bad one.
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            self.problem("invalid_utf8", start + error.start)
        # An empty or white-space-only line (ASCII) closes the document.
        if not content.strip(WHITE_SPACE):
            self.open_id = None
            return
        # Header comments: lines beginning with ## before which there are only blank and other ## lines.
        if self.at_head and content.startswith(b"##"):
            return
        self.at_head = False
        head = TEXT_LINE.fullmatch(content)
        if head:
            self.text_line(*head.groups())
        elif content.find(b"\t") < 1:
            # No pipe-tag head, and no tab at all or an empty id before the first one.
            self.problem("unrecognised_line")
        else:
            self.row(content.split(b"\t"))

    def text_line(self, document_id: bytes, tag: bytes, text: bytes) -> None:
        # Every title line opens a new document, whatever stood before it; any other text line does so when
        # its id is not that of the open document. Tags are case-sensitive.
        is_title, is_abstract = tag in (b"t", b"title"), tag in (b"a", b"abstract")
        if is_title or document_id != self.open_id:
            self.open(document_id)
        self.stored()
        index = len(self.parsed.documents) - 1
        document = self.parsed.documents[index]
        if is_title:
            self.parsed.documents[index] = document._replace(title=_text(text))
        elif is_abstract and document.abstract is None:
            # The first abstract line is the abstract, also after rows or passages.
            self.parsed.documents[index] = document._replace(abstract=_text(text))
        else:
            # Any other tag is a passage of its own; so is a further abstract line, which is also a problem.
            self.parsed.passages.append(Passage(index, _text(tag), _text(text)))
            if is_abstract:
                self.problem("duplicate_text_line")

    def row(self, columns: list[bytes]) -> None:
        """A line with an id before its first tab. The order of the tests is the classification."""
        n = len(columns)
        # Four columns, the fourth beginning with Subject: - a direction line, whatever columns 2 and 3 are.
        if n == 4 and columns[3].startswith(b"Subject:"):
            self.relation([columns[0], b"direction", *columns[1:]])

        # Fewer than four columns, or an annotation cut short after its offsets.
        elif n < 4 or (n == 4 and _integers(columns[1:3])):
            self.problem("too_few_columns")

        # Five columns or more, columns 2 and 3 integers: an annotation. Extra is all that follows column 6,
        # tabs included: absent where there is no column 7, empty where that is empty and the last.
        elif n >= 5 and _integers(columns[1:3]):
            self.annotation(columns[:6], b"\t".join(columns[6:]) if n >= 7 else None)

        # Six columns or more, column 2 a T and digits, columns 4 and 5 integers: an annotation in the FBK
        # dialect. Its extra is column 2, followed by a tab and columns 8 and on where there are any.
        elif n >= 6 and FBK_NUMBER.fullmatch(columns[1]) and _integers(columns[3:5]):
            document_id, number, type_, start, end, mention, *rest = columns
            ordinary = [document_id, start, end, mention, type_, *rest[:1]]
            self.annotation(ordinary, b"\t".join([number, *rest[1:]]))

        # Five columns, column 2 an integer and column 3 not; or six and more that are not an annotation: no
        # relation of six columns exists, an annotation with a broken offset does.
        elif n >= 6 or (n == 5 and _integers(columns[1:2])):
            self.problem("bad_offset")

        # Otherwise four or five columns are a relation, the fifth being its extra.
        else:
            self.relation(columns)

    def annotation(self, columns: list[bytes], extra: bytes | None) -> None:
        """The columns are id, start, end, mention, type, and the identifier where there is one."""
        start, end = _int32(columns[1]), _int32(columns[2])
        if start is None or end is None:
            # A value that does not fit int32: nothing is stored, and the open document stays as it is.
            self.problem("offset_overflow")
            return
        # Reversed and negative spans are kept and reported; an empty span is legal here.
        if start < 0 or end < start:
            self.problem("bad_span")
        index = self.row_of(columns[0])
        mention, type_ = _text(columns[3]), _text(columns[4])
        identifier = _text(columns[5]) if len(columns) == 6 else None
        other = None if extra is None else _text(extra)
        self.parsed.annotations.append(Annotation(index, start, end, mention, type_, identifier, other))
        self.parsed.annotation_offsets[-1] += 1

    def relation(self, columns: list[bytes]) -> None:
        """The columns are id, type, two arguments, and the extra where there is one."""
        index = self.row_of(columns[0])
        type_, arg1, arg2 = _text(columns[1]), _text(columns[2]), _text(columns[3])
        extra = _text(columns[4]) if len(columns) == 5 else None
        self.parsed.relations.append(Relation(index, type_, arg1, arg2, extra))
        self.parsed.relation_offsets[-1] += 1

    def row_of(self, document_id: bytes) -> int:
        """The document of a row. The id decides: a row of another id opens a document without any text."""
        if document_id != self.open_id:
            self.open(document_id)
            self.problem("rows_without_text")
        self.stored()
        return len(self.parsed.documents) - 1

    def open(self, document_id: bytes) -> None:
        # The value of an id of 1 to 18 digits without a leading zero (0 alone is 0), else -1.
        pmid = int(document_id) if PMID.fullmatch(document_id) else -1
        new = Document(_text(document_id), pmid, None, None, self.start, self.after, self.number)
        self.parsed.documents.append(new)
        self.open_id = document_id
        # Entry i says where document i begins; the last one counts what has been stored so far.
        self.parsed.annotation_offsets.append(self.parsed.annotation_offsets[-1])
        self.parsed.relation_offsets.append(self.parsed.relation_offsets[-1])

    def stored(self) -> None:
        # A document ends one past the line end of its last stored line.
        self.parsed.documents[-1] = self.parsed.documents[-1]._replace(byte_end=self.after)

    def problem(self, code: str, byte: int | None = None) -> None:
        # The byte of a problem is the first of its line, unless said otherwise.
        self.parsed.problems.append(Problem(self.number, self.start if byte is None else byte, code))


def _integers(values: list[bytes]) -> bool:
    # ASCII digits, with or without a minus sign; no plus sign, no white space.
    return all(INTEGER.fullmatch(value) for value in values)


def _int32(value: bytes) -> int | None:
    # The value decides, not the number of digits; a number of any length is compared without converting it.
    digits = value.removeprefix(b"-").lstrip(b"0") or b"0"
    if len(digits) > 10:
        return None
    number = -int(digits) if value.startswith(b"-") else int(digits)
    return number if -(2**31) <= number < 2**31 else None


def _text(value: bytes) -> str:
    # Decoded field by field, every invalid sequence becoming U+FFFD.
    return value.decode("utf-8", errors="replace")
