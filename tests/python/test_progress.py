"""A progress bar appears where it is wanted, and only there."""

from __future__ import annotations

import sys
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pubfast
from packing import single

Write = Callable[..., Path]
Script = Callable[..., Any]
DOCUMENT = b"%d|t|title %d\n%d|a|abstract\n%d\t0\t5\ttitle\tGene\t7\n%d\tCID\tD1\tD2\n\n"


def dump(count: int) -> bytes:
    return b"".join(DOCUMENT % (at, at, at, at, at) for at in range(count))


def test_a_bar_for_long_work_where_somebody_looks(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = dump(30_000)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    list(pubfast.stream(text))
    assert capfd.readouterr().err == ""  # it took no two seconds
    monkeypatch.setattr("pubfast._progress._LONG", 0.0)
    list(pubfast.stream(text, batch_bytes=10_000))
    assert "100%" in capfd.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    list(pubfast.stream(text, batch_bytes=10_000))
    assert capfd.readouterr().err == ""
    kernel = types.SimpleNamespace(config={"IPKernelApp": {}})
    notebook: Any = types.SimpleNamespace(get_ipython=lambda: kernel)
    monkeypatch.setitem(sys.modules, "IPython", notebook)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tqdm misses the widgets of a notebook
        list(pubfast.stream(text, batch_bytes=10_000))
    assert "100%" in capfd.readouterr().err


def test_progress(capfd: pytest.CaptureFixture[str], write: Write, script: Script) -> None:
    path = write(single(dump(1000)))
    for progress in (None, False):
        list(pubfast.stream(path, progress=progress))
        pubfast.open(path, progress=progress)
    assert capfd.readouterr() == ("", "")
    assert sum(map(len, pubfast.stream(path, batch_bytes=5000, progress=True))) == 1000
    shown = capfd.readouterr()
    assert shown.out == ""
    assert "100%" in shown.err
    missing = "import sys; sys.modules['tqdm'] = None\n"
    missing += "import importlib.util as u; find = u.find_spec\n"
    missing += "u.find_spec = lambda name, *more: None if name == 'tqdm' else find(name, *more)\n"
    code = """
import pubfast
assert len(pubfast.open(sys.argv[1])) == 1000
try:
    pubfast.stream(sys.argv[1], progress=True)
except ImportError as error:
    print(error)
"""
    assert "pubfast[progress]" in script(missing + code, path).stdout
