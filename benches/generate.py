"""Write PubTator block-text dumps of any size, with the statistics of the real old dump.

Usage::

    python benches/generate.py OUT --size 1GB --seed 7 [--newline lf|crlf] [--statistics COUNTS.json]

The same size, seed and line end give the same bytes. A pool of distinct document bodies is drawn first; they
are written in a new random order on every pass over the pool, under PMIDs that never repeat. What differs
from the real dump on purpose is in `ADDED`; besides, rows are in order of their start, not grouped by type.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import string
from bisect import bisect, bisect_left
from collections import Counter
from dataclasses import asdict, dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

# Measured on a public sample of bioconcepts2pubtator_offsets, with LF line ends: 651 documents and 7,539
# annotations, all ASCII. Names in the first two groups are fields of `Statistics`; they are means and shares.
REAL: dict[str, dict[str, float]] = {
    "documents": {
        "bytes": 1_233_185 / 651,
        "annotations": 7539 / 651,
        "title_characters": 100.85,
        "abstract_characters": 1239.8,
        "title_only_documents": 87 / 651,  # all with an empty |a| line
        "non_ascii_documents": 0.0,
        "documents_with_relations": 0.0,
    },
    "annotations": {
        "mention_characters": 9.63,
        "identifier_bytes": 8.68,
        "empty_identifiers": 544 / 7539,  # all of chemicals
        "composite_identifiers": 3 / 7539,  # 4342;4343, all of genes
        "same_spans": 61 / 7539,  # of the annotation before, with another identifier
        "nested_spans": 116 / 7539,
    },
    "types": {
        "Disease": 3017 / 7539,
        "Chemical": 1828 / 7539,
        "Species": 1763 / 7539,
        "Gene": 904 / 7539,
        "SNP": 16 / 7539,
        "DNAMutation": 8 / 7539,
        "ProteinMutation": 3 / 7539,
    },
}
REAL_DISTINCT = 0.51  # mentions of one document that differ from each other
REAL_IN_TITLE = 0.109  # annotations
REAL_CORRELATION = 0.33  # of a document's annotations with its length
PERCENTS = (0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100)
REAL_QUANTILES = {  # at PERCENTS
    "title": (6, 14, 43, 57, 71, 82, 90, 98, 106, 117, 129, 150, 165, 219, 281),
    "abstract": (37, 385, 656, 828, 1071, 1236, 1353, 1471, 1565, 1665, 1755, 1941, 2100, 2479, 3930),
    "annotations": (0, 0, 0, 1, 3, 6, 9, 11, 14, 17, 22, 27, 33, 46, 59),
    "annotations_title_only": (0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 5, 6),
}
ADDED = {  # shares of documents; not in the sample, but in full dumps or other PubTator files
    "non_ascii": 0.05,
    "with_relations": 0.03,
    "without_abstract_line": 0.08,  # of title-only documents
    "long": 0.001,  # text and annotations 4 to 16 times as many
}
BODIES = 20_000
BATCH = 512
PMID_PRIME = 39_999_983  # is 2 modulo 3: cubes modulo it are all different, unsorted, most of 8 digits

WORDS = """the of and in to a with for were was that is by as on from are be or an this at study we = have
which between not has been can their using these used after also treatment may cell than cells more results
associated had clinical expression analysis compared but levels both its during high increased significantly
group effect data two effects activity risk showed higher significant it based all response factors use role
found who different lower however control protein time studies identified health early low three treated
whether other years respectively including observed model methods through when into related increase potential
performed function system known among reduced most well outcomes groups mean one age suggest level only
investigated development rate there number decreased therapy new primary care population signaling changes
such each within evidence specific important receptor first tissue ratio growth outcome present concentration
total baseline regulation association developed without plasma induced under production serum current major
novel further similar pathway evaluated quality determined surgical stress test samples exposure blood via
differences against conclusion assessed genes prevalence cohort complex long previous binding mediated
reported follow-up survival inhibition weeks days standard range whereas therefore distribution intervention
assay membrane screening sequence biomarker randomized quantitative dose-dependent placebo-controlled
double-blind meta-analysis western blot polymerase chain reaction confidence interval odds hazard regression
logistic retrospective prospective incidence mortality diagnosis prognosis phenotype genotype allele
transcription methylation phosphorylation apoptosis migration differentiation angiogenesis autophagy
homeostasis metabolism synthesis secretion uptake clearance toxicity efficacy safety adherence resistance
susceptibility neurons cortex hippocampus muscle liver kidney lung heart skin bone"""
HEADINGS = ("BACKGROUND:", "METHODS:", "RESULTS:", "CONCLUSIONS:")
UNICODE_WORDS = "± ≥ ≤ µg/ml 37°C naïve κ χ² café-au-lait 10⁶ Å “sham” – β-cells 𝛽 Δ × Müller"
UNICODE_ENTRIES = [
    ("α-ketoglutarate", "Chemical", "MESH:D007656"),
    ("β-catenin", "Gene", "1499"),
    ("IL-1β", "Gene", "3553"),
    ("Sjögren’s syndrome", "Disease", "MESH:D012859"),
]
COMMON = {  # the names of the highest ranks; _ is a space
    "Disease": """cancer tumor breast_cancer PD diabetes depression OS type_2_diabetes_mellitus metastasis MD
