"""Cells of identifiers: lists, missing ones, HTML entities; and the documents that mention each concept."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pubfast
import reference_cells as twin
from reference_cells import block

CorpusOf = Callable[..., pubfast.Corpus]
DOCUMENTATION = Path(__file__).parents[2] / "docs" / "identifiers.md"

# The examples of the documentation: cell, type, and what it holds.
EXAMPLES = [
    ("CVCL_M374;NCBITaxID:9606", "CellLine", ["CVCL_M374", "NCBITaxID:9606"]),
    ("132014,57890;16172,23765", "Gene", ["132014", "57890", "16172", "23765"]),
    ("7422,22339(Tax:10090)", "Gene", ["7422", "22339(Tax:10090)"]),
    ("11676,11709", "OrganismTaxon", ["11676", "11709"]),
    ("D006470|D003556", "Disease", ["D006470", "D003556"]),
    ("D018813,D018814", "Disease", ["D018813", "D018814"]),
    ("D004829+D003294", "SpecificDisease", ["D004829", "D003294"]),
    ("MESH:D049231,MESH:C042511", "Chemical", ["MESH:D049231", "MESH:C042511"]),
    ("C091859|MESH:C019252", "Chemical", ["C091859", "MESH:C019252"]),
    (
        "tmVar:c|SUB|A|2063|G;HGVS:c.2063A>G;VariantGroup:0;RS#:121",
        "DNAMutation",
        ["tmVar:c|SUB|A|2063|G;HGVS:c.2063A>G;VariantGroup:0;RS#:121"],
    ),
    ("c|DEL|1314_1328|", "SequenceVariant", ["c|DEL|1314_1328|"]),
]

# What the documentation says beside its examples.
MORE = [
    ("3065;3066;8841", "gENE", ["3065", "3066", "8841"]),
    ("1(a;(b;c);d);2", "Gene", ["1(a;(b;c);d)", "2"]),
    ("1(Tax:3;2", "Gene", ["1(Tax:3;2"]),
    (" CVCL_1452", "CellLine", [" CVCL_1452"]),
    ("D1||D2", "Disease", ["D1", "", "D2"]),
    ("D1|D2", "OTHER", ["D1|D2"]),
    ("", "Gene", []),
    (None, "Gene", []),
]


@pytest.fixture(scope="module")
def examples(corpus_of: CorpusOf) -> pubfast.Corpus:
    return corpus_of(block((cell, kind) for cell, kind, _ in EXAMPLES + MORE))


def test_identifiers_are_split_by_their_type(examples: pubfast.Corpus) -> None:
    lists = examples.annotations.identifier.split()
    for at, (cell, _, expected) in enumerate(EXAMPLES + MORE):
        assert lists[at] == expected, cell


def test_every_example_of_the_documentation_is_tested() -> None:
    section = DOCUMENTATION.read_text("utf-8").split("For example:")[1].split("\n\n* ")[0]
    rows = re.findall(r"^\| `(.+?)` \| (\w+) \|.*\| (.*?) \|$", section, re.MULTILINE)
    shown = [(cell.replace("\\|", "|"), kind) for cell, kind, where in rows if "table" not in where]
    assert shown == [(cell, kind) for cell, kind, _ in EXAMPLES]


def test_a_list_column_is_offsets_and_values(examples: pubfast.Corpus) -> None:
    identifiers = examples.annotations.identifier
    lists = identifiers.split()
    expected = [values for _, _, values in EXAMPLES + MORE]
    assert isinstance(lists, pubfast.ListColumn)
    assert len(lists) == len(expected)
    assert lists.to_list() == list(lists) == expected
    assert lists[-1] == [] == lists[len(expected) - 1]
    assert lists.offsets.dtype == np.int64
    assert lists.offsets.tolist() == np.cumsum([0, *map(len, expected)]).tolist()
    assert lists.values.to_list() == [value for values in expected for value in values]
    assert np.shares_memory(lists.values.buffer, identifiers.buffer)
    assert np.shares_memory(lists.offsets, lists.offsets)
    assert not lists.offsets.flags.writeable
    for wrong in (len(expected), -len(expected) - 1):
        with pytest.raises(IndexError, match="out of range"):
            lists[wrong]


@pytest.mark.parametrize(
    "key",
    [slice(None), slice(2, 9), slice(3, 3), slice(None, None, -1), slice(1, None, 4), [5, 0, 0, -1], "mask"],
    ids=str,
)
def test_lists_of_selections_and_selections_of_lists_are_the_same(examples: pubfast.Corpus, key: Any) -> None:
    if key == "mask":
        key = np.arange(len(EXAMPLES + MORE)) % 3 == 1
    rows = np.arange(len(EXAMPLES + MORE))[key]
    expected = [(EXAMPLES + MORE)[row][2] for row in rows]
    annotations = examples.annotations
    for lists in (
        annotations[key].identifier.split(),
        annotations.identifier[key].split(),
        annotations.identifier.split()[key],
        annotations.identifier.split()[::-1][::-1][key],
    ):
        assert lists.to_list() == expected
        assert list(lists) == expected
        assert lists.offsets.tolist() == np.cumsum([0, *map(len, expected)]).tolist()
        assert lists.values.to_list() == [value for values in expected for value in values]


def test_any_column_is_split_by_the_separators_that_are_named(corpus_of: CorpusOf) -> None:
    corpus = corpus_of("1|t|a b-c|d\n1\t0\t1\tx(1;2)|y\tGene;a|b\t7;(8;9)\n1\t0\t1\t\tSNP\n")
    annotations = corpus.annotations
    assert annotations.mention.split("|").to_list() == [["x(1;2)", "y"], []]
    assert annotations.mention.split(";|").to_list() == [["x(1", "2)", "y"], []]
    assert annotations.identifier.split(";").to_list() == [["7", "(8", "9)"], []]
    assert annotations.type.split(";|").to_list() == [["Gene", "a", "b"], ["SNP"]]
    assert annotations.type[::-1].split("|").to_list() == [["SNP"], ["Gene;a", "b"]]
    assert annotations.type[[0, 0]].split("|").values.to_list() == ["Gene;a", "b"] * 2
    assert corpus.documents.title.split(" -|").to_list() == [["a", "b", "c", "d"]]
    assert annotations.mention.split("|").values.split(";").to_list() == [["x(1", "2)"], ["y"]]


def test_a_column_without_a_rule_wants_a_separator(examples: pubfast.Corpus) -> None:
    annotations = examples.annotations
    lists = annotations.identifier.split()
    for column in (annotations.mention, annotations.extra, annotations.type, lists.values):
        with pytest.raises(ValueError, match="name a separator"):
            column.split()


@pytest.mark.parametrize("separator", ["", "é", ";é", "123456789"])
def test_separators_are_a_few_ascii_characters(examples: pubfast.Corpus, separator: str) -> None:
    for column in (examples.annotations.identifier, examples.annotations.type):
        with pytest.raises(ValueError, match="separator must be"):
            column.split(separator)


@pytest.mark.parametrize("separator", [7, b";", [";"]])
def test_separators_are_text(examples: pubfast.Corpus, separator: Any) -> None:
    for column in (examples.annotations.identifier, examples.annotations.type):
        with pytest.raises(TypeError):
            column.split(separator)


def test_missing_identifiers_name_their_rule(corpus_of: CorpusOf) -> None:
    cells = ["7", "-", "-1", "None", "null", "", None, "0", " -", "unknown:-1", "NULL", "none"]
    identifier = corpus_of(block((cell, "Gene") for cell in cells)).annotations.identifier
    missing = identifier.missing()
    assert isinstance(missing, pubfast.CategoryColumn)
    assert missing.categories == ("present", "dash", "minus_one", "none", "null", "empty", "absent")
    assert missing.to_list() == [twin.missing(cell) for cell in cells]
    assert missing.codes.tolist() == [0, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0]
    assert (missing != "present").tolist() == [False, *[True] * 6, *[False] * 5]
    assert identifier[::-2].missing().to_list() == missing.to_list()[::-2]
    assert identifier[np.array(missing == "dash")].missing().to_list() == ["dash"]
    assert identifier[2:2].missing().to_list() == []


def test_a_column_that_no_row_has_is_absent(corpus_of: CorpusOf) -> None:
    extra = corpus_of(block([("7", "Gene")] * 3)).annotations.extra
    assert extra.missing().to_list() == ["absent"] * 3
    assert extra.split("|").to_list() == [[]] * 3
    assert extra.unescape().to_list() == [None] * 3


def test_columns_of_no_rows(corpus_of: CorpusOf) -> None:
    corpus = corpus_of("")
    identifier = corpus.annotations.identifier
    assert identifier.split().to_list() == []
    assert identifier.split().offsets.tolist() == [0]
    assert identifier.split()[:].to_list() == []
    assert identifier.missing().to_list() == []
    assert identifier.unescape().to_list() == []
    assert corpus.annotations.type.split(";").to_list() == []
    assert len(corpus.concept_index()) == len(corpus.identifier_counts()) == 0
    assert corpus.concept_index().offsets.tolist() == [0]
    assert corpus.concept_index().pmids.dtype == np.int64
    assert corpus.type_counts() == {}


def test_entities_are_unescaped_on_request(corpus_of: CorpusOf) -> None:
    rows = [
        ("c.1A&gt;G", "SNP"),
        ("1&lt;;2&#59;3", "Gene"),
        (None, "Gene"),
        ("D&C", "Disease"),
        ("&amp;lt;", "x"),
    ]
    identifier = corpus_of(block(rows)).annotations.identifier
    assert identifier.to_list() == [cell for cell, _ in rows]
    plain = identifier.unescape()
    assert plain.to_list() == ["c.1A>G", "1<;2;3", None, "D&C", "&lt;"]
    assert plain.split().to_list() == [["c.1A>G"], ["1<", "2", "3"], [], ["D&C"], ["&lt;"]]
    backwards = identifier[::-1].unescape()
    assert backwards.to_list() == plain.to_list()[::-1]
    assert backwards.split().to_list() == plain.split().to_list()[::-1]
    assert backwards[1:].missing().to_list() == ["present", "absent", "present", "present"]
    assert (plain == "D&C").tolist() == [False, False, False, True, False]


def test_a_column_without_entities_keeps_its_buffer(examples: pubfast.Corpus) -> None:
    identifier = examples.annotations.identifier[2:5]
    plain = identifier.unescape()
    assert np.shares_memory(plain.buffer, identifier.buffer)
    assert plain.to_list() == identifier.to_list()
    assert plain.split().to_list() == identifier.split().to_list()


INDEXED = (
    block([("7157;672", "Gene"), ("7157", "Gene"), ("9606", "Species"), ("9606", "Gene")], 30)
    + block([("672,7157,7157", "Gene"), ("-", "Gene"), (None, "Chemical"), ("D1||D2", "Disease")], 4)
    + block([("7157", "Gene"), ("-", "Gene")], "PMC1")
    + block([("7157", "Gene")], 99_999_999_999)
)


@pytest.fixture(scope="module")
def indexed(corpus_of: CorpusOf) -> pubfast.Corpus:
    return corpus_of(INDEXED)


def test_a_concept_index_is_the_documents_of_each_identifier(indexed: pubfast.Corpus) -> None:
    index = indexed.concept_index()
    assert index.concepts.to_list() == list(index) == ["672", "7157", "9606", "D1", "D2"]
    assert index.offsets.tolist() == [0, 2, 5, 6, 7, 8]
    assert index.pmids.tolist() == [4, 30, 4, 30, 99_999_999_999, 30, 4, 4]
    assert index.offsets.dtype == index.pmids.dtype == np.int64
    assert index["7157"].tolist() == [4, 30, 99_999_999_999]
    assert np.shares_memory(index["7157"], index.pmids)
    assert not index["7157"].flags.writeable
    assert len(index) == 5
    assert "672" in index
    assert index.skipped == {"rows_without_pmid": 2, "missing": 3}
    for nothing in ("", "-", "PMC1", "7", "71570", "\ud800"):
        assert nothing not in index
        with pytest.raises(KeyError):
            index[nothing]
    assert 7157 not in index
    with pytest.raises(TypeError):
        index[7157]  # type: ignore[index]
    assert repr(index) == (
        "<ConceptIndex of 5 concepts, 8 pairs of concept and PMID; "
        "skipped: 2 rows without PMID, 3 missing identifiers>"
    )


def test_only_some_types_are_indexed(indexed: pubfast.Corpus) -> None:
    assert list(indexed.concept_index(types=["Species"])) == ["9606"]
    genes = indexed.concept_index(types={"Gene"})
    assert list(genes) == ["672", "7157", "9606"]
    assert genes.skipped == {"rows_without_pmid": 2, "missing": 1}
    assert list(indexed.concept_index(types=("Disease", "Species", "nothing"))) == ["9606", "D1", "D2"]
    assert list(indexed.concept_index(types=[])) == []
    assert indexed.identifier_counts(types=["Species"]).to_dict() == {"9606": 1}


def test_identifiers_are_counted(indexed: pubfast.Corpus) -> None:
    counts = indexed.identifier_counts()
    assert counts.values.to_list() == ["7157", "672", "9606", "D1", "D2"]
    assert counts.counts.tolist() == [6, 2, 2, 1, 1]
    assert counts.counts.dtype == np.int64
    assert counts.missing == 4
    assert len(counts) == 5
    assert counts.most_common(2) == [("7157", 6), ("672", 2)]
    assert counts.most_common() == list(counts.to_dict().items()) == counts.most_common(99)
    assert repr(counts) == "<Counts of 5 values: {'7157': 6, '672': 2, '9606': 2, 'D1': 1, 'D2': 1}>"


def test_types_are_counted(indexed: pubfast.Corpus) -> None:
    counts = {"Gene": 8, "Chemical": 1, "Disease": 1, "Species": 1}
    assert list(indexed.type_counts().items()) == list(counts.items())
    assert pubfast.type_counts(indexed) == pubfast.type_counts([indexed.annotations]) == counts
    assert pubfast.type_counts([indexed, indexed[:1]])["Gene"] == 11


def test_parts_batches_and_tables_are_indexed_alike(indexed: pubfast.Corpus) -> None:
    def entries(index: pubfast.ConceptIndex) -> dict[str, list[int]]:
        return {concept: index[concept].tolist() for concept in index}

    whole = entries(indexed.concept_index())
    annotations = indexed.annotations
    several: tuple[Any, ...] = (
        indexed,
        [indexed],
        indexed.annotations,
        (indexed[at : at + 1] for at in range(4)),
        [indexed[[3, 1]], indexed[::2].annotations, indexed[1:1]],
        [annotations[::-1], annotations[np.arange(len(annotations)) % 2 == 0]],
    )
    for batches in several:
        assert entries(pubfast.concept_index(batches, threads=2)) == whole
    assert entries(pubfast.concept_index(annotations[annotations.type == "Disease"])) == {
        "D1": [4],
        "D2": [4],
    }
    assert entries(pubfast.concept_index([])) == {}
    assert entries(indexed[:1].concept_index()) == {"672": [30], "7157": [30], "9606": [30]}


def test_a_stream_is_indexed_like_a_corpus(mixed: Path, read: Callable[..., pubfast.Corpus]) -> None:
    corpus = read(mixed, format="pubtator")

    def stream() -> pubfast.Stream:
        return pubfast.stream(mixed, batch_bytes=300_000, on_problem="ignore", format="pubtator")

    whole, parts = corpus.concept_index(threads=1), pubfast.concept_index(stream(), threads=2)
    assert parts.concepts.to_list() == whole.concepts.to_list()
    assert (parts.offsets == whole.offsets).all()
    assert (parts.pmids == whole.pmids).all()
    assert parts.skipped == whole.skipped
    assert pubfast.type_counts(stream()) == corpus.type_counts()
    counts = pubfast.identifier_counts(stream(), threads=2)
    assert counts.to_dict() == corpus.identifier_counts(threads=1).to_dict()
    assert counts.missing == corpus.identifier_counts().missing


def test_what_was_made_outlives_the_corpus(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(INDEXED)
    lists, index = corpus.annotations.identifier.split(), corpus.concept_index()
    corpus.close()
    assert lists[0] == ["7157", "672"]
    assert index["672"].tolist() == [4, 30]
    for ask in (corpus.concept_index, corpus.identifier_counts, corpus.type_counts):
        with pytest.raises(ValueError, match="closed"):
            ask()


@pytest.mark.parametrize("function", [pubfast.concept_index, pubfast.identifier_counts])
def test_arguments_are_checked(function: Callable[..., Any], indexed: pubfast.Corpus) -> None:
    with pytest.raises(TypeError, match="not one str"):
        function(indexed, types="Gene")
    with pytest.raises(TypeError):
        function(indexed, types=[7])
    with pytest.raises(TypeError, match="of a corpus, of annotations or of an entity table"):
        function([indexed.relations])
    with pytest.raises(TypeError, match="of a corpus, of annotations or of an entity table"):
        function(indexed.documents)
    with pytest.raises(TypeError):
        function(7)
    with pytest.raises(ValueError, match="threads"):
        function(indexed, threads=0)
    with pytest.raises(TypeError):
        function(indexed, 2)


def test_columns_and_indexes_say_that_they_cannot_be_pickled(indexed: pubfast.Corpus) -> None:
    for thing in (
        indexed.annotations.identifier.split(),
        indexed.concept_index(),
        indexed.identifier_counts(),
    ):
        with pytest.raises(TypeError, match="cannot pickle"):
            pickle.dumps(thing)


def test_identifiers_that_are_not_text_are_kept(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(b"5|t|x\n5\t0\t1\tx\tGene\t7;\xff\n5\t0\t1\tx\tGene\t\xfe\n")
    lists = corpus.annotations.identifier.split()
    assert lists.to_list() == [["7", "\ufffd"], ["\ufffd"]]
    index = corpus.concept_index()
    assert list(index) == ["7", "\ufffd", "\ufffd"]
    assert index.concepts.buffer.tobytes() == b"7\xfe\xff"
    assert corpus.identifier_counts().to_dict() == {"7": 1, "\ufffd": 2}


def test_lists_print_shortly(examples: pubfast.Corpus) -> None:
    lists = examples.annotations.identifier.split()
    assert repr(lists[:2]) == (
        "<ListColumn of 2: [['CVCL_M374', 'NCBITaxID:9606'], ['132014', '57890', '16172', '23765']]>"
    )
    assert repr(lists).endswith(", …]>")
    assert repr(lists[:0]) == "<ListColumn of 0: []>"
