"""Documents and corpora in a notebook."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from itertools import combinations, islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pubfast
from pubfast import Annotation, Document, Passage, Relation
from pubfast._core import visible
from pubfast.display.html import ANNOTATIONS, CHARACTERS, PASSAGE_CHARACTERS, PASSAGES
from pubfast.display.palette import _KNOWN, _OTHERS, color_of, contrast, luminance
from pubfast.display.spans import DEEPEST

Read = Callable[..., pubfast.Corpus]
VOID = {"br", "hr", "img", "meta", "link", "input"}


class Parsed(HTMLParser):
    """HTML that is checked to be balanced, and the text of the document within it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.labels: list[str] = []
        self.titles: list[str] = []
        self.parts: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in VOID
        given = dict(attrs)
        assert len(given) == len(attrs)
        assert set(given) <= {"class", "style", "title"}
        assert tag in {"div", "span", "style", "table", "tr", "td", "b", "small", "ul", "li"}
        self.tags.append(tag)
        self.open.append((tag, given.get("class") or ""))
        self.titles += [given["title"] or ""] if "title" in given else []
        if self.open[-1][1] == "pf-l":
            self.labels.append("")
        if "pf-title" in self.open[-1][1] or "pf-abstract" in self.open[-1][1]:
            self.parts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = [name for _, name in self.open]
        if "pf-l" in classes:
            self.labels[-1] += data
        elif self.open[-1][0] != "style":
            self.words += data
            if "pf-note" not in classes and any("pf-title" in c or "pf-abstract" in c for c in classes):
                self.parts[-1] += data


def parsed(document: Document) -> Parsed:
    return Parsed(document._repr_html_())


def odd(**changes: object) -> Document:
    given: dict[str, object] = {"document_id": "1", "title": "breast cancer", "abstract": "cells <b>&amp;"}
    return Document(**{**given, **changes})  # type: ignore[arg-type]


words = st.text("ab<>&\"' 家\x00\u202e|", max_size=12)
rows = st.builds(
    Annotation,
    st.integers(-2, 26),
    st.integers(-2, 26),
    words,
    st.sampled_from(["Gene", "<script>", 'a"b', "&amp;", ""]),
    st.none() | words,
)


@given(words, st.none() | words, st.none() | words, st.lists(rows, max_size=12))
def test_any_document_is_well_formed_and_shows_its_text(
    document_id: str, title: str | None, abstract: str | None, annotations: list[Annotation]
) -> None:
    document_id = document_id.replace("|", "") or "x"
    document = odd(document_id=document_id, title=title, abstract=abstract, annotations=annotations)
    page = parsed(document)
    assert "".join(page.parts) == visible(document.text)
    assert len(page.labels) >= len({annotation.type for annotation in annotations})


@pytest.mark.parametrize(
    "odd_text", ["<script>alert(1)</script>", "\"'onmouseover=x", "&lt;&amp;", "</style>"]
)
def test_nothing_of_a_document_is_markup(odd_text: str) -> None:
    document = Document(
        document_id=odd_text,
        title=odd_text,
        annotations=[Annotation(0, 5, odd_text, odd_text, odd_text), Annotation(5, 3, odd_text, odd_text)],
        relations=[Relation(odd_text, odd_text, odd_text, odd_text)],
        passages=[Passage(odd_text, odd_text)],
    )
    page = parsed(document)
    assert page.parts == [odd_text]
    assert page.labels == [odd_text, odd_text]
    assert page.titles == [f"{odd_text} · {odd_text} · 0–5 · mention “{odd_text}” (mismatch)"]
    # Id; title; the relation, with mentions of its arguments; a passage and its tag; what is not drawn.
    assert page.words.count(odd_text) == 1 + 1 + 6 + 2 + 2


def test_it_is_self_contained_and_has_no_script() -> None:
    html = odd(annotations=[Annotation(0, 6, "breast", "Gene")])._repr_html_()
    assert "<script" not in html
    assert "http" not in html
    assert "url(" not in html
    style = html[html.index("<style>") + 7 : html.index("</style>")]
    selectors = [rule.partition("{")[0] for rule in style.strip().split("}") if rule.strip()]
    assert all(part.strip().startswith(".pubfast") for rule in selectors for part in rule.split(","))


def test_nested_crossing_and_repeated_annotations_all_have_labels() -> None:
    spans = {"A": (0, 13), "B": (7, 13), "C": (7, 13), "D": (10, 16), "E": (2, 27)}
    page = parsed(odd(annotations=[Annotation(*span, "", name) for name, span in spans.items()]))
    assert sorted(page.labels) == sorted([*spans, *spans])  # in the legend and in the text
    assert page.parts == ["breast cancer ", "cells <b>&amp;"]


def test_what_is_absent_is_said_or_left_out() -> None:
    assert "no title" in parsed(odd(title=None)).words
    assert parsed(odd(title=None)).parts == [" ", "cells <b>&amp;"]
    assert parsed(odd(abstract=None)).parts == ["breast cancer"]
    assert parsed(odd(title=None, abstract=None)).parts == [""]
    assert "no annotations" in parsed(odd()).words
    assert "table" not in parsed(odd()).tags


