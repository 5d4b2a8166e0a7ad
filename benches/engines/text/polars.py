"""polars, with the lines of the file as one column: the fastest that a user can write with expressions.

It relies on annotations of six columns, an abstract line right behind the title's, and no tab in texts.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from engines.adapter import COLUMNS, TextEngine
from inputs.counts import Counts, tally


class Engine(TextEngine):
    """`scan_csv` with a separator that is nowhere, then `str.splitn`."""

    threads = (2,)
    largest = 1_000_000_000
    unpacks = True

    def __init__(self, threads: int) -> None:
        super().__init__(threads)
        os.environ["POLARS_MAX_THREADS"] = str(threads)
        self.pl: Any = import_module("polars")

    def read(self, path: Path) -> Any:
        """Return the lines."""
        return self.pl.scan_csv(
            path, separator="\x01", has_header=False, quote_char=None, schema={"line": self.pl.String}
        )

    def cells(self, *names: str) -> list[Any]:
        """Return some cells of rows with six."""
        line = self.pl.col("line").str.splitn("\t", 6).struct
        places = ("pmid", *COLUMNS)
        return [line.field(f"field_{places.index(name)}").alias(name) for name in names]

    def annotations(self, lines: Any) -> Any:
        """Return the annotations with all their columns."""
        pl = self.pl
        rows = lines.select(self.cells("pmid", *COLUMNS)).filter(pl.col("identifier").is_not_null())
        return rows.with_columns(
            pl.col("pmid").cast(pl.Int64),
            pl.col("start", "end").cast(pl.Int32),
            pl.col("type").cast(pl.Categorical),
        )

    def texts(self, lines: Any) -> Any:
        """Return PMID, title and abstract of each document."""
        pl = self.pl
        cells = pl.col("line").str.splitn("|", 3).struct
        rows = lines.select(*(cells.field(f"field_{at}") for at in range(3)))
        return (
            rows.with_columns(
                abstract=pl.when(pl.col("field_1").shift(-1) == "a").then(pl.col("field_2").shift(-1))
            )
            .filter(pl.col("field_1") == "t")
            .select(
                pl.col("field_0").cast(pl.Int64).alias("pmid"), pl.col("field_2").alias("title"), "abstract"
            )
        )

    def relations(self, lines: Any) -> Any:
        """Return the relations: rows with four cells."""
        pl = self.pl
        line = pl.col("line").str.splitn("\t", 5).struct
        rows = lines.select(*(line.field(f"field_{at}") for at in range(5)))
        return rows.filter(pl.col("field_3").is_not_null() & pl.col("field_4").is_null())

    def open(self, path: Path) -> Any:
        """Return three frames."""
        lines = self.read(path)
        return self.pl.collect_all([self.texts(lines), self.annotations(lines), self.relations(lines)])

    columns = open  # there is nothing else

    def counts(self, opened: Any) -> Counts:
        """Count what is in the frames."""
        pl, (texts, annotations, relations) = self.pl, opened
        return {
            "documents": len(texts),
            "annotations": len(annotations),
            "annotations_by_type": counted(annotations["type"].cast(pl.String).value_counts()),
            "title_characters": texts["title"].str.len_chars().sum(),
            "abstract_characters": texts["abstract"].str.len_chars().sum(),
            "mention_characters": annotations["mention"].str.len_chars().sum(),
            "identifier_bytes": annotations["identifier"].str.len_bytes().sum(),
            "start_sum": annotations["start"].cast(pl.Int64).sum(),
            "end_sum": annotations["end"].cast(pl.Int64).sum(),
            "pmid_digits": texts["pmid"].cast(pl.String).str.len_bytes().sum(),
            "relations": len(relations),
            "argument_bytes": sum(relations[f"field_{at}"].str.len_bytes().sum() for at in (2, 3)),
        }

    def stream(self, path: Path) -> Counts:
        """Count in polars' streaming engine."""
        line = self.pl.col("line")
        counts = self.read(path).select(
            line.str.contains(r"^\d+\|t\|").sum().alias("documents"),
            (line.str.count_matches("\t", literal=True) == 5).sum().alias("annotations"),
        )
        found: Counts = counts.collect(engine="streaming").row(0, named=True)
        return found

    def iterate(self, path: Path) -> Counts:
        """Go through the rows of both frames."""
        texts, annotations, _ = self.open(path)
        found = tally((str(pmid), title, abstract, ()) for pmid, title, abstract in texts.iter_rows())
        rows = tally([("", "", "", annotations.drop("pmid").iter_rows())])
        of_texts = ("documents", "pmid_digits", "title_characters", "abstract_characters")
        return rows | {name: found[name] for name in of_texts}

    def count(self, path: Path) -> dict[str, int]:
        """Group the rows."""
        rows = self.read(path).select(self.cells("type", "identifier"))
        rows = rows.filter(self.pl.col("identifier").is_not_null())
        return counted(rows.group_by("type").len().collect())

    def find(self, path: Path, identifier: str) -> list[int]:
        """Filter the rows."""
        pl = self.pl
        rows = self.read(path).select(self.cells("pmid", "identifier"))
        rows = rows.filter(pl.col("identifier") == identifier).select(pl.col("pmid").cast(pl.Int64))
        found: list[int] = rows.unique().sort("pmid").collect()["pmid"].to_list()
        return found

    def convert(self, path: Path, out: Path) -> None:
        """Write the rows as they come."""
        self.annotations(self.read(path)).sink_parquet(out, compression="zstd", compression_level=3)

    def verify(self, path: Path) -> tuple[int, int]:
        """Give each row the text of the title before it, slice and compare."""
        pl, line = self.pl, self.pl.col("line")
        cells = line.str.splitn("|", 3).struct
        following = cells.field("field_2").shift(-1)
        abstract = pl.when(cells.field("field_1").shift(-1) == "a").then(following).otherwise(pl.lit(""))
        whole = pl.concat_str(cells.field("field_2"), abstract, separator=" ")
        text = pl.when(cells.field("field_1") == "t").then(whole).forward_fill().alias("text")
        start, end = pl.col("start").cast(pl.Int64), pl.col("end").cast(pl.Int64)
        rows = self.read(path).select(text, *self.cells("start", "end", "mention", "identifier"))
        rows = rows.filter(pl.col("identifier").is_not_null())
        same = pl.col("text").str.slice(start, end - start) == pl.col("mention")
        right, total = rows.select(same.sum().alias("right"), pl.len().alias("all")).collect().row(0)
        return right, total - right


def counted(counts: Any) -> dict[str, int]:
    """Return a frame of values and counts as a dictionary."""
    return dict(counts.iter_rows())
