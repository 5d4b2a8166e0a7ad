"""The arguments of `open`: every value that is none is refused, every path that names a file is taken."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pubfast

Write = Callable[..., Path]
BLOCK = b"1|t|x\n1|a|y\n1\t0\t1\tx\tGene\t7\n\n"


@pytest.fixture(scope="module")
def path(write: Write) -> Path:
    return write(BLOCK)


@pytest.mark.parametrize("threads", [None, 1, 2, 1000, 10**6, 2**63, 10**30])
def test_threads(path: Path, threads: int | None) -> None:
    assert len(pubfast.open(path, threads=threads)) == 1


@pytest.mark.parametrize("threads", [0, -1, -(10**30)])
def test_numbers_that_are_no_number_of_threads(path: Path, threads: int) -> None:
    with pytest.raises(ValueError, match="threads"):
        pubfast.open(path, threads=threads)


@pytest.mark.parametrize("threads", ["2", 2.0, True, False, b"2", [2], object], ids=repr)
def test_other_things_are_no_number_of_threads(path: Path, threads: Any) -> None:
    with pytest.raises(TypeError, match="threads"):
        pubfast.open(path, threads=threads)


CHOICES: dict[str, list[Any]] = {
    "io": ["auto", "mmap", "read"],
    "on_problem": ["collect", "raise", "ignore"],
    "format": [None, "pubtator"],
}


@pytest.mark.parametrize(("name", "values"), CHOICES.items(), ids=CHOICES)
def test_choices(path: Path, name: str, values: list[Any]) -> None:
    for value in values:
        assert len(pubfast.open(path, **{name: value})) == 1
    wrongs: list[Any] = ["", "AUTO", "map", "warn", "Pubtator", "entities", "auto ", "x\ud800", "x" * 1000]
    for wrong in wrongs:
        with pytest.raises(ValueError, match=name):
            pubfast.open(path, **{name: wrong})


@pytest.mark.parametrize("name", ["io", "on_problem", "format"])
@pytest.mark.parametrize("wrong", [1, b"auto", True, 1.5, ["auto"], ("collect",), {}], ids=repr)
def test_choices_of_other_types(path: Path, name: str, wrong: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=name):
        pubfast.open(path, **{name: wrong})


@pytest.mark.parametrize("name", ["io", "on_problem"])
def test_choices_that_cannot_be_left_open(path: Path, name: str) -> None:
    with pytest.raises((TypeError, ValueError), match=name):
        pubfast.open(path, **{name: None})  # type: ignore[arg-type]


def test_arguments_are_looked_at_before_the_file(tmp_path: Path) -> None:
    wrongs: list[dict[str, Any]] = [{"threads": 0}, {"io": "x"}, {"on_problem": "x"}, {"format": "x"}]
    for wrong in wrongs:
        with pytest.raises(ValueError, match=next(iter(wrong))):
            pubfast.open(tmp_path / "missing", **wrong)


def test_everything_after_the_path_is_named(path: Path) -> None:
    with pytest.raises(TypeError):
        pubfast.open(path, 2)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        pubfast.open(path, window=7)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        pubfast.open()  # type: ignore[call-arg]


@pytest.mark.parametrize("wrong", [None, 0, 1.5, [], ["x"], object(), b"x".decode], ids=lambda _: "")
def test_things_that_are_no_paths(wrong: Any) -> None:
    with pytest.raises(TypeError):
        pubfast.open(wrong)


class OtherPath:
    """A path type of another library."""

    def __init__(self, path: str | bytes) -> None:
        self.path = path

    def __fspath__(self) -> Any:
        return self.path


NAMES = ["plain", "with blanks", "döküm", "文献", "🧬.pubtator", "a'b\"c", "-", "%s{}", "new\nline"]


@pytest.mark.parametrize("name", NAMES)
def test_paths_of_all_kinds(write: Write, name: str) -> None:
    path = write(BLOCK, name)
    forms: list[Any] = [
        path,
        str(path),
        OtherPath(str(path)),
        OtherPath(os.fsencode(path)),
    ]
    for form in [*forms, np.str_(path)]:
        corpus = pubfast.open(form)
        assert len(corpus) == 1
        assert os.fspath(corpus.path) == str(path)
        assert repr(corpus).isprintable()


def test_names_that_are_no_unicode(write: Write, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\xfe.pubtator"
    Path(os.fsdecode(name)).write_bytes(BLOCK + b"what\n")
    for form in (os.fsdecode(name), Path(os.fsdecode(name)), OtherPath(name)):
        with pytest.warns(pubfast.PubfastWarning):
            corpus = pubfast.open(form)
        assert len(corpus) == 1
        assert os.fsencode(corpus.path) == name
        assert repr(corpus)
    assert pubfast.detect(OtherPath(name)).format == "pubtator"


@pytest.mark.parametrize("kind", ["missing", "problem", "format"])
def test_errors_say_the_name_as_it_was_given(tmp_path: Path, kind: str) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    if kind != "missing":
        Path(name).write_bytes(b"1|t|x\nwhat\n" if kind == "problem" else b"words\n")
    with pytest.raises(pubfast.PubfastError) as caught:
        pubfast.open(name, on_problem="raise")
    assert caught.value.path == name


def test_relative_paths_and_links(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(BLOCK)
    (tmp_path / "link").symlink_to(path)
    monkeypatch.chdir(path.parent)
    for form in (path.name, f"./{path.name}", f"../{path.parent.name}/{path.name}", tmp_path / "link"):
        assert len(pubfast.open(form)) == 1
    with pytest.raises(FileNotFoundError):
        pubfast.open("~/" + path.name)


def test_the_variable_says_how_many_threads(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("1", "2", " 3 ", "", "  ", "99999999999999999999"):
        monkeypatch.setenv("PUBFAST_NUM_THREADS", value)
        assert len(pubfast.open(path)) == 1


@pytest.mark.parametrize("value", ["0", "-1", "two", "2.0", "1,2", "2 2", "∞", "0x2"])
def test_a_variable_that_says_nothing(path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PUBFAST_NUM_THREADS", value)
    with pytest.raises(ValueError, match="PUBFAST_NUM_THREADS"):
        pubfast.open(path)
    assert len(pubfast.open(path, threads=1)) == 1  # the argument goes first


THREADS = """
import os, sys, threading, pubfast
path, least = sys.argv[1], int(sys.argv[2])
done = False
def work():
    while not done:
        pubfast.open(path, on_problem="ignore", format="pubtator")
