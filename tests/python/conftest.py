"""Shared by the tests: the specimens, files made on the fly, and the comparison with the slow twin.

Real files are read where the environment variable ``PUBFAST_CORPORA`` points, and never copied.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

import pubfast
import reference
from comparison import same
from waiting import HANGS

# Files are written for each example, so a deadline would measure the disk.
settings.register_profile(
    "files",
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
settings.load_profile("files")

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
SAMPLE = ROOT / "examples" / "sample.pubtator"
SPECIMENS = sorted(DATA.glob("*.pubtator"))
CORPORA = Path(os.environ["PUBFAST_CORPORA"], "pubtator") if os.environ.get("PUBFAST_CORPORA") else None
REAL = sorted(path for path in CORPORA.rglob("*") if path.is_file()) if CORPORA else []
WITHOUT_REAL = pytest.param(None, marks=pytest.mark.skip(reason="PUBFAST_CORPORA is not set"), id="none")


SAMPLE_SIZE = 6
"""The number of cases of a test that run without ``--all-cases``, where it has more."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-cases",
        action="store_true",
        help=f"run every case of every test; without it {SAMPLE_SIZE} are drawn of a test that has more, "
        "and none of a test that is marked as large",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "large: takes a second or more, or hundreds of megabytes")


def pytest_report_header(config: pytest.Config) -> str | None:
    return None if _wants_all(config) else f"cases: {SAMPLE_SIZE} of each test at most; --all-cases for all"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Draw a sample of the cases of each test, the same every time, and leave large tests out."""
    if _wants_all(config):
        return
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("large"):
            continue
        cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    drawn = {
        item
        for test, group in cases.items()
        for item in random.Random(test).sample(group, min(len(group), SAMPLE_SIZE))
    }
    config.hook.pytest_deselected(items=[item for item in items if item not in drawn])
    items[:] = [item for item in items if item in drawn]


def _wants_all(config: pytest.Config) -> bool:
    """True if all cases run: when that is asked for, and when tests were named or chosen."""
    named = any("::" in str(argument) for argument in config.args)
    return bool(config.getoption("--all-cases") or config.option.keyword or named)


@pytest.fixture(params=[SAMPLE, *SPECIMENS], ids=lambda path: path.stem)
def specimen(request: pytest.FixtureRequest) -> Path:
    """The sample and each specimen."""
    return Path(request.param)


@pytest.fixture(params=list[object](REAL) or [WITHOUT_REAL], ids=lambda path: path.name)
def real_file(request: pytest.FixtureRequest) -> Path:
    """Each real file."""
    return Path(request.param)


@pytest.fixture(scope="session")
def real_files() -> list[Path]:
    """All real files."""
    if not REAL:
        pytest.skip("PUBFAST_CORPORA is not set")
    return REAL


@pytest.fixture(scope="session")
def specimen_texts() -> list[bytes]:
    """The bytes of the sample and the specimens."""
    return [path.read_bytes() for path in (SAMPLE, *SPECIMENS)]


@pytest.fixture(scope="session")
def manifest() -> dict[str, dict[str, Any]]:
    """The manifest's entry of each specimen."""
    return {entry["file"]: entry for entry in json.loads((DATA / "manifest.json").read_text("utf-8"))}


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA


@pytest.fixture(scope="session")
def sample_path() -> Path:
    return SAMPLE


@pytest.fixture(scope="session")
def sample() -> pubfast.Corpus:
    return pubfast.open(SAMPLE, on_problem="ignore")


