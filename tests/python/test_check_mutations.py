"""Defects that are put into clean files are found exactly where they are, and the clean files have none.

Each mutation says which lines it makes of a document's lines, and at which of them its code is due. Real
files are those of the corpora that have no findings at all; there is a specimen besides.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import pubfast

CORPORA = os.environ.get("PUBFAST_CORPORA")

# Files without any finding, of many dialects.
CLEAN = (
    "aioner/pubtator__BC5CDR_TrainDev.PubTator",
    "aioner/pubtator__DrugProt_Test.PubTator",
    "aioner/pubtator__Linnaeus_Train.PubTator",
    "bc5cdr-sample/BC5CDR_Evaluation-0.0.3__CDR_sample.test.DNER.PubTator",
    "bc5cdr-sample/gold__CDR_sample.gold.PubTator",
    "bc5cdr-slmner/CDRdatasetPreprocessing__CDR_TestSet.PubTator.txt",
    "bconv/pubtator__NCBIdevset-example.txt",
    "bconv/pubtator_fbk__NCBIdevset-example.txt",
    "biored/BioRED__Dev.PubTator",
    "biorex-exp/aimed__aimed_bioc.Sen.PubTator",
    "biorex-exp/samples__sample.pubtator",
    "crowd-cid-relex/results__crowd_all_relations.txt",
    "embedded/bionlplab-test_io.2.txt",
    "marea/pubtator_test_csets__bioconcepts2pubtatorcentral.offset",
    "netmedex/examples__pmids_output.pubtator",
)

SPECIMEN = """\
11|t|Aspirin and the BRCA1 gene of mice
11|a|Low doses of aspirin help; the \u03b2-catenin \U0001f9ec of \u03b1 mice is aspirin too.
11\t0\t7\tAspirin\tChemical\tMESH:D001241
11\t16\t21\tBRCA1\tGene\t672;12189
11\t48\t55\taspirin\tChemical\tMESH:D001241
11\tCID\tD001241\t672