trauma obesity rheumatoid_arthritis HCC pain hepatocellular_carcinoma death acute_myocardial_infarction
stroke infection CHD hypertension chronic_kidney_disease toxicity sepsis Alzheimer's_disease anxiety
inflammation""",
    "Chemical": """nitrogen oxygen glucose Pb Li sulfate water Cu amino_acids Zn Fe Ca Na ethanol calcium
lipid H2O2 NO cholesterol insulin dopamine cisplatin iron zinc copper ATP cortisol methanol morphine heparin
creatinine""",
    "Species": """patients:9606 patient:9606 human:9606 dogs:9615 children:9606 canine:9615 women:9606
participants:9606 mice:10090 Patients:9606 men:9606 humans:9606 people:9606 rats:10116 rat:10116 mouse:10090
cattle:9913 pigs:9823 infants:9606 adults:9606 Drosophila:7227 yeast:4932 HIV-1:11676 E._coli:562 rice:4530
Staphylococcus_aureus:1280""",
    "Gene": "renin MMP-9 COX-2 ATM IL-6 EGFR CTTN p53 TNF-alpha VEGF vascular_endothelial_growth_factor",
}
# What the other names and the identifiers look like, as weight:pattern. In a pattern <name> stands for one
# of the patterns or parts of that name, <5> for a number of five digits, _ for a space.
SHAPES = {
    "Disease": """10:<A><A> 12:<A><A><A> 4:<A><A><A><A> 26:<pre><stem><itis> 14:<kind>_<ill>
9:<kind>_<kind>_<ill> 20:<kind>_<stem><itis> 5:<kind>_<stem>al_<ill>_of_the_<stem>ium""",
    "Disease id": "937:MESH:D0<5> 51:MESH:C5<5> 11:OMIM:1<5> 1:D0<5>|D0<5>",
    "Chemical": """1:<A> 8:<A><A> 8:<A><A><A> 8:<A><A><A><1> 26:<meth><ine> 32:<meth><yl><ine>
14:<meth><ine>_<salt> 6:<1>-(<1>-<meth>yl<yl>)-<1>-(<1>,<1>-di<meth>yl)<meth><ine>""",
    "Chemical id": "298: 333:MESH:D0<5> 131:MESH:C5<5> 124:CHEBI:<5> 113:D0<5> 1:D0<5>+D0<5>",
    "Species": "3:<Strepto><coccus> 4:<Strepto><coccus>_<vulgaris> 3:<A>._<vulgaris>",
    "Species id": "4:<4> 4:<5> 2:<6>",
    "Gene": """15:<A><A><A> 15:<A><A><A><A> 10:<A><A><1> 15:<A><A><A><1> 15:<A><A>-<1> 10:<A><A><A><2>
