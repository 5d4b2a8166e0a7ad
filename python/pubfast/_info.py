"""Counts of the content of a dump."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from pubfast import _core
from pubfast._input import MAX_RECORD_BYTES, Input, Kind, naming, record_limit, thread_count, word
from pubfast._open import IO
from pubfast._progress import ProgressBar
from pubfast.display.numbers import counted


@dataclass(frozen=True, repr=False)
class Info:
    """Counts of the content of a dump, as `info` returns them.

    Attributes
    ----------
    path : str
        The input.
    kind : {"pubtator", "entities", "relations"}
        Format as which its text was read.
    container : str
        Container of the text, as `detect` names it.
    input_bytes, bytes, lines : int
        Size of the input as it is stored, and bytes and lines of its uncompressed text.
    documents : int
        Number of documents; in a table, of runs of rows with one PMID.
    pmids : int
        Number of documents whose id is a plain number.
    titles, abstracts, passages : int
        Numbers of documents with a title and with an abstract, and of other text lines; block text only.
    annotations, relations, rows : int
        Numbers of each; `rows` only in a table.
    types, relation_types, resources : dict of str to int
        Annotations (or rows, or entities of relations) by type, relations by type, and rows by
        resource, the most frequent first. Names beyond the first 4,096 are counted together under ``""``.
    forms : dict of str to int
        Identifiers by form: ``"number"``, a prefix such as ``"MESH:"`` or ``"CVCL_"``, letters before a
        number such as ``"rs#"``, ``"other"``, or the reason why there is none (``"dash"``, ``"empty"`` … as
        `StringColumn.missing` names it). Cells that name several are split by the rule of their type.
    non_ascii, non_ascii_bytes : int
        Numbers of documents (in a table: rows) that are not plain ASCII, and of bytes that are not ASCII.
    problems : dict of str to int
        Problems by code.
    seconds : float
        Duration of the pass.
    fault : PubfastError or None
        The error that ended the input before its end; the counts are then those of the complete part.
    """

    path: str
    kind: Kind
    container: str
    input_bytes: int
    bytes: int
    lines: int
    documents: int
    pmids: int
    titles: int
    abstracts: int
    passages: int
    annotations: int
    relations: int
    rows: int
    non_ascii: int
    non_ascii_bytes: int
    types: dict[str, int]
    relation_types: dict[str, int]
    resources: dict[str, int]
    forms: dict[str, int]
    problems: dict[str, int]
    seconds: float = field(compare=False)
    fault: Exception | None = field(default=None, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Return all fields as a dict that can be written as JSON; `fault` becomes its message."""
        return self.__dict__ | {"fault": None if self.fault is None else str(self.fault)}

    def __repr__(self) -> str:
        rows = (
            counted(self.rows, "rows")
            if self.kind != "pubtator"
            else f"{counted(self.annotations, 'annotations')}, {counted(self.relations, 'relations')}"
        )
        problems = counted(sum(self.problems.values()), "problems")
        return f"<Info {self.path!r}: {counted(self.documents, 'documents')}, {rows}, {problems}>"


def info(
    path: Input,
    *,
    format: Kind | None = None,
    threads: int | None = None,
    io: IO = "auto",
    max_record_bytes: int = MAX_RECORD_BYTES,
    progress: bool | None = None,
) -> Info:
    """Count the content of a dump, in one pass and in memory that does not depend on its size.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        Block text, or a table of entities or relations, compressed or not, as `stream` takes it.
    format : {"pubtator", "entities", "relations"}, optional
        Read the input in this format even if it looks like another; by default its beginning decides.
    threads : int, optional
        As in `open`.
    io : {"auto", "mmap", "read"}
        "auto" reads the input, since nothing of it is kept; "mmap" maps it, as `open` does.
    max_record_bytes : int
        As in `open`.
    progress : bool, optional
        As in `open`.

    Returns
    -------
    Info
        The counts. If the input is cut short, they are those of its complete part, and ``fault`` is the
        error.

    Raises
    ------
    InputError, FormatError
        As from `open`.

    Examples
    --------
    >>> import pubfast
    >>> found = pubfast.info("examples/sample.pubtator")
    >>> found.documents, found.types["Disease"], found.forms["MESH:"]
    (16, 38, 39)
    """
    if format not in (None, "pubtator", "entities", "relations"):
        raise ValueError(f"format must be 'pubtator', 'entities', 'relations' or None, not {format!r}")
    begin = time.perf_counter()
    with naming(path), ProgressBar(progress) as bar:
        counts, fault = _core.survey(
            path,
            kind=format,
            threads=thread_count(threads),
            io=word("io", io),
            max_record=record_limit(max_record_bytes),
            tick=bar.tick,
        )
    seconds = time.perf_counter() - begin
    return Info(path=counts.pop("name"), seconds=seconds, fault=fault, **counts)
