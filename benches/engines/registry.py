"""The list of engines, and those of them that can run here."""

from __future__ import annotations

from importlib import import_module, metadata
from typing import Any

from engines import limits, tables

# In the order of their rows in the tables.
ENGINES = {
    "text": ("pubfast", "polars", "reference", "netmedex", "bioc", "bconv"),
    "limits": tuple(limits.ENGINES),
    "tables": tuple(tables.ENGINES),
}
TITLES = {
    "reference": "pure Python",
    "newlines": "newline count, in memory",
    "wc": "`wc -l`",
    "zcat": "`zcat`",
}


def adapter(kind: str, name: str) -> Any:
    """Return the class of an engine; the library of a reader of text is imported."""
    if kind == "text":
        return import_module(f"engines.text.{name}").Engine
    return limits.ENGINES[name] if kind == "limits" else tables.ENGINES[name]


def available(kind: str) -> list[str]:
    """Return the engines of a kind whose libraries are installed."""
    return [name for name in ENGINES[kind] if name in TITLES or version(name) is not None]


def version(name: str) -> str | None:
    """Return the version of an engine's library."""
    if name == "pubfast":
        found: str = import_module("pubfast").__version__
        return found
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def versions() -> dict[str, str]:
    """Return the versions of all libraries that are installed."""
    names = dict.fromkeys(name for kind in ("text", "tables") for name in ENGINES[kind])
    return {name: found for name in names if (found := version(name))}
