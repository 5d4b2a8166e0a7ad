"""Lazy frames and the eager ones that they are compared with."""

from __future__ import annotations

import warnings
from typing import Any

import polars as pl

import pubfast


def scan(paths: Any, **options: Any) -> pl.LazyFrame:
    return pubfast.scan(paths, **{"on_problem": "ignore", **options})


def eager(path: Any, table: str) -> pl.DataFrame:
    """The columns of the whole input, to compare with."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        frame: pl.DataFrame = getattr(pubfast.open(path, format="pubtator"), table).to_polars()
    return frame
