"""Lazy frames over several files, patterns, containers and bad inputs."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import pubfast
from lazy_frames import eager, scan
from packing import CONTAINERS

Write = Callable[..., Path]
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "examples" / "sample.pubtator"
ENTITIES = ROOT / "examples" / "sample.entities.tsv"
DATA = ROOT / "tests" / "data"
BLOCK_TEXT = ("documents", "annotations", "relations", "passages", "problems")
ENGINES: tuple[Literal["in-memory", "streaming"], ...] = ("in-memory", "streaming")


def test_several_files_are_numbered_on(write: Write) -> None:
    paths = [SAMPLE, write(gzip.compress(SAMPLE.read_bytes())), write(b"")]
    corpus = pubfast.open(SAMPLE, on_problem="ignore")
    documents = scan(paths, table="documents", include_file_paths="file").collect()
    count, rows = len(corpus), len(corpus.annotations)
    assert documents["document"].to_list() == list(range(2 * count))
    assert documents["file"].unique(maintain_order=True).to_list() == [str(path) for path in paths[:2]]
    assert documents["annotation_end"].max() == 2 * rows
    assert documents["line"].to_list() == corpus.documents.line.tolist() * 2
    annotations = scan(paths, batch_bytes=1000)
    joined = annotations.join(documents.lazy().select("document", "document_id"), on="document").collect()
    assert joined.height == 2 * rows
    assert (joined["document_id"] == joined["document_id_right"]).all()
    last = annotations.collect()[rows:]
    assert_frame_equal(last.drop("document"), eager(SAMPLE, "annotations").drop("document"))
    named = scan(paths, include_file_paths="file").filter(pl.col("file") == str(paths[1]))
    assert named.select("file").collect().height == rows
    assert scan(paths).head(rows + 1).collect()["document"][-1] == last["document"][0] >= count


def test_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.pubtator", "a.pubtator", "deep/er/c.pubtator", "a[1].pubtator"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode().replace(b"/", b"") + b"|t|title\n")
    monkeypatch.chdir(tmp_path)

    def found(pattern: Any) -> list[str]:
        frame = scan(pattern, table="documents", include_file_paths="file", format="pubtator")
        return frame.collect()["file"].to_list()

    assert found("[ab].pubtator") == ["a.pubtator", "b.pubtator"]
    assert found("a[1].pubtator") == ["a[1].pubtator"]
    assert found("**/c.pub*") == ["deep/er/c.pubtator"]
    assert found(["b*", Path("a.pubtator")]) == ["b.pubtator", "a.pubtator"]
    assert found(str(tmp_path / "**" / "*.pubtator"))[-1] == str(tmp_path / "deep/er/c.pubtator")
    with pytest.raises(pubfast.InputError, match="no file fits this pattern"):
        scan("*.gz")


@pytest.mark.parametrize("container", sorted(CONTAINERS))
def test_containers(write: Write, container: str) -> None:
    path = write(CONTAINERS[container][1](SAMPLE.read_bytes() * 20))
    frame = scan(path, batch_bytes=5_000, threads=2).filter(pl.col("type") == "Chemical")
    expected = eager(SAMPLE.read_bytes() * 20, "annotations").filter(pl.col("type") == "Chemical")
    assert_frame_equal(frame.collect(), expected)


def test_a_frame_can_be_collected_again_and_in_parallel() -> None:
    frame = scan(SAMPLE, batch_bytes=500, threads=2)
    expected = eager(SAMPLE, "annotations")
    query = pl.concat([frame, frame.filter(pl.col("type") == "Gene")])
    both = pl.concat([expected, expected.filter(pl.col("type") == "Gene")])
    for engine in ENGINES:
        assert_frame_equal(query.collect(engine=engine), both)
    assert [found.height for found in pl.collect_all([frame, frame.head(2)])] == [expected.height, 2]
    found: list[pl.DataFrame] = []
    threads = [threading.Thread(target=lambda: found.append(frame.collect())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for again in found:
        assert_frame_equal(again, expected)


def test_results_go_to_files(tmp_path: Path) -> None:
    frame = scan(SAMPLE, batch_bytes=500)
    frame.sink_parquet(tmp_path / "annotations.parquet")
    assert_frame_equal(pl.read_parquet(tmp_path / "annotations.parquet"), eager(SAMPLE, "annotations"))


def test_arguments() -> None:
    with pytest.raises(ValueError, match="no table 'titles' in block text; there are annotations, documents"):
        scan(SAMPLE, table="titles")
    with pytest.raises(ValueError, match="no table 'documents' in a table of entities; there are entities"):
        scan(ENTITIES, table="documents")
    with pytest.raises(pubfast.FormatError, match=r"a table of entities, but .* is block text"):
        scan([SAMPLE, ENTITIES])
    with pytest.raises(FileNotFoundError, match="nowhere"):
        scan([SAMPLE, "nowhere.pubtator"])
    with pytest.raises(IsADirectoryError):
        scan(ROOT)
    with pytest.raises(pubfast.FormatError, match="JSON"):
        scan(b'{"documents": []}')
    with pytest.raises(ValueError, match="at least one file"):
        scan([])
    with pytest.raises(ValueError, match="standard input can be read only once"):
        scan("-")
    with pytest.raises(ValueError, match="io must be"):
        scan(SAMPLE, io="magic")
    with pytest.raises(ValueError, match="on_problem must be"):
        scan(SAMPLE, on_problem="panic")
    with pytest.raises(ValueError, match="batch_bytes must be at least 1"):
        scan(SAMPLE, batch_bytes=0)
    with pytest.raises(ValueError, match="have a column 'pmid' already"):
        scan(SAMPLE, include_file_paths="pmid")
    with pytest.raises(ValueError, match="format must be"):
        scan(SAMPLE, format="bioc")
    with pytest.raises(ValueError, match="threads must be at least 1"):
        scan(SAMPLE, threads=0)
    for wrong in (3, [3], {SAMPLE}, SAMPLE.open("rb")):
        with pytest.raises(TypeError):
            scan(wrong)
        if hasattr(wrong, "close"):
            wrong.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_fault_is_the_readers_error(write: Write, engine: Any) -> None:
    packed = gzip.compress(SAMPLE.read_bytes() * 500, 1)
    path = write(packed[: len(packed) // 2])
    frame = scan(path, threads=2, batch_bytes=100_000)
    assert frame.head(5).collect(engine=engine).height == 5
    with pytest.raises(pubfast.InputError, match="truncated; complete are the first") as caught:
        frame.select("pmid").collect(engine=engine)
    assert caught.value.documents
    assert caught.value.path == str(path)


@pytest.mark.parametrize("engine", ENGINES)
def test_problems(engine: Any) -> None:
    frame = pubfast.scan(SAMPLE)
    with pytest.warns(pubfast.PubfastWarning, match="1 bad_offset, 1 unrecognised_line"):
        frame.collect(engine=engine)
    # The problems themselves are no news.
    assert pubfast.scan(SAMPLE, table="problems").collect(engine=engine).height == 2
    with pytest.raises(pubfast.ParseError) as caught:
        scan(SAMPLE, on_problem="raise").collect(engine=engine)
    assert caught.value.line == 181


def test_a_file_that_vanishes(write: Write) -> None:
    path = write(SAMPLE.read_bytes())
    frame = scan(path)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        frame.collect()


def test_without_polars() -> None:
    code = (
        "import sys; sys.modules['polars'] = None\n"
        "import pubfast\n"
        "try: pubfast.scan('nowhere')\n"
        "except ImportError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "scan() needs polars: pip install 'pubfast[polars]'\n"


@pytest.mark.parametrize("batch_bytes", [1, 700, 1 << 20])
@pytest.mark.parametrize("table", BLOCK_TEXT)
def test_each_table_of_block_text(specimen: Path, table: str, batch_bytes: int) -> None:
    frame = scan(specimen, table=table, batch_bytes=batch_bytes, format="pubtator", on_problem="collect")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        assert_frame_equal(frame.collect(), eager(specimen, table))
        # A head is what comes first, and nothing else is read for it.
        assert_frame_equal(frame.head(3).collect(), eager(specimen, table).head(3))


@pytest.mark.parametrize("path", sorted((DATA / "tables").glob("*.tsv")), ids=lambda path: path.stem)
def test_each_table_file(path: Path) -> None:
    kind = "relations" if "relations" in path.stem else "entities"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        table = getattr(pubfast, f"read_{kind}")(path, format=kind)
        expected = table.to_polars()
        for condition in (
            pl.lit(True),
            pl.col("type") == "Gene",
            pl.col("type") != "Gene",
            (pl.col("pmid") > 10) & pl.col("type").is_in(["Chemical", "associate"]),
            pl.col(expected.columns[-1]).cast(pl.String).is_not_null(),
        ):
            frame = scan(path, format=kind, batch_bytes=40, on_problem="collect")
            assert_frame_equal(frame.filter(condition).collect(), expected.filter(condition))
        if kind == "entities":
            condition = pl.col("identifier").is_in(["3558", "MESH:D000001", ""])
            assert_frame_equal(
                scan(path, format=kind).filter(condition).collect(), expected.filter(condition)
            )
        problems = scan(path, format=kind, table="problems", on_problem="collect")
        assert_frame_equal(problems.collect(), table.problems.to_polars())


def test_real_files(real_file: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        corpus = pubfast.open(real_file)
    if not len(corpus.annotations):
        pytest.skip("it has no annotations")
    expected = corpus.annotations.to_polars()
    kind = corpus.annotations[0].type
    for condition in (pl.col("type") == kind, pl.col("pmid") < 10_000_000, pl.col("identifier") != "9606"):
        found = scan(real_file, batch_bytes=100_000).filter(condition).collect()
        assert_frame_equal(found, expected.filter(condition))


# What the reader is asked for.
