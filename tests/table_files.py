"""Reading table files of both kinds."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

import pubfast

KINDS = ("entities", "relations")
COLUMNS = {
    "entities": ("pmid", "type", "identifier", "mentions", "resource"),
    "relations": ("pmid", "type", "type1", "id1", "type2", "id2"),
}


def read(kind: str, source: object, **options: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        return getattr(pubfast, f"read_{kind}")(source, **{"format": kind, **options})


def batches(kind: str, source: object, **options: Any) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        return [*getattr(pubfast, f"stream_{kind}")(source, **{"format": kind, **options})]


def values(column: Any) -> list[Any]:
    return list(column.tolist() if isinstance(column, np.ndarray) else column.to_list())
