"""Values that no argument expects, and objects that misbehave when they are looked at."""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st


class Mine(Exception):
    """The error that an object of the caller raises: it is passed on unchanged."""


class Raises:
    """An object that raises whatever is asked of it."""

    def _raise(self, *_: object) -> Any:
        raise Mine

    __index__ = __int__ = __float__ = __len__ = __iter__ = __next__ = __bool__ = __str__ = __repr__ = _raise
    __eq__ = __ne__ = __hash__ = __fspath__ = __getitem__ = __contains__ = __array__ = __call__ = _raise
    __arrow_c_stream__ = __buffer__ = read = readinto = write = keys = _raise


class Answers:
    """An object that answers every question with the same value, whatever was asked."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def _answer(self, *_: object, **__: object) -> Any:
        return self.answer

    __index__ = __int__ = __len__ = __iter__ = __fspath__ = __eq__ = __getitem__ = __array__ = _answer
    __call__ = read = readinto = write = _answer
    __hash__ = object.__hash__


class Int(int):
    """A number that says it is another."""

    def __index__(self) -> int:
        return -(10**30)


class Str(str):
    """A string that is equal to none, and fails to be hashed."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise Mine

    def __hash__(self) -> int:
        raise Mine


class Reads(io.RawIOBase):
    """A file object that reads what it is told to."""

    def __init__(self, *pieces: Any) -> None:
        self.pieces = itertools.chain(pieces, itertools.repeat(b""))

    def read(self, size: int = -1, /) -> Any:
        return next(self.pieces)


def endless() -> Iterator[int]:
    """Some numbers, and then an error: of an iterator that never ends the tests would wait for the end."""
    yield from range(3)
    raise Mine


BIG = [
    2**31 - 1,
    2**31,
    -(2**31) - 1,
    2**32,
    2**63 - 1,
    2**63,
    -(2**63),
    -(2**63) - 1,
    2**64,
    10**30,
    -(10**30),
]
WORDS = [
    "",
    "\0",
    "a\0b",
    "\ud800",
    "x" * 5000,
    "Gene",
    "gene",
    "type",
    "annotations",
    "document_id",
    "|",
    "\t",
]
WORDS += [
    "\n",
    "%s{}",
    "auto",
    "none",
    "7",
    "-1",
    "🧬",
    "e\u0301",
    "view",
    "pubtator",
    "out",
    "missing/out",
    ".",
]

# Made anew for each call: some can be used once.
ODD: list[Callable[[], Any]] = [
    *[
        lambda value=value: value
        for value in (None, True, False, ..., NotImplemented, object, int, print, sys)
    ],
    *[lambda value=value: value for value in (0, 1, -1, 2, 3, 7, 1000, *BIG)],
    *[lambda value=value: value for value in (0.0, -0.0, 1.5, 1e300, float("nan"), float("inf"), 1j)],
    *[lambda value=value: value for value in WORDS],
    *[lambda value=value: value for value in (b"", b"x", b"\xff", b"1|t|x\n", bytearray(b"1|t|x\n"))],
    lambda: memoryview(b"1|t|x\n1|a|y\n")[::-2],
    lambda: np.zeros((2, 3)).data,
    object,
    Raises,
    *[lambda value=value: Answers(value) for value in (None, -1, 10**30, "x", b"x", [1], 0.5)],
    lambda: Int(1),
    lambda: Str("Gene"),
    *[
        lambda value=value: Reads(*value)
        for value in ([], [None], ["x"], [b"1|t|x\n"], [7], [b"x" * 5_000_000])
    ],
    list,
    tuple,
    dict,
    set,
    lambda: [[]],
    lambda: [0, 1],
    lambda: [True, False],
    lambda: [0, True, "x", None],
    lambda: [10**30],
    lambda: ["Gene", None],
    lambda: ["\ud800", "\0"],
    lambda: ("type", "type"),
    lambda: {"Gene": 1},
    lambda: [Raises()],
    lambda: range(5, 0, -2),
    endless,
    lambda: iter([1, "x"]),
    lambda: lambda *_: None,
    *[
        lambda dtype=dtype: np.zeros(3, dtype)
        for dtype in ("?", "i1", ">i8", "u8", "f8", "U3", "S3", "O", "M8[s]")
    ],
    *[lambda shape=shape: np.zeros(shape, bool) for shape in ((), (0,), (16,), (17,), (3, 3))],
    lambda: np.array([2**63], "u8"),
    lambda: np.array([-(2**63)]),
    lambda: np.array([0, 10**9]),
    lambda: np.array(1),
    lambda: np.zeros(3, [("a", "i4")]),
    lambda: np.arange(16)[::-2],
    lambda: np.int64(3),
    lambda: np.float64("nan"),
    lambda: np.str_("Gene"),
]

parts = st.sampled_from([None, 0, 1, -1, 3, -3, *BIG, 1.5, "x", Int(2)])
slices = st.builds(slice, parts, parts, parts)
odd_values: st.SearchStrategy[Any] = st.sampled_from(ODD).map(lambda make: make()) | slices
