"""The author of generated documents."""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections import Counter
from itertools import accumulate, pairwise
from typing import NamedTuple

from inputs.real_dump import (
    ADDED,
    PERCENTS,
    REAL,
    REAL_CORRELATION,
    REAL_DISTINCT,
    REAL_IN_TITLE,
    REAL_QUANTILES,
)
from inputs.vocabulary import (
    COMMON,
    HEADINGS,
    NAMES,
    PARTS,
    RELATIONS,
    SHAPES,
    UNICODE_ENTRIES,
    UNICODE_WORDS,
    WORDS,
)

Entry = tuple[str, str, str]  # mention, type, identifier
Row = tuple[int, int, Entry]  # start, end, entry
CONCEPT = "10090"  # the mouse: one document of several has it


class Body(NamedTuple):
    """One document with NUL in place of its PMID, and what each of its copies adds to the statistics."""

    template: bytes
    counts: Counter[str]
    types: Counter[str]


class Author:
    """Draws document bodies; words and names by rank, as Zipf's law has them."""

    def __init__(self, rng: random.Random, newline: str) -> None:
        self.rng, self.newline = rng, newline
        self.parts = {name: [word.strip("_") for word in words.split()] for name, words in PARTS.items()}
        self.shapes = {name: self.weighted(patterns) for name, patterns in SHAPES.items()}
        self.unicode_words = UNICODE_WORDS.split()

        self.words = WORDS.split()
        weights = [1 / (rank + 2) for rank in range(len(self.words))]
        self.words += [self.shape("word") for _ in range(3000)]
        weights += [0.6 / rank for rank in range(len(weights), len(self.words))]
        numbers = [self.shape("number") for _ in range(800)]
        self.words += [word + "," for word in self.words[20:]] + numbers
        weights += [weight / 10 for weight in weights[20:]] + [sum(weights) * 0.04 / 800] * len(numbers)
        self.word_weights = list(accumulate(weights))
        self.word_room = 1 + sum(len(w) * p for w, p in zip(self.words, weights, strict=True)) / sum(weights)

        self.entries = {name: self.named(name) for name in NAMES}
        self.entries |= {name: self.variants(name) for name in REAL["types"] if name not in NAMES}
        self.all_entries = [entry for entries in self.entries.values() for entry in entries]
        weights = []
        for name, entries in self.entries.items():
            first, power = (1, -1.35) if name == "Species" else (2, -0.8)
            ranked = [(rank + first) ** power for rank in range(len(entries))]
            weights += [weight * REAL["types"][name] / sum(ranked) for weight in ranked]
        self.entry_weights = list(accumulate(weights))

    @staticmethod
    def weighted(patterns: str) -> tuple[list[str], list[int]]:
        """The patterns and the weights of one entry of `SHAPES`."""
        split = [pattern.replace("_", " ").partition(":") for pattern in patterns.split()]
        return [pattern for _, _, pattern in split], [int(weight) for weight, _, _ in split]

    def shape(self, name: str) -> str:
        """A random string of this shape."""
        if name.isdigit():
            return str(self.rng.randrange(10 ** (int(name) - 1), 10 ** int(name)))
        if name in self.parts:
            return self.rng.choice(self.parts[name])
        patterns, weights = self.shapes[name]
        return re.sub(r"<(\w+)>", lambda match: self.shape(match[1]), self.rng.choices(patterns, weights)[0])

    def named(self, name: str) -> list[Entry]:
        """Entries of one type, two names to an identifier on average; long names have low ranks."""
        identifiers = [self.shape(f"{name} id") for _ in range(NAMES[name] // 2)]
        common = [entry.replace("_", " ").partition(":") for entry in COMMON[name].split()]
        drawn = sorted((self.shape(name) for _ in range(NAMES[name])), key=lambda mention: len(mention) > 36)
        entries = [(mention, name, known or self.rng.choice(identifiers)) for mention, _, known in common]
        return entries + [(mention, name, self.rng.choice(identifiers)) for mention in drawn]

    def variants(self, name: str) -> list[Entry]:
        """Entries of a type whose identifier follows from the mention."""
        identifiers = [self.shape(name) for _ in range(1500)]
        return [(re.sub(r"[cp]\|SUB|\|", "", identifier), name, identifier) for identifier in identifiers]

    def length(self, name: str, at: float) -> float:
        """The value at share `at` of a measured distribution, linear between its quantiles."""
        values, right = REAL_QUANTILES[name], bisect(PERCENTS, 100 * at)
        low, high = PERCENTS[right - 1], PERCENTS[right]
        return values[right - 1] + (values[right] - values[right - 1]) * (100 * at - low) / (high - low)

    def choose(self, count: int, foreign: bool) -> list[Entry]:
        """The entries that one document mentions, in any order and many of them repeatedly."""
        distinct = min(count, 1 + int(count * REAL_DISTINCT))
        drawn = self.rng.choices(self.all_entries, cum_weights=self.entry_weights, k=distinct)
        if drawn and foreign and self.rng.random() < 0.5:
            drawn[0] = self.rng.choice(UNICODE_ENTRIES)
        drawn += self.rng.choices(drawn, k=count - distinct) if drawn else []
        self.rng.shuffle(drawn)
        return drawn

    def sentences(self, count: int, foreign: bool, headings: bool) -> list[str]:
        """Words in sentences of 8 to 34."""
        words = self.rng.choices(self.words, cum_weights=self.word_weights, k=count)
        for _ in range(1 + count // 60 if foreign else 0):
            words[self.rng.randrange(count)] = self.rng.choice(self.unicode_words)
        first = sentence = 0
        while first < count:
            words[first] = words[first][:1].upper() + words[first][1:]
            if headings and sentence % 3 == 0 and sentence < 3 * len(HEADINGS):
                words[first] = f"{HEADINGS[sentence // 3]} {words[first]}"
            sentence += 1
            first += self.rng.randrange(8, 35)
            last = min(first, count) - 1
            words[last] = words[last].rstrip(",") + "."
        return words

    def passage(
        self, room: float, chosen: list[Entry], at: int, foreign: bool, headings: bool
    ) -> tuple[str, list[Row]]:
        """A text of about `room` characters that begins at offset `at`, and its annotations by start."""
        rng = self.rng
        room -= sum(len(mention) + 1 for mention, _, _ in chosen)
        words = self.sentences(max(1, round(room / self.word_room)), foreign, headings)
        pieces: list[str] = []
        rows: list[Row] = []
        used = 0
        places = sorted(rng.choices(range(len(words) + 1), k=len(chosen)))
        for place, entry in zip(places, chosen, strict=True):
            before = "".join(word + " " for word in words[used:place]) + ("(" if rng.random() < 0.06 else "")
            used = place
            mention, name, _ = entry
            start, end = at + len(before), at + len(before) + len(mention)
            rows.append((start, end, entry))
            extra = rng.random()
            if extra < REAL["annotations"]["same_spans"]:
                rows.append((start, end, (mention, name, rng.choice(self.entries[name])[2])))
            elif extra < 0.075 and " " in mention:
                word = mention.rsplit(" ", 1)[1]
                rows.append((end - len(word), end, (word, name, rng.choice(self.entries[name])[2])))
            pieces.append(before + mention + (") " if before.endswith("(") else " "))
            at += len(pieces[-1])
        text = "".join(pieces) + " ".join(words[used:])
        return text.removesuffix(" ") + ("." if text.endswith(" ") else ""), rows

    def relations(self, rows: list[Row]) -> list[str]:
        """One to four four-column rows between identifiers of the document."""
        known = [entry[2] for _, _, entry in rows if entry[2]] + ["MESH:D003920", "MESH:D009369"]
        pairs = [self.rng.sample(sorted(set(known)), 2) for _ in range(self.rng.choice((1, 1, 2, 2, 3, 4)))]
        return ["\t".join(("\0", self.rng.choice(RELATIONS), *pair)) for pair in pairs]

    def body(self) -> Body:
        """Draw one document."""
        chance, shares = self.rng.random, REAL["documents"]
        title_only = chance() < shares["title_only_documents"]
        without_line = title_only and chance() < ADDED["without_abstract_line"]
        foreign, headings = chance() < ADDED["non_ascii"], chance() < 0.28
        times = self.rng.uniform(4, 16) if not title_only and chance() < ADDED["long"] else 1
        at = chance()
        at_annotations = at if chance() < REAL_CORRELATION else chance()
        count = self.length("annotations_title_only" if title_only else "annotations", at_annotations) * times
        chosen = self.choose(round(count * 0.955), foreign)  # second spans are added to these
        in_title = len(chosen) if title_only else int(len(chosen) * REAL_IN_TITLE + chance())

        title, rows = self.passage(self.length("title", chance()), chosen[:in_title], 0, foreign, False)
        abstract = ""
        if not title_only:
            room = self.length("abstract", at) * times
            abstract, more = self.passage(room, chosen[in_title:], len(title) + 1, foreign, headings)
            rows += more
        lines = [f"\0|t|{title}"] + ([] if without_line else [f"\0|a|{abstract}"])
        lines += [f"\0\t{start}\t{end}\t" + "\t".join(entry) for start, end, entry in rows]
        relations = self.relations(rows) if chance() < ADDED["with_relations"] else []

        mentions, identifiers = [entry[0] for _, _, entry in rows], [entry[2] for _, _, entry in rows]
        counts = Counter(
            documents=1,
            lines=len(lines) + len(relations) + 1,
            annotations=len(rows),
            relations=len(relations),
            documents_with_relations=bool(relations),
            title_only_documents=title_only,
            documents_without_abstract_line=without_line,
            non_ascii_documents=foreign,
            empty_identifiers=identifiers.count(""),
            composite_identifiers=sum(bool(re.search(r"\d[;+]|\d\|D", text)) for text in identifiers),
            same_spans=sum(one[:2] == two[:2] for one, two in pairwise(rows)),
            nested_spans=sum(one[0] < two[0] < one[1] for one, two in pairwise(rows)),
            title_characters=len(title),
            abstract_characters=len(abstract),
            mention_characters=sum(map(len, mentions)),
            identifier_bytes=sum(map(len, identifiers)),
            start_sum=sum(start for start, _, _ in rows),
            end_sum=sum(end for _, end, _ in rows),
            argument_bytes=sum(len(part) for row in relations for part in row.split("\t")[2:]),
            concept_documents=CONCEPT in identifiers,
        )
        template = self.newline.join([*lines, *relations, "", ""]).encode()
        return Body(template, counts, Counter(entry[1] for _, _, entry in rows))
