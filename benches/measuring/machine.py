"""The machine and the software that a benchmark runs on."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

import numpy as np

import pubfast
from pubfast import _core


def describe() -> dict[str, str | int]:
    """Return the facts that matter to a reader of results."""
    return {
        "processor": processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "memory": memory(),
        "huge pages": huge_pages(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "numpy": np.__version__,
        "pubfast": pubfast.__version__ + (" (debug build)" if _core.is_debug_build else ""),
        "scan kernel": _core.scan_kernel,
    }


def slug() -> str:
    """Return the machine as a part of a file name."""
    words = f"{processor()} {describe()['cores']} cores".lower()
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")


def processor() -> str:
    """Return the name of the processor, without the decorations of the trade."""
    found = re.search(r"^model name\s*:\s*(.+)$", text("/proc/cpuinfo"), re.MULTILINE)
    name = found[1] if found else platform.processor() or platform.machine()
    return " ".join(re.sub(r"\((R|TM)\)|CPU|Processor|@.*", " ", name).split())


def memory() -> str:
    """Return the memory of the machine."""
    found = re.search(r"^MemTotal:\s*(\d+) kB$", text("/proc/meminfo"), re.MULTILINE)
    return f"{int(found[1]) / 2**20:.1f} GiB" if found else "unknown"


def huge_pages() -> str:
    """Return the setting of huge pages: always, never, or madvise."""
    found = re.search(r"\[(\w+)\]", text("/sys/kernel/mm/transparent_hugepage/enabled"))
    return found[1] if found else "unknown"


def text(path: str) -> str:
    """Return the text of a file of the system, empty where there is none."""
    try:
        return Path(path).read_text()
    except OSError:
        return ""