def test_what_cannot_be_drawn_is_listed() -> None:
    spans = [(3, 1), (-1, 4), (2, 2), (0, 99)]
    page = parsed(odd(annotations=[Annotation(*span, "lost", "Gene", "7157") for span in spans]))
    for span, why in zip(
        spans, ("ends before it begins", "begins before", "is empty", "ends past"), strict=True
    ):
        assert f"“lost” · Gene · 7157 · {span[0]}–{span[1]}: {why}" in page.words
    crowd = parsed(odd(annotations=[Annotation(0, 6, "breast", "Gene")] * (DEEPEST + 60)))
    assert crowd.labels == ["Gene"] * (1 + DEEPEST)
    assert f"lies where {DEEPEST} others are drawn" in crowd.words
    assert "10 more" in crowd.words


def test_relations_name_what_they_relate() -> None:
    annotations = [Annotation(0, 13, "breast cancer", "Disease", "D1"), Annotation(0, 6, "breast", "X", "D1")]
    page = parsed(odd(annotations=annotations, relations=[Relation("Association", "D1", "D2", "Novel")]))
    assert "AssociationD1 breast cancerD2Novel" in page.words
    many = parsed(odd(relations=[Relation("Association", "D1", "D2")] * 70))
    assert "20 more relations" in many.words


def test_large_documents_are_cut_and_say_so() -> None:
    long = odd(abstract="x " * 50_000)
    assert sum(map(len, parsed(long).parts)) == CHARACTERS
    assert "cut after 20,000 of 100,014 characters" in parsed(long).words
    many = [Annotation(place, place + 1, "x", "Gene") for place in range(0, 20_000, 2)]
    page = parsed(odd(abstract="x " * 50_000, annotations=[*reversed(many), Annotation(9, 2, "", "Gene")]))
    assert page.labels == ["Gene"] * (1 + ANNOTATIONS)
    assert "cut after 2,000 of 100,014 characters; 9,000 annotations reach beyond" in page.words
    assert "9–2: ends before it begins" in page.words
    passages = parsed(odd(passages=[Passage("body", "q" * 9_000)] * 30))
    assert passages.words.count("q") == PASSAGES * PASSAGE_CHARACTERS
    assert "10 more passages" in passages.words
    crowd = parsed(odd(annotations=[Annotation(0, 6, "breast", "Gene")] * 3_000))
    assert "".join(crowd.parts) == odd().text


def test_a_corpus_in_a_table(sample: pubfast.Corpus, read: Read) -> None:
    page = Parsed(sample._repr_html_() or "")
    assert "16documents121annotations38Disease19Chemical" in page.words
    assert "15relations3CID" in page.words
    assert Parsed(read(b"1|t|x\nnonsense\n")._repr_html_() or "").words.endswith(
        "1problems1unrecognised_line"
    )
    part = Parsed(sample[:1]._repr_html_() or "")
    assert "1documents16annotations11Disease5Species" in part.words
    many = b"1|t|x\n" + b"".join(b"1\t0\t1\tx\t<T%d>\t\n" % number for number in range(80))
    assert "30 others" in Parsed(read(many)._repr_html_() or "").words
    assert "0documents0annotations0relations0problems" in Parsed(read(b"\n")._repr_html_() or "").words


def test_a_closed_corpus_is_shown_plainly(sample_path: Path, read: Read) -> None:
    corpus = read(sample_path)
    document = corpus[0]
    corpus.close()
    assert corpus._repr_html_() is None
    assert "39820189" in document._repr_html_()


def test_specimens_are_well_formed(specimen: Path, read: Read) -> None:
    corpus = read(specimen, format="pubtator")
    for document in corpus:
        assert "".join(parsed(document).parts) == visible(document.text)
    Parsed(corpus._repr_html_() or "")


def test_real_files_are_well_formed(real_file: Path, read: Read) -> None:
    corpus = read(real_file)
    for document in islice(corpus, 20):
        shown = "".join(parsed(document).parts)
        assert shown == visible(document.text)[: len(shown)]
        assert len(shown) in (len(document.text), CHARACTERS) or len(document.annotations) > 1_000
    Parsed(corpus._repr_html_() or "")


def test_colours_are_legible_on_light_and_on_dark() -> None:
    for color in (*_KNOWN.values(), *_OTHERS):
        assert contrast(color, "#ffffff") >= 4.5
        assert contrast(color, "#000000") >= 3
        assert contrast(color, "#1e1e1e") >= 3
        assert 0.139 <= luminance(color) <= 0.183


def test_colours_are_stable_and_differ() -> None:
    common = {color_of(type) for type in ("Gene", "Disease", "Chemical", "Species", "SNP", "CellLine")}
    assert len(common) == 6
    assert color_of("DNAMutation") == color_of("ProteinMutation") == color_of("Variant") == color_of("SNP")
    assert color_of("GENE") == color_of("Gene") == "#8456b3"
    assert color_of("FamilyName") == color_of("FamilyName") == "#cf3434"
    assert len(set(_OTHERS)) == len(_OTHERS)
    assert common.isdisjoint(_OTHERS)
    assert all(one != other for one, other in combinations(common, 2))
