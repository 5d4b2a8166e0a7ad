"""Random documents with the statistics of a real dump."""

from __future__ import annotations

import random
import re
from itertools import accumulate

import numpy as np

from inputs.names import Names
from inputs.vocabulary import NAMES, RELATIONS, UNICODE_ENTRIES, UNICODE_WORDS, WORDS

Entry = tuple[str, str, str]  # mention, type, identifier
Row = tuple[int, int, Entry]  # start, end, entry
CONCEPT = "10090"  # the mouse, which is mentioned in 3 % of the documents

# Measured on a public sample of bioconcepts2pubtator_offsets with 651 documents and 7,539 annotations.
REAL = {
    "bytes": 1_233_185 / 651,  # of a document
    "annotations": 7539 / 651,
    "title_characters": 100.85,
    "abstract_characters": 1239.8,
    "mention_characters": 9.63,  # of an annotation
    "identifier_bytes": 8.68,
    "empty_identifiers": 544 / 7539,
}
TYPES = {
    "Disease": 3017 / 7539,
    "Chemical": 1828 / 7539,
    "Species": 1763 / 7539,
    "Gene": 904 / 7539,
    "SNP": 16 / 7539,
    "DNAMutation": 8 / 7539,
    "ProteinMutation": 3 / 7539,
}
TITLE_ONLY = 87 / 651  # of the documents, all with an empty abstract line
DISTINCT = 0.51  # of the mentions of a document
IN_TITLE = 0.109  # of the annotations
SAME_SPAN, NESTED = 0.008, 0.067  # of the annotations; a nested one needs a mention of several words
CORRELATION = 0.33  # of the number of annotations with the length of the document
PERCENTS = (0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100)
QUANTILES = {  # at PERCENTS
    "title": (6, 14, 43, 57, 71, 82, 90, 98, 106, 117, 129, 150, 165, 219, 281),
    "abstract": (37, 385, 656, 828, 1071, 1236, 1353, 1471, 1565, 1665, 1755, 1941, 2100, 2479, 3930),
    "annotations": (0, 0, 0, 1, 3, 6, 9, 11, 14, 17, 22, 27, 33, 46, 59),
    "annotations of a title": (0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 5, 6),
}
# Shares of documents that the sample does not have, but full dumps or other PubTator files do.
NON_ASCII, WITH_RELATIONS, NO_ABSTRACT_LINE = 0.05, 0.03, 0.01
LONG = 0.001  # of the documents, with 4 to 16 times as much text and as many annotations


