"""Reading tables of entities and of relations."""

from __future__ import annotations

from typing import Literal

from pubfast._core import EntityTable, RelationTable
from pubfast._input import Input
from pubfast._open import IO, OnProblem, load


def read_entities(
    path: Input,
    *,
    threads: int | None = None,
    io: IO = "auto",
    on_problem: OnProblem = "collect",
    progress: bool | None = None,
    format: Literal["entities"] | None = None,
) -> EntityTable:
    r"""Read a table of entities, as PubTator3 publishes them, as columns.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        Rows of ``PMID``, type, identifier, mentions and resource, divided by tabs, without quoting; old
        tables under a header row without types; or such rows as lines of JSON. Packed and given in all the
        ways that `open` takes.
    threads : int, optional
        As in `open`. The result does not depend on it.
    io : {"auto", "mmap", "read"}
        As in `open`.
    on_problem : {"collect", "raise", "ignore"}
        As in `open`; the rows are those of ``table.problems``.
    progress : bool, optional
        As in `open`.
    format : {"entities"}, optional
        Take the text for a table of entities even if it does not look like one.

    Returns
    -------
    EntityTable
        ``pmid`` is int64, -1 where a row has no plain number; ``type`` and ``resource`` have int32 codes, -1
        where a row has no such column; ``identifier`` and ``mentions`` are what stands in the file.

    Raises
    ------
    InputError
        As from `open`; of a truncated or corrupt file ``byte`` and ``rows`` say how much is complete, and
        `stream_entities` gives that.
    FormatError
        The file is something else; the message says what it looks like and which function reads it.
    ParseError
        With ``on_problem="raise"``: the first problem.

    Warns
    -----
    PubfastWarning
        With ``on_problem="collect"``: how many problems there are, by code.
    """
    table: EntityTable = load("entities", path, threads, io, on_problem, progress, format)
    return table


def read_relations(
    path: Input,
    *,
    threads: int | None = None,
    io: IO = "auto",
    on_problem: OnProblem = "collect",
    progress: bool | None = None,
    format: Literal["relations"] | None = None,
) -> RelationTable:
    r"""Read a table of relations, as PubTator3 publishes them, as columns.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        Rows of ``PMID``, type and two entities, ``Type|identifier``, divided by tabs, without quoting;
        or such rows as lines of JSON. Packed and given in all the ways that `open` takes.
    threads, io, on_problem, progress
        As in `read_entities`.
    format : {"relations"}, optional
        Take the text for a table of relations even if it does not look like one.

    Returns
    -------
    RelationTable
        ``pmid`` is int64, -1 where a row has no plain number; ``type``, ``type1`` and ``type2`` have int32
        codes, -1 where an entity has no type; ``id1`` and ``id2`` are what follows the first ``|``.

    Raises
    ------
    InputError, FormatError, ParseError
        As from `read_entities`.

    Warns
    -----
    PubfastWarning
        As `read_entities`.
    """
    table: RelationTable = load("relations", path, threads, io, on_problem, progress, format)
    return table