7:<A><A>-<2> 8:<growth>_<factor>_<1> 5:<growth>-like_<growth>_<factor>""",
    "Gene id": "30:<3> 105:<4> 30:<5> 33:<6> 30:<5>(Tax:7227) 70:<6>(Tax:<4>) 1:<4>;<4>",
    "SNP": "1:rs<4> 2:rs<6> 5:rs<7> 3:rs<8> 1:rs<9>",
    "DNAMutation": "1:c|SUB|<C>|<3>|<T> 2:c|SUB|<C>|<4>|<T>",
    "ProteinMutation": "1:p|SUB|<R>|<2>|<W> 4:p|SUB|<R>|<3>|<W>",
    "word": "1:<pre><stem><al>",
    "number": "2:<1> 2:<2> 1:<3> 2:<1>.<1>% 2:<2>.<1>% 1:(n=<2>) 1:P<0.0<1> 1:(<2>%) 2:0.<2>",
}
PARTS = {
    "A": " ".join(string.ascii_uppercase),
    "C": "C G",
    "T": "T A",
    "R": "R S V E K",
    "W": "W M C L Q",
    "stem": """cardi nephr hepat neur derm gastr arthr oste hemat encephal myel aden angi bronch cyst col
crani enter fibr gloss kerat laryng lymph mast mening my ophthalm pancreat phleb pneum proct rhin splen thyr
trache vascul cerebr chol chondr glyc lip leuk thromb immun onc path psych tox vir bacteri cyt hist physi
radi""",
    "pre": "_ _ _ hyper hypo peri endo epi poly anti micro trans sub intra neo",
    "al": "al ic ous ogenic ology ocyte oblast ation ity ized oid ose ine ate",
    "itis": "itis osis oma opathy emia algia omegaly openia oplasia ostenosis osclerosis",
    "kind": """breast lung chronic acute renal cardiac severe ovarian colorectal gastric hepatic congenital
