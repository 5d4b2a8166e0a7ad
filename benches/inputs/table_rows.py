"""Random rows of an entity table, without their PMIDs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from inputs.names import Names
from inputs.vocabulary import UNICODE_ENTRIES

Row = tuple[str, str, str, str]  # type, identifier, mentions, resource


@dataclass(frozen=True, slots=True)
class Kind:
    """The statistics of the rows of one type.

    Attributes
    ----------
    share
        Of all rows; estimates but for their order of magnitude, as the published tables are per type.
    concepts
        Number of different identifiers that are drawn.
    empty, missing, composite
        Shares of the type's rows: without mentions, without a concept, with several concepts.
    more
        Chance of one more name in a mention, each time.
    taggers, curated
        Resources that give mentions, and those that give none; the most frequent one is the first.
    """

    share: float
    concepts: int
    empty: float
    missing: float
    composite: float
    more: float
    taggers: tuple[str, ...]
    curated: tuple[str, ...]


# Measured on whole tables: 60.2 and 10.7 of 450 million rows have no mentions and no concept, 0.4 % of gene
# rows have several concepts, and a gene row has 43.5 bytes.
# fmt: off
KINDS = {
    "Gene": Kind(0.19, 40_000, 0.2, 0, 0.004, 0.52, ("GNormPlus", "PubTator3", "GNorm2"),
                 ("gene2pubmed", "BioGRID", "CTD", "MGI", "RGD", "FlyBase", "ZFIN", "UniProt")),
    "Disease": Kind(0.28, 9000, 0.14, 0.018, 0, 0.35, ("TaggerOne", "PubTator3", "DNorm"),
                    ("MESH", "CTD", "ClinVar", "OMIM", "RGD")),
    "Chemical": Kind(0.27, 30_000, 0.15, 0.07, 0, 0.35, ("TaggerOne", "PubTator3", "tmChem"),
                     ("MESH", "CTD", "ChEBI")),
    "Species": Kind(0.20, 15_000, 0.02, 0, 0.0005, 0.35, ("PubTator3", "SR4GN", "GNorm2"),
                    ("MESH", "Taxonomy")),
    "Mutation": Kind(0.04, 0, 0.35, 0, 0, 0.35, ("tmVar", "PubTator3", "tmVar3"),
                     ("ClinVar", "dbSNP", "dbGAP", "GWAS")),
    "CellLine": Kind(0.02, 3000, 0.01, 0, 0.001, 0.35, ("TaggerOne", "PubTator3"), ("Cellosaurus", "MESH")),
}
# fmt: on
IDENTIFIERS = {  # patterns of their names, and how often each is used
    "Gene": {"<3>": 1, "<4>": 6, "<5>": 10, "<6>": 5, "<7>": 3},
    "Species": {"<3>": 1, "<4>": 6, "<5>": 10, "<6>": 5, "<7>": 3},
    "Disease": {"MESH:D0<5>": 13, "MESH:C<6>": 6, "OMIM:<6>": 1},
    "Chemical": {"MESH:D0<5>": 7, "MESH:C<6>": 3},
    "CellLine": {"CVCL_<4>": 1},
}
VARIANTS = {
    "rs<8>": 4,
    "tmVar:c|SUB|<base>|<4>|<base>;HGVS:c.<4><base>><base>;VariantGroup:<1>": 1,
    "tmVar:p|SUB|<acid>|<3>|<acid>;HGVS:p.<acid><3><acid>;VariantGroup:<1>": 1,
    "tmVar:c|SUB|<base>|<4>|<base>;HGVS:c.<4><base>><base>;VariantGroup:<1>;CorrespondingGene:<5>": 1,
    "tmVar:p|SUB|<acid>|<3>|<acid>;HGVS:p.<acid><3><acid>;VariantGroup:<1>;CorrespondingGene:<5>": 1,
}
NONE = 0.0002  # of the gene rows, with this word instead of an identifier
QUOTED, FOREIGN = 0.001, 0.003  # of the mentions: with a stray double quote, with a name that is not ASCII
CELL_LINES = 1500
RESOURCE_SETS = 120  # drawn for each type; several are the same


class RowAuthor:
    """Draws rows. Identifiers, names and resources are distributed by rank, as Zipf's law has them."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.names = rng, Names(rng)
        self.numbers = np.random.Generator(np.random.PCG64(rng.getrandbits(64)))

    def rows(self, kind: str, count: int) -> list[Row]:
        """Draw rows of a type."""
        of, rng = KINDS[kind], self.rng
        identifiers = self.identifiers(kind, count)
        names = self.mentioned(kind, identifiers)
        more = self.numbers.geometric(1 - of.more, size=count).tolist()
        tagged, curated = self.resources(of, of.taggers, count), self.resources(of, (), count)
        rows: list[Row] = []
        for identifier, several in zip(identifiers, more, strict=True):
            chance = rng.random()
            if chance < of.empty:
                rows.append((kind, identifier, "", next(curated)))
                continue
            if chance < of.empty + of.missing:
                identifier, several = "-", 2 * several
            mentions = "|".join(dict.fromkeys(islice(names, several)))
            if rng.random() < FOREIGN:
                mentions += f"|{rng.choice(UNICODE_ENTRIES)[0]}"
            if rng.random() < QUOTED:
                # As often at the start, where some readers take it for a quotation that ends rows later.
                at = rng.choice((0, rng.randrange(len(mentions))))
                mentions = f'{mentions[:at]}"{mentions[at:]}'
            rows.append((kind, identifier, mentions, next(tagged)))
        return rows

    def identifiers(self, kind: str, count: int) -> list[str]:
        """Draw identifiers, the more often the higher their rank."""
        of = KINDS[kind]
        if not of.concepts:
            return self.filled(VARIANTS, count)
        known = list(dict.fromkeys(self.filled(IDENTIFIERS[kind], of.concepts)))
        found = [known[at] for at in self.ranked(len(known), 3, 0.9, count)]
        for row in np.flatnonzero(self.numbers.random(count) < of.composite):
            others = self.rng.choices(known, k=self.rng.choice((1, 1, 2, 4)))
            found[row] = ";".join(dict.fromkeys([found[row], *others]))
        if kind == "Gene":
            for row in np.flatnonzero(self.numbers.random(count) < NONE):
                found[row] = "None"
        return found

    def mentioned(self, kind: str, identifiers: list[str]) -> Iterator[str]:
        """Yield names without end, the common ones more often; those of variants follow from identifiers."""
        if kind == "Mutation":
            return (text.rsplit("|", 1)[-1].split(";")[0] for text in self.endless(identifiers))
        if kind == "CellLine":
            return self.endless([self.names.draw("CellLine") for _ in range(CELL_LINES)])
        return self.endless([name for name, _ in self.names.common(kind)] * 20 + self.names.rare(kind))

    def resources(self, of: Kind, taggers: tuple[str, ...], count: int) -> Iterator[str]:
        """Yield sets of resources in any order; the shorter ones are the more frequent."""
        sets = [taggers[0] if taggers else of.curated[0]]
        for _ in range(RESOURCE_SETS):
            size = min(len(of.curated), self.rng.choice((0, 1, 1, 2, 3) if taggers else (1, 1, 2, 2, 3)))
            names = self.rng.sample(of.curated, size) + ([self.rng.choice(taggers)] if taggers else [])
            self.rng.shuffle(names)
            sets.append("|".join(names))
        sets = sorted(dict.fromkeys(sets), key=lambda names: names.count("|"))
        return (sets[at] for at in self.ranked(len(sets), 1, 1.9, count))

    def ranked(self, ranks: int, first: int, power: float, count: int) -> list[int]:
        """Draw ranks from 0, each with the weight ``(rank + first) ** -power``."""
        weights = (np.arange(ranks) + float(first)) ** -power
        drawn: list[int] = self.numbers.choice(ranks, p=weights / weights.sum(), size=count).tolist()
        return drawn

    def filled(self, patterns: dict[str, int], count: int) -> list[str]:
        """Draw texts of some patterns."""
        drawn = self.rng.choices(list(patterns), list(patterns.values()), k=count)
        return list(map(self.names.fill, drawn))

    def endless(self, texts: list[str]) -> Iterator[str]:
        """Yield texts at random, without end."""
        while True:
            yield from self.rng.choices(texts, k=1000)
