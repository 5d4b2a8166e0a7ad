"""Reading tables of entities and of relations."""

from __future__ import annotations

from typing import Literal

from pubfast._core import EntityTable, RelationTable
from pubfast._input import MAX_RECORD_BYTES, Input
from pubfast._open import IO, OnProblem, load


def read_entities(
    path: Input,
    *,
    threads: int | None = None,
    io: IO = "auto",
    on_problem: OnProblem = "collect",
    progress: bool | None = None,
    max_record_bytes: int = MAX_RECORD_BYTES,
    format: Literal["entities"] | None = None,
) -> EntityTable:
    r"""Read a table of entities, as PubTator3 publishes them, as columns.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        Rows of ``PMID``, type, identifier, mentions and resource, separated by tabs, without quoting; rows of
        old tables, which have a header row and no types; or such rows as lines of JSON. They may be
        compressed, and given in all the ways that `open` takes.
    threads : int, optional
        As in `open`. The result does not depend on it.
    io : {"auto", "mmap", "read"}
        As in `open`.
    on_problem : {"collect", "raise", "ignore"}
        As in `open`; collected problems are the rows of ``table.problems``.
    progress : bool, optional
        As in `open`.
    max_record_bytes : int
        Largest number of bytes of text that one row may have. A larger one is an `InputError`, so that a
        damaged file, or one made to do harm, does not fill the memory with a single line.
    format : {"entities"}, optional
        Read the text as a table of entities even if it does not look like one.

    Returns
    -------
    EntityTable
        ``pmid`` is int64, -1 where a row has no plain number; ``type`` and ``resource`` have int32 codes, -1
        where a row has no such column; ``identifier`` and ``mentions`` are the cells as the file has them.

    Raises
    ------
    InputError
        As from `open`. For a truncated or corrupt file, ``byte`` and ``rows`` say how much is complete, and
        `stream_entities` gives that part.
    FormatError
        The file is not such a table; the message says what it looks like and which function reads it.
    ParseError
        With ``on_problem="raise"``: the first problem.

    Warns
    -----
    PubfastWarning
        With ``on_problem="collect"``: the numbers of problems, by code.
    """
    table: EntityTable = load("entities", path, threads, io, on_problem, progress, format, max_record_bytes)
    return table


def read_relations(
    path: Input,
    *,
    threads: int | None = None,
    io: IO = "auto",
    on_problem: OnProblem = "collect",
    progress: bool | None = None,
    max_record_bytes: int = MAX_RECORD_BYTES,
    format: Literal["relations"] | None = None,
) -> RelationTable:
    r"""Read a table of relations, as PubTator3 publishes them, as columns.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        Rows of ``PMID``, type and two entities, ``Type|identifier``, separated by tabs, without quoting;
        or such rows as lines of JSON. They may be compressed, and given in all the ways that `open` takes.
    threads, io, on_problem, progress, max_record_bytes
        As in `read_entities`.
    format : {"relations"}, optional
        Read the text as a table of relations even if it does not look like one.

    Returns
    -------
    RelationTable
        ``pmid`` is int64, -1 where a row has no plain number; ``type``, ``type1`` and ``type2`` have int32
        codes, -1 where an entity has no type; ``id1`` and ``id2`` are the text after the first ``|``.

    Raises
    ------
    InputError, FormatError, ParseError
        As from `read_entities`.

    Warns
    -----
    PubfastWarning
        As from `read_entities`.
    """
    table: RelationTable = load(
        "relations", path, threads, io, on_problem, progress, format, max_record_bytes
    )
    return table
