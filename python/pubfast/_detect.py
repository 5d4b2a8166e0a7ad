"""Detection of the format and the container of an input."""

from __future__ import annotations

from typing import NamedTuple

from pubfast import _core
from pubfast._input import Input, naming


class Detected(NamedTuple):
    """Format and container of an input, detected from the first 64 KiB of its text.

    Attributes
    ----------
    format : str
        "pubtator" (block text), "entities" or "relations" (tables), "bioc-xml", "bioc-json", "xml",
        "json", "parquet", "empty" (nothing but blank lines and comments), "packed" (in a container that
        pubfast does not open, or that is broken from its start) or "unknown".
    container : str
        "plain", "gzip", "bgzf" or "zstd", which pubfast opens, or "bzip2", "xz", "zip" or "tar", which it
        does not. Block text or a table that is written as lines of JSON has "jsonl", "gzip+jsonl" and so on.
    """

    format: str
    container: str


def detect(path: Input) -> Detected:
    """Detect the format and the container of an input by its content.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        Any input that `open` takes. Detection consumes the beginning of a file object or a pipe.

    Returns
    -------
    Detected

    Raises
    ------
    InputError
        The file cannot be read.
    """
    with naming(path):
        return Detected(*_core.detect_format(path))
