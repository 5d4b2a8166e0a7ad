"""The identifiers of a cell, as plainly as possible: the slow twin of `split`, `missing` and of counting.

It reads `docs/identifiers.md` and nothing else of pubfast.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

GENES = {"gene", "geneorgeneproduct", "familyname", "domainmotif"}
SPECIES = {"species", "organismtaxon"}
DISEASES = {
    "disease",
    "diseaseorphenotypicfeature",
    "specificdisease",
    "diseaseclass",
    "modifier",
    "compositemention",
}
CHEMICALS = {"chemical", "chemicalentity", "nonstandardref"}

RULES = {None: "absent", "": "empty", "-": "dash", "-1": "minus_one", "None": "none", "null": "null"}


def separators(kind: str) -> str:
    """The separators of identifiers in block text."""
    kind = re.sub("[A-Z]+", lambda letters: letters[0].lower(), kind)
    if kind in GENES | SPECIES:
        return ",;"
    if kind == "cellline":
        return ";"
    if kind in DISEASES:
        return "|,+"
    return "|," if kind in CHEMICALS else ""


def identifiers(cell: str | None, kind: str) -> list[str]:
    """The identifiers of a cell of block text; a separator in parentheses is none."""
    if not cell:
        return []
    values, depth = [""], 0
    for character in cell:
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(depth - 1, 0)
        if depth == 0 and character in separators(kind):
            values.append("")
        else:
            values[-1] += character
    return values


def pieces(cell: str | None, wanted: str) -> list[str]:
    """A cell divided by every one of some characters."""
    return re.split(f"[{re.escape(wanted)}]", cell) if cell else []


def missing(cell: str | None) -> str:
    """The rule by which an identifier is missing."""
    return RULES.get(cell, "present")


def unescape(cell: str | None) -> str | None:
    """A cell with its entities as characters."""
    if cell is None:
        return None
    return re.sub(r"&(lt|gt|amp|quot|apos|#[0-9]{1,13}|#[xX][0-9a-fA-F]{1,12});", _character, cell)


def _character(entity: re.Match[str]) -> str:
    number = entity[1][1:]
    if entity[1][0] != "#":
        return html.unescape(entity[0])
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    is_character = code < 0x110000 and not 0xD800 <= code < 0xE000
    is_control = code < 0x20 or 0x7F <= code < 0xA0
    return chr(code) if is_character and not is_control else entity[0]


class Row(NamedTuple):
    """An annotation, as far as counting goes; `pmid` is -1 where there is none."""

    pmid: int
    kind: str
    cell: str | None


def present(row: Row) -> tuple[list[str], int]:
    """The identifiers of a row that are there, and how many are missing."""
    values = identifiers(row.cell, row.kind) or [""]
    there = [value for value in values if missing(value) == "present"]
    return there, len(values) - len(there)


def concept_index(rows: Iterable[Row]) -> tuple[dict[str, list[int]], dict[str, int]]:
    """The PMIDs of each concept, and what was skipped."""
    index: defaultdict[str, set[int]] = defaultdict(set)
    skipped = {"rows_without_pmid": 0, "missing": 0}
    for row in rows:
        if row.pmid < 0:
            skipped["rows_without_pmid"] += 1
            continue
        there, absent = present(row)
        skipped["missing"] += absent
        for value in there:
            index[value].add(row.pmid)
    ordered = sorted(index, key=str.encode)
    return {concept: sorted(index[concept]) for concept in ordered}, skipped


def identifier_counts(rows: Iterable[Row]) -> tuple[list[tuple[str, int]], int]:
    """The number of times that each identifier occurs, the frequent first; and the number of missing ones."""
    counts: Counter[str] = Counter()
    left_out = 0
    for row in rows:
        there, absent = present(row)
        counts.update(there)
        left_out += absent
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].encode())), left_out


def block(rows: Iterable[tuple[str | None, str]], pmid: object = 1) -> str:
    """A document in block text, with an annotation for each cell and type."""
    lines = [f"{pmid}|t|x"]
    for cell, kind in rows:
        lines.append(f"{pmid}\t0\t1\tx\t{kind}" + ("" if cell is None else f"\t{cell}"))
    return "\n".join(lines) + "\n\n"
