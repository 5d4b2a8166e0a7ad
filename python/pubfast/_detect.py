"""What a file is."""

from __future__ import annotations

import os
from typing import NamedTuple

from pubfast import _core
from pubfast.errors import PubfastError


class Detected(NamedTuple):
    """What a file is, by its first 64 KiB.

    Attributes
    ----------
    format : str
        "pubtator" (block text), "entities" or "relations" (tables), "bioc-xml", "bioc-json", "xml",
        "json", "parquet", "empty" (nothing but blank lines and comments), "packed" (inside a container
        that is not looked into) or "unknown".
    container : str
        "plain", "gzip", "bgzf", "zstd", "bzip2", "xz", "zip" or "tar".
    """

    format: str
    container: str


def detect(path: str | bytes | os.PathLike[str] | os.PathLike[bytes]) -> Detected:
    """Say what a file is, whatever its name.

    Parameters
    ----------
    path : str or path-like
        Any file.

    Returns
    -------
    Detected

    Raises
    ------
    InputError
        The file cannot be read.
    """
    name = os.fsdecode(path)
    try:
        return Detected(*_core.detect_format(name))
    except PubfastError as error:
        error.name_input(name)
        raise