class Author:
    """Draws documents. Words and names are distributed by rank, as Zipf's law has them."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        names = Names(rng)
        self.words = WORDS.split()
        weights = [1 / (rank + 2) for rank in range(len(self.words))]
        self.words += [names.draw("word") for _ in range(3000)]
        weights += [0.6 / rank for rank in range(len(weights), len(self.words))]
        self.words += [f"{word}," for word in self.words[20:]] + [names.draw("number") for _ in range(800)]
        weights += [weight / 10 for weight in weights[20:]] + [sum(weights) * 0.04 / 800] * 800
        self.word_weights = list(accumulate(weights))
        sizes = (len(word) * weight for word, weight in zip(self.words, weights, strict=True))
        self.word_room = 1 + sum(sizes) / sum(weights)

        self.entries: list[Entry] = []
        self.entry_weights: list[float] = []
        self.identifiers: dict[str, list[str]] = {}
        for kind, share in TYPES.items():
            own = named(names, kind) if kind in NAMES else variants(names, kind)
            self.identifiers[kind] = [identifier for _, _, identifier in own]
            first, power = (1, -1.35) if kind == "Species" else (2, -0.8)
            ranked = [(rank + first) ** power for rank in range(len(own))]
            factor = share / sum(ranked)
            self.entries += own
            self.entry_weights += [weight * factor for weight in ranked]
        self.entry_weights = list(accumulate(self.entry_weights))

    def document(self) -> tuple[str, str | None, list[Row], list[tuple[str, str, str]]]:
        """Draw the title, the abstract, the annotations and the relations of a document."""
        chance = self.rng.random
        title_only, foreign, size = chance() < TITLE_ONLY, chance() < NON_ASCII, chance()
        factor = self.rng.uniform(4, 16) if not title_only and chance() < LONG else 1.0
        quantiles = "annotations of a title" if title_only else "annotations"
        count = length(quantiles, size if chance() < CORRELATION else chance()) * factor
        chosen = self.chosen(round(count * 0.955), foreign)  # `passage` adds to these
        cut = len(chosen) if title_only else int(len(chosen) * IN_TITLE + chance())
        title, rows = self.passage(length("title", chance()), chosen[:cut], 0, foreign)
        abstract: str | None = None if chance() < NO_ABSTRACT_LINE / TITLE_ONLY else ""
        if not title_only:
            room = length("abstract", size) * factor
            abstract, more = self.passage(room, chosen[cut:], len(title) + 1, foreign)
            rows += more
        relations = []
        if chance() < WITH_RELATIONS:
            known = sorted({entry[2] for _, _, entry in rows if entry[2]} | {"MESH:D003920", "MESH:D009369"})
            for _ in range(self.rng.choice((1, 1, 2, 2, 3, 4))):
                first, second = self.rng.sample(known, 2)
                relations.append((self.rng.choice(RELATIONS), first, second))
        return title, abstract, rows, relations

    def chosen(self, count: int, foreign: bool) -> list[Entry]:
        """Draw the entries that a document mentions, many of them repeatedly."""
        distinct = min(count, 1 + int(count * DISTINCT))
        drawn = self.rng.choices(self.entries, cum_weights=self.entry_weights, k=distinct)
        if drawn and foreign and self.rng.random() < 0.5:
            drawn[0] = self.rng.choice(UNICODE_ENTRIES)
        drawn += self.rng.choices(drawn, k=count - distinct) if drawn else []
        self.rng.shuffle(drawn)
        return drawn

    def passage(self, room: float, chosen: list[Entry], at: int, foreign: bool) -> tuple[str, list[Row]]:
        """Write about `room` characters that begin at offset `at`; the text and its annotations."""
        rng = self.rng
        room -= sum(len(mention) + 1 for mention, _, _ in chosen)
        words = self.sentences(max(1, round(room / self.word_room)), foreign)
        pieces: list[str] = []
        rows: list[Row] = []
        used = 0
        for place, entry in zip(
            sorted(rng.choices(range(len(words) + 1), k=len(chosen))), chosen, strict=True
        ):
            pieces += words[used:place]
            at += sum(map(len, words[used:place])) + place - used
            used = place
            mention, kind, _ = entry
            end = at + len(mention)
            rows.append((at, end, entry))
            extra = rng.random()
            if extra < SAME_SPAN:
                rows.append((at, end, (mention, kind, rng.choice(self.identifiers[kind]))))
            elif extra < SAME_SPAN + NESTED and " " in mention:
                word = mention.rsplit(" ", 1)[1]
                rows.append((end - len(word), end, (word, kind, rng.choice(self.identifiers[kind]))))
            pieces.append(mention)
            at = end + 1
        return " ".join(pieces + words[used:]), rows

    def sentences(self, count: int, foreign: bool) -> list[str]:
        """Draw words in sentences of 8 to 34."""
        words = self.rng.choices(self.words, cum_weights=self.word_weights, k=count)
        for _ in range(1 + count // 60 if foreign else 0):
            words[self.rng.randrange(count)] = self.rng.choice(UNICODE_WORDS.split())
        first = 0
        while first < count:
            words[first] = words[first][:1].upper() + words[first][1:]
            first += self.rng.randrange(8, 35)
            last = min(first, count) - 1
            words[last] = words[last].rstrip(",") + "."
        return words


def length(name: str, at: float) -> float:
    """Return the value at share `at` of a measured distribution."""
    return float(np.interp(100 * at, PERCENTS, QUANTILES[name]))


def named(names: Names, kind: str) -> list[Entry]:
    """Draw entries of a type, two names to an identifier on average."""
    identifiers = [names.draw(f"{kind} id") for _ in range(NAMES[kind] // 2)]
    pairs = names.common(kind) + [(mention, "") for mention in names.rare(kind)]
    return [(mention, kind, known or names.rng.choice(identifiers)) for mention, known in pairs]


def variants(names: Names, kind: str) -> list[Entry]:
    """Draw entries of a type whose identifier follows from the mention."""
    identifiers = [names.draw(kind) for _ in range(1500)]
    return [(re.sub(r"[cp]\|SUB|\|", "", identifier), kind, identifier) for identifier in identifiers]
