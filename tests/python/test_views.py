"""Documents, annotations, relations and passages as objects: values, comparison, and a long life."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pubfast

CorpusOf = Callable[..., pubfast.Corpus]

BLOCK = (
    b"7|t|A \xc3\xa9 title\n7|a|And an abstract\n7|body|more\n"
    b"7\t2\t3\t\xc3\xa9\tGene\t1\tx\ty\n7\t0\t1\tA\tGene\n"
    b"7\tCID\tD1\tD2\tNovel\n7\tCID\tD1\tD2\n\n"
)
TEXT = 2 * BLOCK + b"what\n"


@pytest.fixture
def corpus(corpus_of: CorpusOf) -> pubfast.Corpus:
    return corpus_of(TEXT)


def views_of(corpus: pubfast.Corpus, row: int = 0) -> list[Any]:
    """A view of each kind."""
    document = corpus[row]
    return [
        document,
        document.annotations[0],
        document.relations[0],
        document.passages[0],
        corpus.problems[0],
    ]


def test_offsets_are_places_in_the_text(sample: pubfast.Corpus) -> None:
    annotations = [annotation for document in sample for annotation in document.annotations]
    assert len(annotations) == 121
    for annotation in annotations:
        document = annotation.document
        assert document is not None
        assert document.text[annotation.start : annotation.end] == annotation.mention


def test_text_is_the_title_a_space_and_the_abstract(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        "1|t|T\n1|a|A\n1|b|P\n\n2|t|T\n\n3|a|A\n\n4\tr\tx\ty\n\n5|t|\n5|a|\n\n6|t|\n\n7|t|T \n7|a|A\n"
    )
    assert [document.text for document in corpus] == ["T A", "T", " A", "", " ", "", "T  A"]


def test_a_document_in_full(corpus: pubfast.Corpus) -> None:
    document = corpus[0]
    assert (document.document_id, document.pmid) == ("7", 7)
    assert (document.title, document.abstract) == ("A é title", "And an abstract")
    assert (document.byte_start, document.byte_end, document.line) == (0, TEXT.index(b"\n\n") + 1, 1)
    first, second = document.annotations
    assert (first.start, first.end, first.mention, first.type) == (2, 3, "é", "Gene")
    assert (first.identifier, first.extra) == ("1", "x\ty")
    assert (second.identifier, second.extra) == (None, None)
    novel, plain = document.relations
    assert (novel.type, novel.arg1, novel.arg2, novel.extra) == ("CID", "D1", "D2", "Novel")
    assert plain.extra is None
    (passage,) = document.passages
    assert (passage.tag, passage.text) == ("body", "more")
    for view in (first, novel, passage):
        assert view.document == document
        assert view.document.line == document.line
    assert corpus[1].annotations[0].document.line == corpus[1].line  # type: ignore[union-attr]


def test_the_second_document_s_rows_are_its_own(corpus: pubfast.Corpus) -> None:
    for row, document in enumerate(corpus):
        assert document.annotations.document.tolist() == [row, row]
        assert document.relations.document.tolist() == [row, row]
        assert document.passages.document.tolist() == [row]


def test_a_document_s_tables_say_what_its_views_say(
    mixed: Path, read: Callable[..., pubfast.Corpus], sample: pubfast.Corpus
) -> None:
    for corpus in (sample, read(mixed, format="pubtator")[::97]):
        for document in corpus:
            rows = document.annotations
            views = list(rows)
            assert rows.start.tolist() == [view.start for view in views]
            assert rows.end.tolist() == [view.end for view in views]
            assert rows.mention.to_list() == [view.mention for view in views]
            assert rows.identifier.to_list() == [view.identifier for view in views]
            assert rows.extra.to_list() == [view.extra for view in views]
            assert rows.type.counts() == Counter(view.type for view in views)
            for kind in rows.type.categories[:3]:
                assert list(rows[rows.type == kind]) == [view for view in views if view.type == kind]
            assert document.relations.arg1.to_list() == [view.arg1 for view in document.relations]
            assert document.relations.type.to_list() == [view.type for view in document.relations]
            assert document.passages.tag.to_list() == [view.tag for view in document.passages]


def test_pmid_is_the_value_of_a_plain_id(corpus_of: CorpusOf) -> None:
    ids = [
        "0",
        "7",
        "00",
        "07",
        "-7",
        "+7",
        " 7",
        "7 ",
        "1" * 18,
        "9" * 18,
        "1" * 19,
        "PMC7",
        "7.0",
        "٧",
        "7_0",
    ]
    corpus = corpus_of("".join(f"{one}|t|x\n" for one in ids))
    values = [0, 7, -1, -1, -1, -1, -1, -1, int("1" * 18), int("9" * 18), -1, -1, -1, -1, -1]
    assert corpus.documents.pmid.tolist() == values
    assert [document.pmid for document in corpus] == values
    assert [document.document_id for document in corpus] == ids


def test_equal_values_are_equal_and_hash_alike(corpus: pubfast.Corpus, corpus_of: CorpusOf) -> None:
    for other in (corpus_of(TEXT), corpus_of(b"\n\n\n" + TEXT), corpus_of(TEXT.replace(b"\n", b"\r\n"))):
        for mine, theirs in zip(views_of(corpus)[:4], views_of(other, 1)[:4], strict=True):
            assert mine == theirs
            assert (mine != theirs) is False
            assert hash(mine) == hash(theirs)
            assert len({mine, theirs}) == 1
    assert corpus[0] == corpus[1]
    assert corpus[0] in list(corpus)


def test_each_value_counts(corpus_of: CorpusOf) -> None:
    text = "1|t|T\n1|a|A\n1|b|P\n1\t0\t1\tx\tGene\t7\te\n1\tCID\tD1\tD2\tN\n"
    document = corpus_of(text)[0]
    changes = [("1|", "2|"), ("|T", "|U"), ("|A", "|B"), ("|b|", "|c|"), ("|P", "|Q"), ("\t0\t1", "\t0\t2")]
    changes += [
        ("\t0\t1", "\t1\t1"),
        ("\tx\t", "\ty\t"),
        ("Gene", "gene"),
        ("\t7\t", "\t8\t"),
        ("\te\n", "\tf\n"),
    ]
    changes += [
        ("CID", "GID"),
        ("D1", "D3"),
        ("D2", "D3"),
        ("\tN\n", "\tM\n"),
        ("\tN\n", "\n"),
        ("\te\n", "\n"),
    ]
    changes += [
        ("\t7\te\n", "\n"),
        ("1|a|A\n", ""),
        ("1|a|A\n", "1|a|\n"),
        ("1|t|T\n", "1|t|\n"),
        ("1|b|P\n", ""),
    ]
    changes += [("\te\n", "\t\n"), ("\t7\te\n", "\t\n"), ("\tN\n", "\t\n")]
    for old, new in changes:
        changed = text.replace(old, new)
        if old == "1|":
            changed = changed.replace("1\t", "2\t")
        assert changed != text
        assert corpus_of(changed)[0] != document, (old, new)
    more = [text + "1\t0\t1\tx\tGene\t7\te\n", text + "1\tCID\tD1\tD2\tN\n", text + "1|b|P\n"]
    assert all(corpus_of(other)[0] != document for other in more)


def test_views_of_other_kinds_and_other_things_differ(corpus: pubfast.Corpus) -> None:
    views = views_of(corpus)
    for at, one in enumerate(views):
        for other in [*views[:at], *views[at + 1 :], None, 7, "7", b"7", (), object()]:
            assert one != other
            assert (one == other) is False
        assert one == one
        with pytest.raises(TypeError):
            one < one  # noqa: B015


def test_values_that_read_alike_are_equal(corpus_of: CorpusOf) -> None:
    """Views compare by what people see, so that an unpickled view equals the one that was pickled."""
    one, two = (corpus_of(b"1|t|a%bb\n1\t0\t1\tx%b\tG%b\t7\n" % ((byte,) * 3)) for byte in (b"\xff", b"\xfe"))
    assert one[0] == two[0]
    assert hash(one[0]) == hash(two[0])
    assert one.annotations[0] == two.annotations[0]
    assert hash(one.annotations[0]) == hash(two.annotations[0])


def test_reprs_show_the_values(corpus: pubfast.Corpus) -> None:
    document, annotation, relation, passage, problem = views_of(corpus)
    for shown in ("7", "A é title", "2 annotations", "2 relations"):
        assert shown in repr(document)
    for view in (annotation, relation, passage):
        assert eval(repr(view), vars(pubfast)) == view  # the values are all there, as Python writes them
    assert "what" in repr(problem)
    assert "unrecognised_line" in repr(problem)
    for name in ("start=2", "end=3", "'é'", "'Gene'", "'1'", r"'x\ty'"):
        assert name in repr(annotation)
    assert "identifier" not in repr(corpus[0].annotations[1])


def test_reprs_garble_no_terminal(corpus_of: CorpusOf) -> None:
    evil = "\x1b[2J\x07\u202e\x00"
    corpus = corpus_of(
        f"1{evil}|t|{evil}\n1{evil}|{evil}|{evil}\n1{evil}\t0\t1\t{evil}\t{evil}\t{evil}\t{evil}\n"
        f"1{evil}\t{evil}\t{evil}\t{evil}\t{evil}\n{evil}\n"
    )
    tables = [corpus.documents, corpus.annotations, corpus.relations, corpus.passages, corpus.problems]
    columns = [corpus.annotations.mention, corpus.annotations.type, corpus.documents.document_id]
    for thing in [*views_of(corpus), *tables, *columns]:
        assert repr(thing).replace("\n", "").isprintable(), ascii(repr(thing))


def test_views_cannot_be_changed(corpus: pubfast.Corpus) -> None:
    for view in views_of(corpus):
        names = [name for name in dir(view) if not name.startswith("_")]
        assert names
        for name in [*names, "anything"]:
            with pytest.raises(AttributeError):
                setattr(view, name, None)
            with pytest.raises(AttributeError):
                delattr(view, name)


def test_a_view_keeps_the_corpus_alive(corpus_of: CorpusOf, mixed_text: bytes) -> None:
    for text in (TEXT, mixed_text):
        for end in ("forget", "close"):
            corpus = corpus_of(text)
            views: list[Any] = [corpus[-1], corpus.annotations[-1], corpus.relations[-1], corpus.passages[-1]]
            iterators = [iter(corpus.annotations), iter(corpus.documents.title), iter(corpus)]
            firsts = [corpus.annotations[0], corpus.documents.title[0], corpus[0]]
            shown = [repr(view) for view in views]
            texts = [document.text for document in corpus]
            if end == "close":
                corpus.close()
            del corpus
            gc.collect()
            ballast = [bytearray(b"x" * (1 << 20)) for _ in range(8)]
            assert [repr(view) for view in views] == shown
            assert views[0].text == texts[-1]
            assert views[1].document is not None
            assert [next(iterator) for iterator in iterators] == firsts
            del ballast


def test_closing(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(TEXT)
    with corpus as same:
        assert same is corpus
        assert not corpus.closed
        table = corpus.annotations
    assert corpus.closed
    corpus.close()
    assert "closed" in repr(corpus)
    assert len(table) == 4
    for use in (
        lambda: len(corpus),
        lambda: corpus[0],
        lambda: corpus[:],
        lambda: iter(corpus),
        lambda: corpus.annotations,
        lambda: corpus.problems,
        lambda: corpus.find("7"),
    ):
        with pytest.raises(ValueError, match="closed"):
            use()


def test_an_exception_in_a_with_block_goes_through(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(TEXT)
    with pytest.raises(RuntimeError), corpus:
        raise RuntimeError
    assert corpus.closed
