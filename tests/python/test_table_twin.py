"""The slow twin of tables on small tables, checked by hand."""

from __future__ import annotations

import pytest

from reference import Problem
from reference_tables import entities, relations

ENTITY = b"1\tGene\t5\ta|b\tX\n"


def problems(data: bytes) -> list[Problem]:
    return entities(data).problems


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_rows(newline: bytes) -> None:
    table = entities(
        ENTITY.replace(b"\n", newline) + b'02\tDisease\t-\t"x\\\t' + newline + b" \t\v" + newline
    )
    assert table.pmid == [1, -1]
    assert table.type == ["Gene", "Disease"]
    assert table.identifier == ["5", "-"]
    assert table.mentions == ["a|b", '"x\\']
    assert table.resource == ["X", ""]
    assert [problem.code for problem in table.problems] == ["bad_pmid"]


@pytest.mark.parametrize(
    "header", [b"PMID\tType\tID\n", b"#pmid\ttype\n", b"\xef\xbb\xbf\n \nPmid\ta\tb\tTYPE\n"]
)
def test_header(header: bytes) -> None:
    table = entities(header + ENTITY)
    assert (table.type, table.resource, table.problems) == (["Gene"], ["X"], [])


def test_old_tables_have_no_type() -> None:
    table = entities(b"PMID\tMeshID\tMentions\tResource\r\n1\tD1\tm\tr\r\n2\tD2\r\n3\r\n")
    assert table.type == [None, None]
    assert table.identifier == ["D1", "D2"]
    assert table.mentions == ["m", None]
    assert table.resource == ["r", None]
    assert [(problem.line, problem.code) for problem in table.problems] == [
        (3, "missing_columns"),
        (4, "too_few_columns"),
    ]


def test_header_elsewhere() -> None:
    assert problems(ENTITY + b"PMID\t\xff\n" + ENTITY) == [
        (2, 15, "repeated_header"),
        (2, 20, "invalid_utf8"),
    ]


def test_numbers_of_columns() -> None:
    table = entities(b"1\tGene\n1\tGene\t5\n1\tGene\t5\t\n1\tGene\t5\t\tX\tY\tZ\n")
    assert table.mentions == [None, "", ""]
    assert table.resource == [None, None, "X"]
    assert [problem.code for problem in table.problems] == [
        *("too_few_columns", "missing_columns", "missing_columns", "extra_columns")
    ]


def test_problems_of_one_line() -> None:
    assert problems(b"\xef\xbb\xbfx\tG\t\xffe") == [
        (1, 3, "bad_pmid"),
        (1, 3, "missing_columns"),
        (1, 7, "invalid_utf8"),
    ]


def test_relations() -> None:
    table = relations(b"1\tcause\tG|a|b\tD|\n-\tx\ty\tz\te\n1\ta\tb\n")
    assert table.pmid == [1, -1]
    assert table.type == ["cause", "x"]
    assert table.type1 == ["G", None]
    assert table.id1 == ["a|b", "y"]
    assert table.type2 == ["D", None]
    assert table.id2 == ["", "z"]
    assert [(problem.line, problem.code) for problem in table.problems] == [
        *((2, "bad_pmid"), (2, "entity_without_type"), (2, "extra_columns"), (3, "too_few_columns"))
    ]