worker = threading.Thread(target=work)
worker.start()
most = samples = 0
while samples < 500 or most < least:
    helpers = 0
    for task in os.listdir("/proc/self/task"):
        try:
            helpers += open(f"/proc/self/task/{task}/comm").read().startswith("pubfast-")
        except OSError:  # it has ended
            pass
    most, samples = max(most, helpers), samples + 1
done = True
worker.join()
print(most)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="counts threads as Linux lists them")
@pytest.mark.parametrize(("value", "least", "most"), [("1", 0, 0), ("3", 1, 2)])
def test_the_variable_is_honoured(mixed: Path, script: Any, value: str, least: int, most: int) -> None:
    """One thread works alone; the second and third are helpers, which have numbers in their names."""
    environment = {**os.environ, "PUBFAST_NUM_THREADS": value}
    assert least <= int(script(THREADS, mixed, least, env=environment).stdout) <= most


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="counts threads as Linux lists them")
@pytest.mark.parametrize("threads", [2, 3])
@pytest.mark.parametrize("output", ["out.jsonl", "out"])
def test_a_conversion_has_as_many_threads_as_it_was_told(threads: int, output: str, tmp_path: Path) -> None:
    """One executor reads, parses, makes row groups and writes the files of the tables."""
    seen: set[int] = set()

    class Reader(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            names = [Path(f"/proc/self/task/{task}/comm") for task in os.listdir("/proc/self/task")]
            seen.add(sum(name.exists() and name.read_text().startswith("pubfast-") for name in names))
            return super().read(size)

    pubfast.convert(
        Reader(BLOCK * 20_000), tmp_path / output, threads=threads, batch_bytes=100_000, on_problem="ignore"
    )
    assert max(seen) == threads


def test_a_warning_counts_the_problems(write: Write) -> None:
    path = write(BLOCK + b"what\nis\n1\t5\t3\tx\tGene\t7\n")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        pubfast.open(path)
    assert len(caught) == 1
    assert caught[0].category is pubfast.PubfastWarning
    assert caught[0].filename == __file__
    message = str(caught[0].message)
    assert str(path) in message
    for words in ("2 unrecognised_line", "1 bad_span", "1 rows_without_text"):
        assert words in message
