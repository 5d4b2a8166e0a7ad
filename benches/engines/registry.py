"""Which engines there are, and which of them can run here."""

from __future__ import annotations

from importlib import import_module, metadata
from typing import Any

import pubfast

# In the order of their rows; the one in front is what the others are compared with.
ENGINES = {
    "text": ("pubfast", "polars", "reference", "netmedex", "bioc", "bconv"),
    "limits": ("newlines", "wc", "zcat"),
    "tables": ("pubfast", "polars", "pyarrow", "duckdb", "pandas"),
}
TITLES = {
    "reference": "pure Python",
    "newlines": "newline count, in memory",
    "wc": "`wc -l`",
    "zcat": "`zcat`",
}


def adapter(kind: str, name: str) -> Any:
    """The class of an engine; its library is imported."""
    return import_module(f"engines.{kind}.{name}").Engine


def available(kind: str) -> list[str]:
    """The engines of a kind whose libraries are installed."""
    return [name for name in ENGINES[kind] if name in OWN or version(name) is not None]


OWN = ("reference", "newlines", "wc", "zcat")  # need nothing that is not here anyway


def version(name: str) -> str | None:
    """The version of an engine's library."""
    if name == "pubfast":
        return pubfast.__version__
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def versions() -> dict[str, str]:
    """The versions of all libraries that are installed."""
    names = dict.fromkeys(name for kind in ENGINES.values() for name in kind if name not in OWN)
    return {name: found for name in names if (found := version(name))}
