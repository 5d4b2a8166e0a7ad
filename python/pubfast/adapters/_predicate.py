"""Translation of polars filters to conditions on single columns that the reader can apply."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from pubfast._input import Condition

# Columns by which rows can be chosen before they are materialised.
_STRINGS = ("type", "identifier", "document_id")
_NUMBERS = ("pmid",)

_LARGEST = (1 << 63) - 1
_INTEGERS = ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64")


class Understood(NamedTuple):
    """The part of a filter that the reader can apply.

    Attributes
    ----------
    conditions : list of conditions
        Conditions that every row meets that the filter keeps.
    is_all : bool
        True if the conditions are the whole filter, so that polars need not filter again.
    """

    conditions: list[Condition]
    is_all: bool


class _OddError(Exception):
    """The reader cannot apply the expression, so that polars has to."""


def understood(predicate: Any, columns: list[str]) -> Understood:
    """Extract the conditions of a filter that the reader can apply to the given columns.

    A filter keeps the rows for which it is true, so each part of a conjunction is a condition of its own, and
    a missing value meets none. Everything else is left to polars: functions, literals of other types, and
    any form of expression that this module does not know, such as those of newer versions.
    """
    try:
        parts = _parts(json.loads(predicate.meta.serialize(format="json")))
    except Exception:  # the serialised form is private to polars, and may change
        return Understood([], False)
    conditions = []
    for part in parts:
        try:
            condition = _condition(part)
        except Exception:  # as above
            continue
        if condition[0] in columns:
            conditions.append(condition)
    return Understood(conditions, len(conditions) == len(parts))


def _parts(node: Any) -> list[Any]:
    match node:
        case {"BinaryExpr": {"left": left, "op": "And", "right": right}}:
            return _parts(left) + _parts(right)
        case _:
            return [node]


def _condition(node: Any) -> Condition:
    match node:
        case {"BinaryExpr": {"left": {"Column": str(name)}, "op": str(operator), "right": right}}:
            return _comparison(name, operator, _scalar(right))
        case {
            "Function": {
                "input": [{"Column": str(name)}, values],
                "function": {"Boolean": {"IsIn": {"nulls_equal": False}}},
            }
        }:
            return _membership(name, _values(values))
        case {
            "Function": {
                "input": [{"Column": str(name)}, low, high],
                "function": {"Boolean": {"IsBetween": {"closed": str(closed)}}},
            }
        }:
            first, last = _integer(_scalar(low)), _integer(_scalar(high))
            excluded = {"Both": (0, 0), "Left": (0, 1), "Right": (1, 0), "None": (1, 1)}[closed]
            return _ranges(name, [(first + excluded[0], last - excluded[1])])
    raise _OddError


def _comparison(name: str, operator: str, value: str | int) -> Condition:
    if isinstance(value, str):
        if operator not in ("Eq", "NotEq"):
            raise _OddError
        return _strings(name, [value], operator == "Eq")
    ranges = {
        "Eq": [(value, value)],
        "NotEq": [(0, value - 1), (value + 1, _LARGEST)],
        "Lt": [(0, value - 1)],
        "LtEq": [(0, value)],
        "Gt": [(value + 1, _LARGEST)],
        "GtEq": [(value, _LARGEST)],
    }
    return _ranges(name, ranges[operator])


def _membership(name: str, values: list[Any]) -> Condition:
    if name in _STRINGS:
        return _strings(name, values, True)
    return _ranges(name, [(number, number) for number in map(_integer, values)])


def _strings(name: str, values: list[Any], is_one: bool) -> Condition:
    # U+FFFD in a frame stands for invalid bytes of the file, which the reader would not find by this string.
    if name not in _STRINGS or any(not isinstance(value, str) or "\ufffd" in value for value in values):
        raise _OddError
    return name, values, is_one


def _ranges(name: str, ranges: list[tuple[int, int]]) -> Condition:
    if name not in _NUMBERS:
        raise _OddError
    clamped = ((max(first, 0), min(last, _LARGEST)) for first, last in ranges)
    return name, [(first, last) for first, last in clamped if first <= last]


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _OddError
    return value


def _scalar(node: Any) -> str | int:
    match node:
        case {"Literal": {"Scalar": {"String": str(value)}}}:
            return value
        case {"Literal": {"Scalar": dict(scalar)}}:
            [(kind, value)] = scalar.items()
            if kind in _INTEGERS:
                return _integer(value)
    raise _OddError


def _values(node: Any) -> list[Any]:
    """Return the values of a list, which polars writes as the bytes of an Arrow IPC stream of one column."""
    import polars

    match node:
        case {"Alias": [inner, _]}:
            return _values(inner)
        case {"Literal": {"Scalar": {"List": list(written)}}}:
            [column] = polars.read_ipc_stream(bytes(written)).get_columns()
            if column.dtype == polars.String or column.dtype.is_integer():
                return column.to_list()
    raise _OddError
