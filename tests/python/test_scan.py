"""Lazy frames give what an eager frame of the same columns gives, whatever is asked of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from lazy_frames import eager, scan
from packing import CONTAINERS
from pubfast import _core

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "examples" / "sample.pubtator"
BLOCK_TEXT = ("documents", "annotations", "relations", "passages", "problems")
ENGINES: tuple[Literal["in-memory", "streaming"], ...] = ("in-memory", "streaming")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The columns and limits that the reader got, each time a frame was collected."""
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


def test_the_schema_is_known_without_reading(asked: list[dict[str, Any]]) -> None:
    for table in BLOCK_TEXT:
        assert scan(SAMPLE, table=table).collect_schema() == eager(SAMPLE, table).schema
    assert not asked


# What goes wrong.
