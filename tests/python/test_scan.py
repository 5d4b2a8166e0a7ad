"""Lazy frames give what an eager frame of the same columns gives, whatever is asked of them."""

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
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import pubfast
from packing import CONTAINERS
from pubfast import _core

Write = Callable[..., Path]
Script = Callable[..., Any]
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "examples" / "sample.pubtator"
ENTITIES = ROOT / "examples" / "sample.entities.tsv"
DATA = ROOT / "tests" / "data"
BLOCK_TEXT = ("documents", "annotations", "relations", "passages", "problems")
ENGINES: tuple[Literal["in-memory", "streaming"], ...] = ("in-memory", "streaming")


def scan(paths: Any, **options: Any) -> pl.LazyFrame:
    return pubfast.scan(paths, **{"on_problem": "ignore", **options})


def eager(path: Any, table: str) -> pl.DataFrame:
    """The same columns of the whole input."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        frame: pl.DataFrame = getattr(pubfast.open(path, format="pubtator"), table).to_polars()
    return frame


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the reader was asked for, each time a frame was collected."""
    found: list[dict[str, Any]] = []
    begin = _core.scan

    def remember(path: Any, **options: Any) -> Any:
        if options["columns"]:
            found.append(options)
        return begin(path, **options)

    monkeypatch.setattr(_core, "scan", remember)
    return found


# What rows are like that filters may go wrong on.


IDS = ("1", "22", "PMC3", "04", "50000", "22", "999999999999999999")
TYPES = (b"Gene", b"Disease", b"Ge\xffne", b"Chemical", b"a type of many letters")
IDENTIFIERS = (b"\t7", b"\tMESH:D000001", b"\t", b"", b"\t-", b"\tb\xffd", b"\tan identifier\textra column")


@st.composite
def dumps(draw: st.DrawFn) -> bytes:
    text = b""
    for name in draw(st.lists(st.sampled_from(IDS), max_size=8)):
        id = name.encode()
        text += id + b"|t|A title of some length\n" + id + b"|a|\n"
        for kind, identifier in draw(
            st.lists(st.tuples(st.sampled_from(TYPES), st.sampled_from(IDENTIFIERS)), max_size=5)
        ):
            text += id + b"\t0\t7\tmention of \xc3\xa9\t" + kind + identifier + b"\n"
        if draw(st.booleans()):
            text += id + b"\tBinds\t7\t9\n" + id + b"|x|A passage\nwhat is this\n"
        text += b"\n"
    return text


WORDS = ["Gene", "Disease", "Chemical", "Binds", "Ge\ufffdne", "other", "a type of many letters"]
CELLS = ["7", "MESH:D000001", "", "-", "b\ufffdd", "an identifier"]
NUMBERS = st.sampled_from([-1, 0, 1, 4, 22, 49_999, 50_000, 999_999_999_999_999_999, (1 << 63) - 1])


def _in(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, max_size=3)


def _atoms() -> st.SearchStrategy[tuple[set[str], pl.Expr]]:
    """Conditions and the columns that they need."""

    def strings(name: str, values: list[str]) -> st.SearchStrategy[pl.Expr]:
        column, value = pl.col(name), st.sampled_from(values)
        return st.one_of(
            value.map(lambda value: column == value),
            value.map(lambda value: column != value),
            _in(value).map(lambda among: column.is_in(among)),
            _in(st.one_of(value, st.none())).map(
                lambda among: column.is_in(pl.lit(pl.Series([among], dtype=pl.List(pl.String))).first())
            ),
            value.map(lambda value: column.eq_missing(pl.lit(value))),
            st.just(column.is_null()),
            st.just(column.cast(pl.String).str.len_bytes() > 4),
        )

    pmid = pl.col("pmid")
    numbers = st.one_of(
        NUMBERS.map(lambda number: pmid == number),
        NUMBERS.map(lambda number: pmid != number),
        NUMBERS.map(lambda number: pmid < number),
        NUMBERS.map(lambda number: pmid <= number),
        NUMBERS.map(lambda number: pmid > number),
        NUMBERS.map(lambda number: pmid >= number),
        _in(NUMBERS).map(lambda among: pmid.is_in(among)),
        st.builds(
            lambda low, high, closed: pmid.is_between(low, high, closed=closed),
            NUMBERS,
            NUMBERS,
            st.sampled_from(["both", "left", "right", "none"]),
        ),
        st.just(pmid.is_null()),
        st.just(pmid == 22.0),
        st.just(pmid % 2 == 0),
    )
    document = st.integers(0, 5).map(lambda number: pl.col("document") >= number)
    return st.one_of(
        strings("type", WORDS).map(lambda expression: ({"type"}, expression)),
        strings("identifier", CELLS).map(lambda expression: ({"identifier"}, expression)),
        strings("document_id", ["1", "22", "9"]).map(lambda expression: ({"document_id"}, expression)),
        numbers.map(lambda expression: ({"pmid"}, expression)),
        document.map(lambda expression: ({"document"}, expression)),
    )


