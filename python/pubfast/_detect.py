"""Detection of the format and the container of an input."""

from __future__ import annotations

from typing import NamedTuple

from pubfast import _core
from pubfast._input import Input, naming


class Detected(NamedTuple):
    """Format and container of an input, by the first 64 KiB of its text.

    Attributes
    ----------
    format : str
        "pubtator" (block text), "entities" or "relations" (tables), "bioc-xml", "bioc-json", "xml",
        "json", "parquet", "empty" (nothing but blank lines and comments), "packed" (inside a container
        that is not looked into, or broken from its start) or "unknown".
    container : str
        "plain", "gzip", "bgzf" and "zstd", which are looked into, or "bzip2", "xz", "zip", "tar". If lines
        of JSON stand for the text, "jsonl", or "gzip+jsonl" and the like.
    """

    format: str
    container: str


def detect(path: Input) -> Detected:
    """Detect the format and the container of an input by its content.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        Any input that `open` takes. Of a file object or a pipe the beginning is then gone.

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
