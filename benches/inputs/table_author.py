"""The author of the rows of generated tables."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import accumulate

import inputs.table_vocabulary as vocabulary
from inputs.author import Author
from inputs.vocabulary import UNICODE_ENTRIES

Row = tuple[str, ...]  # without its PMID
CELL_LINES = 1500  # names that are drawn


@dataclass(slots=True)
class TableAuthor:
    """Draws rows; identifiers by rank, as Zipf's law has them."""

    rng: random.Random
    names: dict[str, list[str]] = field(default_factory=dict)
    concepts: dict[str, tuple[list[str], list[float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        writer = Author(self.rng, "")
        for kind in ("Gene", "Disease", "Chemical", "Species"):
            names = [mention for mention, _, _ in writer.entries[kind]]
            self.names[kind] = names[:25] * 20 + names  # the common ones are the first
        self.names["CellLine"] = [self.cell_line() for _ in range(CELL_LINES)]
        for kind, count in vocabulary.CONCEPTS.items():
            identifiers = list(dict.fromkeys(self.identifier(kind) for _ in range(count)))
            weights = accumulate((rank + 3) ** -0.9 for rank in range(len(identifiers)))
            self.concepts[kind] = identifiers, list(weights)

    def cell_line(self) -> str:
        """A name such as HCT-116."""
        letters = "".join(self.rng.choices("ABCDEHKLMNPRSTU", k=self.rng.randrange(2, 5)))
        return f"{letters}-{self.rng.randrange(1, 500)}"

    def identifier(self, kind: str) -> str:
        """One identifier that names one concept."""
        chance, number = self.rng.random(), self.rng.randrange
        if kind in ("Gene", "Species"):
            digits = self.rng.choices((3, 4, 5, 6, 7), (1, 6, 10, 5, 3))[0]
            return str(number(10 ** (digits - 1), 10**digits))
        if kind == "CellLine":
            return f"CVCL_{number(10_000):04}"
        if kind == "Disease" and chance < 0.05:
            return f"OMIM:{number(100_000, 620_000)}"
        return f"MESH:C{number(10**6):06}" if chance > 0.7 else f"MESH:D0{number(10**5):05}"

    def drawn(self, kind: str, count: int) -> list[str]:
        """Identifiers of a type, the more often the higher their rank."""
        identifiers, weights = self.concepts[kind]
        return self.rng.choices(identifiers, cum_weights=weights, k=count)

    def variant(self) -> tuple[str, str]:
        """The identifier and the mention of a variant."""
        rng = self.rng
        at, chance = rng.randrange(1, 4000), rng.random()
        if chance < 0.5:
            identifier = f"rs{rng.randrange(10 ** rng.randrange(4, 10))}"
            return identifier, identifier
        if chance < 0.75:
            old, new = rng.sample(vocabulary.BASES, 2)
            head, mention = f"c|SUB|{old}|{at}|{new};HGVS:c.{at}{old}>{new}", f"{old}{at}{new}"
        else:
            old, new = rng.sample(vocabulary.AMINO_ACIDS, 2)
            head, mention = f"p|SUB|{old}|{at}|{new};HGVS:p.{old}{at}{new}", f"{old}{at}{new}"
        gene = f";CorrespondingGene:{self.drawn('Gene', 1)[0]}" if rng.random() < 0.5 else ""
        return f"tmVar:{head};VariantGroup:{rng.randrange(6)}{gene}", mention

    def mentions(self, kind: str, first: str | None, more: float) -> str:
        """One name or several, as a text has them."""
        rng = self.rng
        names = [rng.choice(self.names[kind]) if first is None else first]
        while rng.random() < more:
            names.append(rng.choice(self.names[kind]) if first is None else first.lower())
        if rng.random() < vocabulary.FOREIGN:
            names.append(rng.choice(UNICODE_ENTRIES)[0])
        text = "|".join(dict.fromkeys(names))
        if rng.random() >= vocabulary.QUOTED:
            return text
        # As often at the start, where some readers take it for a quotation that ends rows later.
        at = rng.choice((0, rng.randrange(len(text))))
        return f'{text[:at]}"{text[at:]}'

    def resources(self, kind: str, tagged: bool) -> tuple[list[str], list[float]]:
        """Sets of resources in any order, and how often they are met."""
        rng, curated = self.rng, vocabulary.CURATED[kind]
        taggers = vocabulary.TAGGERS[kind]
        sets = [taggers[0] if tagged else curated[0]]
        for _ in range(vocabulary.RESOURCE_SETS):
            size = min(len(curated), rng.choice((0, 1, 1, 2, 3) if tagged else (1, 1, 2, 2, 3)))
            names = rng.sample(curated, size) + ([rng.choice(taggers)] if tagged else [])
            rng.shuffle(names)
            sets.append("|".join(names))
        sets = sorted(dict.fromkeys(sets), key=lambda names: names.count("|"))  # the shorter, the commoner
        return sets, list(accumulate((rank + 1) ** -1.9 for rank in range(len(sets))))

    def entities(self, kind: str, count: int) -> list[Row]:
        """Rows of one type of the entity table."""
        rng, missing, composite = self.rng, vocabulary.NOT_NORMALISED.get(kind, 0), vocabulary.COMPOSITE
        resources = {tagged: self.resources(kind, tagged) for tagged in (False, True)}
        identifiers = self.drawn(kind, count) if kind in self.concepts else [""] * count
        rows: list[Row] = []
        for identifier in identifiers:
            name, empty = None, rng.random() < vocabulary.EMPTY[kind]
            more = vocabulary.MORE_NAMES.get(kind, vocabulary.MORE_NAMES_ELSEWHERE)
            if kind == "Mutation":
                identifier, name = self.variant()
            chance = rng.random()
            if chance < missing:
                identifier, more, empty = "-", vocabulary.MORE_NAMES_NOT_NORMALISED, False
            elif chance < missing + composite.get(kind, 0):
                members = [identifier, *self.drawn(kind, rng.choice((1, 1, 2, 4)))]
                identifier = ";".join(dict.fromkeys(members))
            elif chance > 1 - vocabulary.NONE and kind == "Gene":
                identifier = "None"
            mentions = "" if empty else self.mentions(kind, name, more)
            sets, weights = resources[not empty]
            rows.append((kind, identifier, mentions, rng.choices(sets, cum_weights=weights)[0]))
        return rows

    def entity(self, kind: str) -> str:
        """One side of a relation."""
        rng = self.rng
        if kind in self.concepts:
            return self.drawn(kind, 1)[0]
        number, at = rng.randrange(10**9), rng.randrange(1, 4000)
        if kind == "SNP":
            return f"RS#:{number}"
        dna = kind == "DNAMutation"
        old, new = rng.sample(vocabulary.BASES if dna else vocabulary.AMINO_ACIDS, 2)
        arrow = ("&gt;" if rng.random() < vocabulary.ESCAPED else ">") if dna else ""
        name = f"HGVS:c.{at}{old}{arrow}{new}" if dna else f"HGVS:p.{old}{at}{new}"
        return f"RS#:{number};{name};CorrespondingGene:{self.drawn('Gene', 1)[0]}"

    def relations(self, count: int) -> list[Row]:
        """Rows of the relation table: type, and of both entities type and identifier."""
        types = self.rng.choices(list(vocabulary.RELATIONS), list(vocabulary.RELATIONS.values()), k=count)
        pairs = self.rng.choices(list(vocabulary.PAIRS), list(vocabulary.PAIRS.values()), k=count)
        rows: list[Row] = []
        for kind, pair in zip(types, pairs, strict=True):
            first, second = pair if self.rng.random() < 0.7 else pair[::-1]
            rows.append((kind, first, self.entity(first), second, self.entity(second)))
        return rows
