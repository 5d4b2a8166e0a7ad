"""Rows of tables as objects: compared by value, immutable, picklable; and tables that are pickled."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pubfast

Write = Callable[..., Path]
ENTITIES = b"7\tGene\t9\tx|y\tR\n7\tGene\t9\tx|y\tR\n8\tSpecies\t-\t\t\n"
RELATIONS = b"7\ttreat\tA|1\tB|2\n7\ttreat\tA|1\tB|2\n8\tcause\t|\tC|c|d\n"


@pytest.fixture(params=["entities", "relations"])
def table(request: pytest.FixtureRequest) -> Any:
    if request.param == "entities":
        return pubfast.read_entities(ENTITIES)
    return pubfast.read_relations(RELATIONS)


def test_equality_and_hash(table: Any) -> None:
    one, two, three = table
    assert one == two
    assert hash(one) == hash(two)
    assert one != three
    assert one != "x"
    assert len({one, two, three}) == 2
    assert one == type(table).__getitem__(table[1:], 0)


def test_by_hand() -> None:
    entity, _, species = pubfast.read_entities(ENTITIES)
    assert entity == pubfast.Entity(7, "Gene", "9", "x|y", "R")
    assert species == pubfast.Entity(pmid=8, type="Species", identifier="-", mentions="", resource="")
    assert species != pubfast.Entity(8, "Species", "-")
    short = pubfast.Entity(-1, None, "a\tb\n")
    assert (short.pmid, short.type, short.identifier) == (-1, None, "a\tb\n")
    assert (short.mentions, short.resource) == (None, None)
    relation, _, odd = pubfast.read_relations(RELATIONS)
    assert relation == pubfast.TableRelation(7, "treat", "A", "1", "B", "2")
    assert (odd.type1, odd.id1, odd.type2, odd.id2) == ("", "", "C", "c|d")
    bare = pubfast.TableRelation(1, "x", None, "id", None, "")
    assert (bare.type, bare.type1, bare.id1, bare.type2, bare.id2) == ("x", None, "id", None, "")


def test_pickled_rows_stand_alone(table: Any) -> None:
    rows = list(table)
    copies = pickle.loads(pickle.dumps(rows))
    table.close()
    assert copies == rows
    assert [repr(copy) for copy in copies] == [repr(row) for row in rows]


def test_rows_are_immutable(table: Any) -> None:
    with pytest.raises(AttributeError):
        table[0].pmid = 1
    with pytest.raises(AttributeError):
        table.other = 1


def test_invalid_bytes_read_as_replacement_characters() -> None:
    row = pubfast.read_entities(b"1\tG\xff\t\xff\t\xff\t\xff\n", format="entities", on_problem="ignore")[0]
    assert row == pubfast.Entity(1, "G\ufffd", "\ufffd", "\ufffd", "\ufffd")
    assert pickle.loads(pickle.dumps(row)) == row


def test_a_pickled_table_is_read_again(write: Write) -> None:
    path = write(ENTITIES)
    table = pubfast.read_entities(path)
    again = pickle.loads(pickle.dumps(table))
    assert isinstance(again, pubfast.EntityTable)
    assert list(again) == list(table)
    for part in (table[1:], table[[2, 0]]):
        assert list(pickle.loads(pickle.dumps(part))) == list(part)
    pickled = pickle.dumps(table)
    os.utime(path, ns=(1, 1))
    with pytest.raises(pubfast.InputError, match="changed since the table was pickled"):
        pickle.loads(pickled)
    path.unlink()
    with pytest.raises(FileNotFoundError, match="No such file"):
        pickle.loads(pickled)


def test_what_cannot_be_pickled() -> None:
    with pytest.raises(ValueError, match="only a table of a regular file"):
        pickle.dumps(pubfast.read_entities(ENTITIES))
    batch = next(pubfast.stream_relations(RELATIONS))
    with pytest.raises(ValueError, match="a batch of a stream cannot be pickled; its rows can"):
        pickle.dumps(batch)
    assert pickle.loads(pickle.dumps(batch[0])) == batch[0]