PREDICATES = st.recursive(
    _atoms(),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda both: (both[0][0] | both[1][0], both[0][1] & both[1][1])),
        st.tuples(inner, inner).map(lambda both: (both[0][0] | both[1][0], both[0][1] | both[1][1])),
        inner.map(lambda one: (one[0], ~one[1])),
    ),
    max_leaves=4,
)
LIMITS = st.one_of(st.none(), st.integers(0, 12))


@given(
    text=dumps(),
    predicates=st.lists(PREDICATES, max_size=3),
    before=LIMITS,
    after=LIMITS,
    data=st.data(),
)
@settings(max_examples=150)
def test_a_lazy_frame_is_an_eager_one(
    text: bytes,
    predicates: list[tuple[set[str], pl.Expr]],
    before: int | None,
    after: int | None,
    data: st.DataObject,
) -> None:
    table = data.draw(st.sampled_from(BLOCK_TEXT[:-1]))
    packed = CONTAINERS[data.draw(st.sampled_from(sorted(CONTAINERS)))][1](text)
    options = {
        "threads": data.draw(st.integers(1, 3)),
        "batch_bytes": data.draw(st.sampled_from([1, 30, 100, 500, 1 << 20])),
        "format": "pubtator",
    }
    expected = eager(text, table)

    def query(frame: pl.LazyFrame) -> pl.LazyFrame:
        if before is not None:
            frame = frame.head(before)
        for needed, predicate in predicates:
            if needed <= set(expected.columns):
                frame = frame.filter(predicate)
        return frame if after is None else frame.head(after)

    lazy, plain = query(scan(packed, table=table, **options)), query(expected.lazy())
    columns = data.draw(st.lists(st.sampled_from(expected.columns), unique=True, min_size=1))
    if data.draw(st.booleans()):
        lazy, plain = lazy.select(columns), plain.select(columns)
    engine = data.draw(st.sampled_from(ENGINES))
    assert_frame_equal(lazy.collect(engine=engine), plain.collect(engine="in-memory"))


def rich() -> bytes:
    """Each id with each type and each identifier."""
    text = b""
    for name in IDS:
        id = name.encode()
        text += id + b"|t|A title\n" + id + b"|a|\n"
        for kind in TYPES:
            for identifier in IDENTIFIERS:
                text += id + b"\t0\t7\tmention\t" + kind + identifier + b"\n"
        text += b"\n"
    return text


def every_condition() -> dict[str, list[pl.Expr]]:
    """Each way to ask for each value, on its own."""
    found: dict[str, list[pl.Expr]] = {}
    for name, values in (("type", WORDS), ("identifier", CELLS), ("document_id", list(IDS))):
        column = pl.col(name)
        found[name] = [pl.lit(True) & column.is_in(values[:2])]
        for value in values:
            found[name] += [column == value, column != value, column.is_in([value]), ~(column == value)]
            found[name] += [column.is_in([value, values[0]]), ~column.is_in([value])]
            found[name] += [column.is_in([value, None]), column.is_in([value, None], nulls_equal=True)]
            found[name] += [column.eq_missing(pl.lit(value)), pl.lit(value) == column]
    pmid, numbers = pl.col("pmid"), [-1, 0, 1, 21, 22, 23, 50_000, 999_999_999_999_999_999, (1 << 63) - 1]
    found["pmid"] = [pmid.is_in([1, None]), pmid.is_in([1, None], nulls_equal=True), pmid.is_in([])]
    for number in numbers:
        found["pmid"] += [pmid == number, pmid != number, pmid < number, pmid <= number, pmid > number]
        found["pmid"] += [pmid >= number, number < pmid, pmid.is_in([number, 22]), pmid.is_in([number])]
        for closed in ("both", "left", "right", "none"):
            found["pmid"].append(pmid.is_between(1, number, closed=closed))
            found["pmid"].append(pmid.is_between(number, 50_000, closed=closed))
    return found


