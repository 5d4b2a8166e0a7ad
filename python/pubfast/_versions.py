"""Versions for a bug report: of pubfast, of Python and of the libraries in use."""

from __future__ import annotations

import os
import platform

from pubfast import _core

_OTHERS = ("numpy", "pyarrow", "polars", "pandas", "duckdb")


def show_versions() -> None:
    """Print the versions of pubfast, Python and the libraries that pubfast works with, for a bug report."""
    import importlib.metadata  # a third of the import time of pubfast, and needed here only

    rows = {
        "pubfast": _core.__version__ + (" (debug build)" if _core.is_debug_build else ""),
        "scan kernel": _core.scan_kernel,
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": platform.platform(),
    }
    for name in _OTHERS:
        try:
            rows[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            rows[name] = "not installed"
    for name, value in rows.items():
        print(f"{name:<12} {value}")