primary metastatic ischemic familial juvenile autoimmune recurrent cervical bladder pancreatic cerebral
coronary""",
    "ill": "cancer disease failure injury carcinoma syndrome disorder infection deficiency tumors defect",
    "meth": "meth eth prop but pent hex benz chlor fluor brom nitr sulf phosph amin oxy ket lev dex",
    "yl": "yl azol oxa id am ith op icill omyc adr etin eph ol urac",
    "ine": "ine ol ate ide one ane in amide azole mab nib pril statin amine acid",
    "salt": "acid chloride sodium oxide",
    "Strepto": "Strepto Lacto Myco Pseudo Lepto Plasmo Schisto Crypto Entero Neo Para",
    "coccus": "coccus bacillus monas spira dium soma plasma phora myces nema",
    "vulgaris": "mansoni vulgaris aureus sativa pestis tropica elegans gracilis minor japonicum albicans",
    "growth": "tyrosine serine vascular epidermal insulin nuclear potassium fibroblast growth",
    "factor": "factor receptor kinase transporter synthase channel phosphatase ligase",
}
NAMES = {"Disease": 8000, "Chemical": 8000, "Species": 1500, "Gene": 10_000}  # that are drawn, of each type
RELATIONS = ("CID", "CID", "Association", "Positive_Correlation", "Negative_Correlation")

Entry = tuple[str, str, str]  # mention, type, identifier
Row = tuple[int, int, Entry]  # start, end, entry


@dataclass(frozen=True, slots=True)
class Statistics:
    """Exact counts of a written file; characters are code points, sums of offsets over all annotations."""

    bytes: int
    documents: int
    lines: int
    annotations: int
    relations: int
    annotations_by_type: dict[str, int]
    documents_with_relations: int
    title_only_documents: int
    documents_without_abstract_line: int
    non_ascii_documents: int
    empty_identifiers: int
    composite_identifiers: int
    same_spans: int
    nested_spans: int
    title_characters: int
    abstract_characters: int
    mention_characters: int
    identifier_bytes: int
    start_sum: int
    end_sum: int

    def table(self) -> str:
        """Means and shares of this file beside those of the real dump."""
        lines = [f"{'':36}{'written':>10}{'real dump':>12}"]
        for group, whole in (("documents", self.documents), ("annotations", self.annotations)):
            for name, real in REAL[group].items():
                rate = getattr(self, name) / max(whole, 1)
                lines.append(f"{name + ' / ' + group:36}{rate:10.4g}{real:12.4g}")
        for name, real in REAL["types"].items():
            share = self.annotations_by_type[name] / max(self.annotations, 1)
            lines.append(f"{name + ' / annotations':36}{share:10.4g}{real:12.4g}")
        return "\n".join(lines)


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
        )
        template = self.newline.join([*lines, *relations, "", ""]).encode()
        return Body(template, counts, Counter(entry[1] for _, _, entry in rows))


def generate(path: str | Path, size: int, seed: int = 7, newline: str = "lf") -> Statistics:
    """Write whole documents until the file has at least `size` bytes, and count them.

    Parameters
    ----------
    path
        Overwritten.
    size
        Bytes. The last document may end some kilobytes past it.
    seed
        The same seed, size and newline write the same bytes.
    newline
        ``"lf"`` or ``"crlf"``.
    """
    rng = random.Random(seed)
    author = Author(rng, {"lf": "\n", "crlf": "\r\n"}[newline])
    bodies = [author.body() for _ in range(max(20, min(BODIES, size // 1600)))]
    order = list(range(len(bodies)))
    key, copies = rng.randrange(PMID_PRIME), Counter[int]()
    written = documents = 0
    with open(path, "wb") as file:
        while written < size:
            rng.shuffle(order)
            for first in range(0, len(order), BATCH):
                batch = order[first : first + BATCH]
                if documents + len(batch) >= PMID_PRIME:
                    raise ValueError(f"{size} bytes need more documents than there are PMIDs")
                roots = ((key + documents + i) % (PMID_PRIME - 1) + 1 for i in range(len(batch)))
                pmids = [b"%d" % (root**3 % PMID_PRIME) for root in roots]
                pairs = zip(batch, pmids, strict=True)
                blocks = [bodies[index].template.replace(b"\0", pmid) for index, pmid in pairs]
                ends = list(accumulate(map(len, blocks), initial=written))
                kept = min(bisect_left(ends, size), len(batch))  # the documents that begin before `size`
                file.write(b"".join(blocks[:kept]))
                copies.update(batch[:kept])
                documents += kept
                written = ends[kept]
                if written >= size:
                    break
    totals, types = Counter(dict.fromkeys(bodies[0].counts, 0)), Counter(dict.fromkeys(REAL["types"], 0))
    for index, times in copies.items():
        for total, counts in ((totals, bodies[index].counts), (types, bodies[index].types)):
            for name, count in counts.items():
                total[name] += count * times
    return Statistics(bytes=written, annotations_by_type=dict(types), **totals)


def bytes_of(size: str) -> int:
    """Bytes of a size such as ``500kB``, ``10MB`` or ``1.5GB``, in powers of 1000."""
    number = size.lower().removesuffix("b")
    scale = {"k": 10**3, "m": 10**6, "g": 10**9}.get(number[-1:])
    return int(float(number[:-1]) * scale) if scale else int(number)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write a PubTator block-text dump like the real one.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", type=bytes_of, required=True, help="such as 500kB, 10MB, 5GB")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--newline", choices=("lf", "crlf"), default="lf")
    parser.add_argument("--statistics", type=Path, help="also write the exact counts to this JSON file")
    options = parser.parse_args()
    statistics = generate(options.out, options.size, options.seed, options.newline)
    counts = json.dumps(asdict(statistics), indent=1)
    if options.statistics:
        options.statistics.write_text(counts + "\n")
    print(f"{options.out}: {counts}\n{statistics.table()}")


if __name__ == "__main__":
    main()