@pytest.fixture(scope="session")
def write(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write a new file, and name it."""
    folder = tmp_path_factory.mktemp("written")
    numbers = itertools.count()

    def write(text: bytes | str, name: str = "dump.pubtator") -> Path:
        place = folder / str(next(numbers))
        place.mkdir()
        path = place / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


@pytest.fixture
def large_path(tmp_path: Path) -> Iterator[Path]:
    """A place for a file that is too large to stay around."""
    path = tmp_path / "large.pubtator"
    yield path
    path.unlink(missing_ok=True)


def quietly(path: object, **options: Any) -> pubfast.Corpus:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        return pubfast.open(path, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def read() -> Callable[..., pubfast.Corpus]:
    """Open a file with problems and all, without the warning."""
    return quietly


@pytest.fixture(scope="session")
def corpus_of(write: Callable[..., Path]) -> Callable[..., pubfast.Corpus]:
    """A corpus of some text, whatever it looks like."""

    def corpus_of(text: bytes | str, **options: Any) -> pubfast.Corpus:
        path = write(text)
        try:
            return quietly(path, **{"format": "pubtator", **options})
        finally:
            path.unlink()

    return corpus_of


@pytest.fixture(scope="session")
def mixed_text() -> bytes:
    """Several megabytes of every specimen, so that threads have windows to share, with problems all over."""
    once = b"\n".join(path.read_bytes() for path in SPECIMENS)
    return once * (4_000_000 // len(once))


@pytest.fixture(scope="session")
def mixed(mixed_text: bytes, write: Callable[..., Path]) -> Path:
    return write(mixed_text)


@pytest.fixture(scope="session")
def mixed_twin(mixed_text: bytes) -> reference.Parsed:
    return reference.parse(mixed_text)


Script = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def script() -> Script:
    """Run Python code in a process of its own, which can import the modules of `tests`."""

    def script(code: str, *arguments: object, env: Mapping[str, str] = os.environ, **options: Any) -> Any:
        command = [sys.executable, "-c", code, *map(str, arguments)]
        path = os.pathsep.join(filter(None, [str(ROOT / "tests"), env.get("PYTHONPATH")]))
        environment = {**env, "PYTHONPATH": path}
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=HANGS, env=environment, **options
        )
        assert done.returncode == 0, f"exit status {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return script


def agree_by_columns(corpus: pubfast.Corpus, twin: reference.Parsed) -> None:
    documents, annotations, relations = corpus.documents, corpus.annotations, corpus.relations
    passages, problems = corpus.passages, corpus.problems
    columns: dict[str, tuple[Sequence[object], Sequence[object]]] = {
        "document_id": (documents.document_id.to_list(), [row.document_id for row in twin.documents]),
        "pmid": (documents.pmid.tolist(), [row.pmid for row in twin.documents]),
        "title": (documents.title.to_list(), [row.title for row in twin.documents]),
        "abstract": (documents.abstract.to_list(), [row.abstract for row in twin.documents]),
        "source": (documents.source.to_list(), [str(corpus.path)] * len(corpus)),
        "byte_start": (documents.byte_start.tolist(), [row.byte_start for row in twin.documents]),
        "byte_end": (documents.byte_end.tolist(), [row.byte_end for row in twin.documents]),
        "document line": (documents.line.tolist(), [row.line for row in twin.documents]),
        "annotation_offsets": (documents.annotation_offsets.tolist(), twin.annotation_offsets),
        "relation_offsets": (documents.relation_offsets.tolist(), twin.relation_offsets),
        "annotation document": (annotations.document.tolist(), [row.document for row in twin.annotations]),
        "start": (annotations.start.tolist(), [row.start for row in twin.annotations]),
        "end": (annotations.end.tolist(), [row.end for row in twin.annotations]),
        "mention": (annotations.mention.to_list(), [row.mention for row in twin.annotations]),
        "annotation type": (annotations.type.to_list(), [row.type for row in twin.annotations]),
        "identifier": (annotations.identifier.to_list(), [row.identifier for row in twin.annotations]),
        "annotation extra": (annotations.extra.to_list(), [row.extra for row in twin.annotations]),
        "relation document": (relations.document.tolist(), [row.document for row in twin.relations]),
        "relation type": (relations.type.to_list(), [row.type for row in twin.relations]),
        "arg1": (relations.arg1.to_list(), [row.arg1 for row in twin.relations]),
        "arg2": (relations.arg2.to_list(), [row.arg2 for row in twin.relations]),
        "relation extra": (relations.extra.to_list(), [row.extra for row in twin.relations]),
        "passage document": (passages.document.tolist(), [row.document for row in twin.passages]),
        "tag": (passages.tag.to_list(), [row.tag for row in twin.passages]),
        "passage text": (passages.text.to_list(), [row.text for row in twin.passages]),
        "problem line": (problems.line.tolist(), [row.line for row in twin.problems]),
        "problem byte": (problems.byte.tolist(), [row.byte for row in twin.problems]),
        "problem code": (problems.code.to_list(), [row.code for row in twin.problems]),
    }
    for what, (got, expected) in columns.items():
        same(what, got, expected)
    for column, rows in ((annotations.type, twin.annotations), (relations.type, twin.relations)):
        # Types that differ in bytes that are not UTF-8 read the same, so a name may come twice.
        same("categories", list(dict.fromkeys(column.categories)), list(dict.fromkeys(r.type for r in rows)))


def agree_by_views(corpus: pubfast.Corpus, twin: reference.Parsed) -> None:
    same("documents", [_document(view) for view in corpus], twin.documents)
    same("annotations", [_annotation(view) for view in corpus.annotations], [r[1:] for r in twin.annotations])
    same("relations", [_relation(view) for view in corpus.relations], [row[1:] for row in twin.relations])
    same("passages", [(view.tag, view.text) for view in corpus.passages], [row[1:] for row in twin.passages])
    same("problems", [(view.line, view.byte, view.code) for view in corpus.problems], twin.problems)
    annotations = relations = passages = 0
    for document in corpus:
        for annotation in document.annotations:
            assert _annotation(annotation) == twin.annotations[annotations][1:]
            annotations += 1
        for relation in document.relations:
            assert _relation(relation) == twin.relations[relations][1:]
            relations += 1
        for passage in document.passages:
            assert (passage.tag, passage.text) == twin.passages[passages][1:]
            passages += 1
    counts = (len(twin.annotations), len(twin.relations), len(twin.passages))
    assert (annotations, relations, passages) == counts


def _document(view: pubfast.Document) -> tuple[object, ...]:
    where = (view.byte_start, view.byte_end, view.line)
    return (view.document_id, view.pmid, view.title, view.abstract, *where)


def _annotation(view: pubfast.Annotation) -> tuple[object, ...]:
    return (view.start, view.end, view.mention, view.type, view.identifier, view.extra)


def _relation(view: pubfast.Relation) -> tuple[object, ...]:
    return (view.type, view.arg1, view.arg2, view.extra)


Agree = Callable[[pubfast.Corpus, reference.Parsed], None]


@pytest.fixture(scope="session", params=["columns", "views", "columns, then views", "views, then columns"])
def agree(request: pytest.FixtureRequest) -> Agree:
    """Compare a corpus with what the slow twin made of the same bytes, in one of four ways.

    The order counts: once a table's columns are whole, its views look their values up there.
    """
    ways = {"columns": agree_by_columns, "views": agree_by_views}

    def agree(corpus: pubfast.Corpus, twin: reference.Parsed) -> None:
        for way in request.param.split(", then "):
            ways[way](corpus, twin)

    return agree


@pytest.fixture(scope="session")
def agree_all() -> Agree:
    """Compare a corpus with its twin by columns and by views."""

    def agree_all(corpus: pubfast.Corpus, twin: reference.Parsed) -> None:
        agree_by_columns(corpus, twin)
        agree_by_views(corpus, twin)

    return agree_all


Columns = Callable[[pubfast.Corpus], dict[str, Any]]


@pytest.fixture(scope="session")
def arrays() -> Columns:
    """Every numpy array that a corpus has, by name."""

    def arrays(corpus: pubfast.Corpus) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for table in ("documents", "annotations", "relations", "passages", "problems"):
            rows = getattr(corpus, table)
            for name in [name for name in dir(rows) if not name.startswith("_")]:
                column = getattr(rows, name)
                if isinstance(column, np.ndarray):
                    found[f"{table}.{name}"] = column
                elif isinstance(column, pubfast.StringColumn):
                    for part in ("starts", "lengths", "buffer"):
                        found[f"{table}.{name}.{part}"] = getattr(column, part)
                elif isinstance(column, pubfast.CategoryColumn):
                    found[f"{table}.{name}.codes"] = column.codes
        return found

    return arrays