@pytest.mark.parametrize("name", every_condition())
def test_every_condition(name: str, asked: list[dict[str, Any]]) -> None:
    text = rich()
    frame, expected = scan(text, batch_bytes=2000, threads=2), eager(text, "annotations")
    conditions = every_condition()[name]
    for condition, other in zip(conditions, conditions[1:] + conditions[:1], strict=True):
        assert_frame_equal(frame.filter(condition).collect(), expected.filter(condition))
        limited = frame.head(60).filter(condition)
        assert_frame_equal(limited.collect(), expected.head(60).filter(condition))
        for both in (condition & other, condition | other, condition & (pl.col("type") != "Gene")):
            assert_frame_equal(frame.filter(both).collect(), expected.filter(both))
    assert sum(bool(options["conditions"]) for options in asked) > len(conditions)


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


def test_columns_and_conditions_reach_the_reader(asked: list[dict[str, Any]]) -> None:
    frame = scan(SAMPLE)
    frame.select("document_id").collect()
    assert asked[-1]["columns"] == ["document_id"]
    assert asked[-1]["conditions"] == []
    frame.select(pl.len()).collect()
    assert len(asked[-1]["columns"]) == 1
    query = frame.filter(
        pl.col("type") == "Gene",
        pl.col("pmid").is_between(5, 90_000_100, closed="left"),
        pl.col("identifier").is_in(["8463", "7099"]),
        pl.col("document_id") != "1",
        pl.col("pmid") != 7,
    )
    query.select("pmid", "start").collect()
    # The type is the same in all rows, so it need not be read.
    assert set(asked[-1]["columns"]) == {"pmid", "start", "identifier", "document_id"}
    conditions = {(condition[0], str(condition[1:])) for condition in asked[-1]["conditions"]}
    largest = (1 << 63) - 1
    assert conditions == {
        ("type", "(['Gene'], True)"),
        ("document_id", "(['1'], False)"),
        ("identifier", "(['8463', '7099'], True)"),
        ("pmid", "([(5, 90000099)],)"),
        ("pmid", f"([(0, 6), (8, {largest})],)"),
    }
    assert asked[-1]["most"] is None


@pytest.mark.parametrize(
    "predicate",
    [
        pl.col("type") < "Gene",
        pl.col("type") == pl.col("identifier").cast(pl.Categorical),
        pl.col("identifier") == "b\ufffdd",
        pl.col("identifier").is_null(),
        pl.col("mention") == "infection",
        (pl.col("type") == "Gene") | (pl.col("pmid") == 1),
        pl.col("pmid").cast(pl.String) == "1",
        pl.col("type").eq_missing(pl.lit("Gene")),
        pl.col("start") > pl.col("end"),
        pl.lit(True),
    ],
    ids=str,
)
def test_what_is_not_understood_is_left_to_polars(asked: list[dict[str, Any]], predicate: pl.Expr) -> None:
    expected = eager(SAMPLE, "annotations")
    assert_frame_equal(scan(SAMPLE).filter(predicate).collect(), expected.filter(predicate))
    assert asked[-1]["conditions"] == []
    both = (pl.col("type") == "Disease") & predicate
    assert_frame_equal(scan(SAMPLE).filter(both).collect(), expected.filter(both))
    assert asked[-1]["conditions"] in ([("type", ["Disease"], True)], [])


def test_a_limit_stops_the_reader(asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    text = SAMPLE.read_bytes() * 3000
    taken: list[int] = []
    begin = _core.scan

    class Counted:
        def __init__(self, core: Any) -> None:
            self.core = core

        def __getattr__(self, name: str) -> Any:
            return getattr(self.core, name)

        def advance(self) -> Any:
            batch = self.core.advance()
            taken.append(0 if batch is None else len(batch))
            return batch

    monkeypatch.setattr(_core, "scan", lambda path, **options: Counted(begin(path, **options)))
    assert scan(text).head(10).collect().height == 10
    assert asked[-1]["most"] == 10
    assert taken == [10]
    taken.clear()
    # Behind a filter the limit is polars' affair, which asks for no more when it has enough.
    assert scan(text).filter(pl.col("type") == "Gene").head(3).collect(engine="streaming").height == 3
    assert sum(taken) < 24_000
    # A limit before a filter is one of all rows.
    found = scan(text).head(50).filter(pl.col("type") == "Gene").collect()
    assert_frame_equal(found, eager(SAMPLE, "annotations").head(50).filter(pl.col("type") == "Gene"))


# What is scanned.


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


def test_the_schema_is_known_without_reading(asked: list[dict[str, Any]]) -> None:
    for table in BLOCK_TEXT:
        assert scan(SAMPLE, table=table).collect_schema() == eager(SAMPLE, table).schema
    assert not asked


# What goes wrong.


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