12|t|Nothing here
12|a|A second document with IL-2.
12\t36\t40\tIL-2\tGene\t3558
12\tx\t3558\t3558
"""

Lines = list[bytes]


@dataclass
class Block:
    """The lines of a document of a clean file, by what they are; ends of lines are cut off."""

    lines: Lines
    annotations: list[int]
    text: str
    id: bytes

    def columns(self, at: int) -> Lines:
        return self.lines[at].split(b"\t")

    def with_line(self, at: int, line: bytes) -> Lines:
        return [*self.lines[:at], line, *self.lines[at + 1 :]]

    def with_columns(self, at: int, **changed: bytes) -> Lines:
        """The lines with some columns of a row changed."""
        columns = self.columns(at)
        for name, value in changed.items():
            columns[{"start": 1, "end": 2, "mention": 3, "identifier": 5}[name]] = value
        return self.with_line(at, b"\t".join(columns))

    def added(self, line: bytes) -> Lines:
        return [*self.lines, line]


# The new lines of a document, the place among them where the code is due, and which byte of the line that is.
Mutated = tuple[Lines, int, int]
Mutation = Callable[[Block], Mutated | None]


def first(
    block: Block, accept: Callable[[int, int, str], bool] = lambda start, end, mention: True
) -> int | None:
    """The first ordinary annotation of six columns that will do; no relation needs it where there is none."""
    if any(at > max(block.annotations, default=-1) and line.strip() for at, line in enumerate(block.lines)):
        return None
    for at in block.annotations:
        columns = block.columns(at)
        if len(columns) >= 6 and accept(int(columns[1]), int(columns[2]), columns[3].decode()):
            return at
    return None


def row(change: Callable[[Lines], dict[str, bytes]], **wanted: Any) -> Mutation:
    """Change columns of an annotation."""

    def mutate(block: Block) -> Mutated | None:
        at = first(block, **wanted)
        return None if at is None else (block.with_columns(at, **change(block.columns(at))), at, 0)

    return mutate


def number(value: int) -> bytes:
    return b"%d" % value


def moved(by: int) -> Callable[[Lines], dict[str, bytes]]:
    return lambda columns: {"start": number(int(columns[1]) + by), "end": number(int(columns[2]) + by)}


def rewritten(line: Callable[[Block], bytes | None]) -> Mutation:
    """A line more at the end of the document."""

    def mutate(block: Block) -> Mutated | None:
        new = line(block)
        return None if new is None else (block.added(new), len(block.lines), 0)

    return mutate


def own(*lines: bytes, due: int, byte: int = 0) -> Mutation:
    """A document of its own, instead of one of the file."""
    return lambda block: ([line.replace(b"ID", block.id) for line in lines], due, byte)


def last(change: Callable[[Lines], dict[str, bytes]]) -> Mutation:
    """Change columns of the last annotation, so that all of them stay in order."""

    def mutate(block: Block) -> Mutated | None:
        at = block.annotations[-1] if block.annotations else None
        return None if at is None else (block.with_columns(at, **change(block.columns(at))), at, 0)

    return mutate


def nul(block: Block) -> Mutated | None:
    at = first(block)
    if at is None:
        return None
    line = block.lines[at]
    place = line.rindex(b"\t") + 1
    return block.with_line(at, line[:place] + b"\0" + line[place:]), at, place


def repeated(block: Block) -> Mutated | None:
    at = first(block)
    if at is None:
        return None
    return [*block.lines[: at + 1], block.lines[at], *block.lines[at + 1 :]], at + 1, 0


def swapped(block: Block) -> Mutated | None:
    """The last row, put before all others."""
    rows = block.annotations
    if len(rows) < 2 or int(block.columns(rows[0])[1]) >= int(block.columns(rows[-1])[1]):
        return None
    lines = list(block.lines)
    lines.insert(rows[0], lines.pop(rows[-1]))
    return lines, rows[0] + 1, 0


def entity(block: Block) -> Mutated | None:
    """An entity behind everything that is annotated: at the end of the last text line."""
    at = next((at for at, line in enumerate(block.lines) if line.startswith(block.id + b"|a|")), None)
    if at is None:
        return None
    return block.with_line(at, block.lines[at] + b" &lt;"), at, len(block.lines[at]) + 1


def bad_bytes(block: Block) -> Mutated | None:
    at = next((at for at, line in enumerate(block.lines) if line.startswith(block.id + b"|a|")), None)
    if at is None:
        return None
    return block.with_line(at, block.lines[at] + b"\xff"), at, len(block.lines[at])


def in_unit(name: str) -> Mutation:
    """Offsets of bytes or of UTF-16 units, of a mention that stands behind a character that has several."""
    title = "\U0001f9ec" * 60 if name == "utf16" else "\u03b2" * 60
    gap = len((title + " ").encode("utf-16-le")) // 2 if name == "utf16" else len((title + " ").encode())
    row = f"ID\t{gap}\t{gap + 4}\tIL-2\tGene\t3558".encode()
    return own(f"ID|t|{title} IL-2 {'x' * 200}".encode(), row, due=1)


MUTATIONS: dict[str, Mutation] = {
    "bad_offset": row(lambda columns: {"start": b"x" + columns[1]}),
    "bad_span": row(lambda columns: {"start": columns[2], "end": columns[1]}),
    "duplicate_annotation": repeated,
    "duplicate_text_line": rewritten(
        lambda block: block.id + b"|a|again" if b"|a|" in b"".join(block.lines) else None
    ),
    "empty_span": row(lambda columns: {"end": columns[1]}),
    "html_entity": entity,
    "invalid_utf8": bad_bytes,
    "nul_byte": nul,
    "offset_overflow": row(lambda columns: {"end": b"2147483648"}),
    "padded_identifier": row(lambda columns: {"identifier": b" " + columns[5]}),
    "relation_argument": rewritten(lambda block: block.id + b"\tCID\tnobody:carries this\tnor:that"),
    "span_beyond_text": last(moved(1_000_000)),
    "span_bytes": in_unit("bytes"),
    "span_case": row(
        lambda columns: {"mention": columns[3].swapcase()},
        accept=lambda start, end, mention: mention.isascii() and mention.swapcase() != mention,
    ),
    "span_folded": own(b"ID|t|the \xce\xb1-chain", b"ID\t4\t11\ta-chain\tGene\t3558", due=1),
    "span_mismatch": row(lambda columns: {"mention": b"zq" * 3 + b"#" + columns[3]}),
    "span_shifted": own(b"ID|t|the IL-2 gene " + b"x" * 50, b"ID\t5\t9\tIL-2\tGene\t3558", due=1),
    "span_trimmed_title": own(b"ID|t|the gene ", b"ID|a|IL-2 is it", b"ID\t9\t13\tIL-2\tGene\t3558", due=2),
    "span_utf16": in_unit("utf16"),
    "too_few_columns": rewritten(lambda block: block.id + b"\tx\ty"),
    "unrecognised_line": rewritten(lambda block: b"nothing of this kind"),
    "unsorted_annotations": swapped,
}


def blocks(lines: Lines) -> Iterator[tuple[int, Block]]:
    """The documents of a clean file, which blank lines separate, with the line that each begins at."""
    begin: int | None = None
    for at, line in enumerate([*lines, b""]):
        if line.strip() and begin is None:
            begin = at
        elif not line.strip() and begin is not None:
            yield begin, block(lines[begin:at])
            begin = None


def block(lines: Lines) -> Block:
    text = {}
    annotations = []
    for at, line in enumerate(lines):
        columns = line.split(b"\t")
        head = line.split(b"|", 2)
        if len(head) == 3 and head[1] in (b"t", b"a") and b"\t" not in head[0]:
            text[head[1]] = head[2].decode()
        elif len(columns) >= 5 and columns[1].isdigit() and columns[2].isdigit():
            annotations.append(at)
    document = lines[0].split(b"|")[0].split(b"\t")[0]
    return Block(lines, annotations, " ".join(text.values()), document)


def places(data: bytes, **options: Any) -> list[tuple[int, int, str]]:
    report = pubfast.check(data, **options)
    return [(finding.line, finding.byte, finding.code) for finding in report.findings]


@pytest.fixture(params=["specimen", *CLEAN])
def clean(request: pytest.FixtureRequest) -> bytes:
    if request.param == "specimen":
        return SPECIMEN.encode()
    if not CORPORA:
        pytest.skip("PUBFAST_CORPORA is not set")
    return Path(CORPORA, "pubtator", request.param).read_bytes()


def test_clean_files_have_no_findings(clean: bytes) -> None:
    report = pubfast.check(clean)
    assert (report.ok, len(report), report.counts) == (True, 0, {})
    assert len(report.findings) == 0


@pytest.mark.parametrize("code", MUTATIONS)
def test_defects_are_found_where_they_are(clean: bytes, code: str) -> None:
    end = b"\r\n" if b"\r\n" in clean else b"\n"
    lines = clean.removesuffix(end).split(end)
    drawn = random.Random(code)
    all_blocks = list(blocks(lines))
    tried = 0
    for begin, found in drawn.sample(all_blocks, min(20, len(all_blocks))):
        mutated = MUTATIONS[code](found)
        if mutated is None:
            continue
        tried += 1
        new, at, byte = mutated
        before = [*lines[:begin], *new[:at]]
        due = (len(before) + 1, sum(len(line) + len(end) for line in before) + byte, code)
        data = end.join([*lines[:begin], *new, *lines[begin + len(found.lines) :]]) + end
        for way in ({}, {"batch_bytes": 1000, "threads": 2}):
            assert places(data, **way) == [due], (code, new[at])
        if tried == 3:
            break


def test_repeated_ids(clean: bytes) -> None:
    end = b"\r\n" if b"\r\n" in clean else b"\n"
    begin = clean.removesuffix(end) + end + end
    text = next(iter(blocks(clean.split(end))))[1].lines
    data = begin + end.join(text) + end
    due = (begin.count(b"\n") + 1, len(begin), "duplicate_document_id")
    assert places(data) == [due]
    assert places(data, batch_bytes=1) == [due]


def test_mixed_line_ends(clean: bytes) -> None:
    end, other = (b"\r\n", b"\n") if b"\r\n" in clean else (b"\n", b"\r\n")
    at = clean.index(end, len(clean) // 2)
    at = clean.index(end, at + 1)
    data = clean[:at] + other + clean[at + len(end) :]
    begin = clean.rindex(b"\n", 0, at) + 1
    due = (clean[:begin].count(b"\n") + 1, begin, "mixed_line_ends")
    assert places(data) == [due]
    assert places(data, batch_bytes=1) == [due]


def test_rows_without_text(clean: bytes) -> None:
    data = clean.rstrip() + b"\n\n"
    row = b"none_of_them\t0\t2\tab\tGene\t7\n"
    assert (data.count(b"\n") + 1, len(data), "rows_without_text") in places(data + row)
    assert [code for _, _, code in places(data + row) if code != "mixed_line_ends"] == ["rows_without_text"]


ENTITIES = """\
1\tGene\t7;8\tx|y\tR
1\tDisease\tMESH:D000001\tz\tR
2\tGene\t7\tx\tR
"""
RELATIONS = """\
1\ttreat\tChemical|D1\tDisease|D2
1\ttreat\tChemical|D1\tDisease|D3
2\tcause\tChemical|D1\tDisease|D2
"""
TABLE_MUTATIONS: dict[str, tuple[str, str]] = {
    "bad_pmid": ("2\t", "PMC2\t"),
    "entity_without_type": ("2\tcause\tChemical|D1", "2\tcause\tD1"),
    "extra_columns": ("\tR\n2", "\tR\tmore\n2"),
    "html_entity": ("Disease|D3", "Disease|D3&gt;"),
    "missing_columns": ("z\tR", "z"),
    "nul_byte": ("MESH:D000001", "MESH:D00000\0"),
    "padded_identifier": ("MESH:D000001", "MESH:D000001 "),
    "repeated_header": ("2\t", "PMID\tType\tConceptID\tMentions\tResource\n2\t"),
    "too_few_columns": ("2\t", "2\n2\t"),
}


@pytest.mark.parametrize("code", TABLE_MUTATIONS)
@pytest.mark.parametrize("kind", ["entities", "relations"])
def test_defects_of_tables(code: str, kind: str) -> None:
    old, new = TABLE_MUTATIONS[code]
    clean = ENTITIES if kind == "entities" else RELATIONS
    assert places(clean.encode(), format=kind) == []
    if old not in clean:
        pytest.skip("this is about the other kind of table")
    before, _, after = clean.partition(old)
    text = before + new + after
    line = before.count("\n") + 1
    byte = text.rindex("\n", 0, len(before)) + 1 if "\n" in before else 0
    if code in ("nul_byte", "html_entity"):
        byte = text.index("\0" if code == "nul_byte" else "&")
    assert places(text.encode(), format=kind) == [(line, byte, code)]


@pytest.mark.parametrize(("text", "kind"), [(ENTITIES, "entities"), (RELATIONS, "relations")])
def test_repeated_rows_and_line_ends_of_tables(text: str, kind: str) -> None:
    lines = text.splitlines(keepends=True)
    data = "".join([*lines[:2], lines[0], lines[2]]).encode()
    due = [(3, len(lines[0]) + len(lines[1]), "duplicate_row")]
    assert places(data, format=kind) == due
    assert places(data, format=kind, batch_bytes=1) == due
    mixed = "".join([lines[0], lines[1].replace("\n", "\r\n"), lines[2]]).encode()
    assert places(mixed, format=kind) == [(2, len(lines[0]), "mixed_line_ends")]


def test_every_code_has_a_mutation() -> None:
    elsewhere = {"duplicate_document_id", "mixed_line_ends", "rows_without_text", "duplicate_row"}
    assert set(MUTATIONS) | set(TABLE_MUTATIONS) | elsewhere == set(pubfast.finding_codes)


def test_every_code_has_a_section() -> None:
    text = (Path(__file__).parents[2] / "docs" / "check.md").read_text("utf-8")
    found = {}
    for heading in text.split("\n### ")[1:]:
        title, _, rest = heading.partition("\n")
        code, _, severity = title.replace("`", "").partition(" — ")
        found[code] = severity
        assert rest.strip(), code
    assert found == pubfast.finding_severities
    assert json.dumps(list(found)) == json.dumps(sorted(found))
