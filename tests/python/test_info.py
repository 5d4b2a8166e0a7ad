"""`pubfast.info` and `pubfast info` count what `open` has."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pubfast
from packing import single
from pubfast.cli import main

Read = Callable[..., pubfast.Corpus]
Write = Callable[..., Path]
Capture = pytest.CaptureFixture[str]

TABLES = Path(__file__).parents[1] / "data" / "tables"


def form_of(identifier: str | None) -> str:
    """The form of an identifier, by the rules of the documentation."""
    missing = {None: "absent", "": "empty", "-": "dash", "-1": "minus_one", "None": "none", "null": "null"}
    if identifier in missing:
        return missing[identifier]
    assert identifier is not None
    if re.fullmatch("[0-9]+", identifier):
        return "number"
    if prefix := re.match("[A-Za-z]{1,15}[:_]", identifier):
        return prefix[0]
    if letters := re.fullmatch("([A-Za-z]{1,16})[0-9]+", identifier):
        return letters[1] + "#"
    return "other"


def forms(identifiers: pubfast.StringColumn) -> dict[str, int]:
    """The number of identifiers of each form, from the column and its lists."""
    counts: Counter[str] = Counter()
    for cell, pieces in zip(identifiers, identifiers.split(), strict=True):
        counts.update(map(form_of, pieces) if cell else [form_of(cell)])
    return dict(counts)


def agree(found: pubfast.Info, corpus: pubfast.Corpus, text: bytes) -> None:
    documents, annotations = corpus.documents, corpus.annotations
    assert (found.documents, found.annotations) == (len(documents), len(annotations))
    assert (found.relations, found.passages) == (len(corpus.relations), len(corpus.passages))
    assert found.pmids == int((documents.pmid >= 0).sum())
    assert found.titles == int((documents.title.lengths >= 0).sum())
    assert found.abstracts == int((documents.abstract.lengths >= 0).sum())
    assert found.types == {name: count for name, count in annotations.type.counts().items() if count}
    assert found.relation_types == {
        name: count for name, count in corpus.relations.type.counts().items() if count
    }
    assert found.problems == {name: count for name, count in corpus.problems.code.counts().items() if count}
    assert found.forms == forms(annotations.identifier)
    # A byte-order mark that nothing follows is no text.
    text = text if text != b"\xef\xbb\xbf" else b""
    assert found.bytes == len(text)
    assert found.lines == text.count(b"\n") + (not text.endswith(b"\n") and text != b"")
    assert found.non_ascii_bytes == sum(byte > 127 for byte in text)
    spans = zip(documents.byte_start.tolist(), documents.byte_end.tolist(), strict=True)
    assert found.non_ascii == sum(not text[begin:end].isascii() for begin, end in spans)


def test_specimens(specimen: Path, read: Read) -> None:
    found = pubfast.info(specimen, format="pubtator")
    agree(found, read(specimen, format="pubtator"), specimen.read_bytes())
    assert found.kind == "pubtator"
    assert found.container == "plain"
    assert found.fault is None


def test_real_files(real_file: Path, read: Read) -> None:
    found = pubfast.info(real_file, format="pubtator", threads=2)
    agree(found, read(real_file, format="pubtator"), real_file.read_bytes())
    assert list(found.types.values()) == sorted(found.types.values(), reverse=True)


CELLS = st.sampled_from(
    ["7", "7;8", "MESH:D1", "MESH:D001|D2", "", "-", "CVCL_1452", "rs12", "x,y", "é", "None"]
)


@given(st.lists(st.tuples(st.sampled_from(["Gene", "Disease", "SNP"]), CELLS | st.none()), max_size=30))
def test_forms_of_generated_rows(rows: list[tuple[str, str | None]]) -> None:
    lines = ["1|t|A title"]
    lines += [f"1\t0\t1\tA\t{kind}" + ("" if cell is None else f"\t{cell}") for kind, cell in rows]
    text = "\n".join(lines).encode()
    agree(pubfast.info(text), pubfast.open(text), text)


@pytest.mark.parametrize("name", ["entities", "relations", "entities-header", "entities-typed-header"])
def test_tables(name: str) -> None:
    path = TABLES / f"{name}.tsv"
    kind = name.partition("-")[0]
    read = pubfast.read_entities if kind == "entities" else pubfast.read_relations
    table = read(path, on_problem="ignore")
    found = pubfast.info(path)
    assert (found.kind, found.rows) == (kind, len(table))
    pmids = table.pmid.tolist()
    runs = [pmid for at, pmid in enumerate(pmids) if at == 0 or pmid != pmids[at - 1]]
    assert (found.documents, found.pmids) == (len(runs), sum(pmid >= 0 for pmid in runs))
    if isinstance(table, pubfast.EntityTable):
        assert found.types == {name: count for name, count in table.type.counts().items() if count}
        assert found.resources == {name: count for name, count in table.resource.counts().items() if count}
        assert found.forms == forms(table.identifier)
        assert found.relation_types == {}
    else:
        both = Counter(table.type1.counts()) + Counter(table.type2.counts())
        assert found.types == dict(both)
        assert found.relation_types == table.type.counts()
        assert found.forms == dict(Counter(forms(table.id1)) + Counter(forms(table.id2)))


def test_runs_of_rows_go_on_from_batch_to_batch() -> None:
    text = b"".join(b"%d\tGene\t7\tm\tr\n" % pmid for pmid in range(3) for _ in range(60_000))
    found = pubfast.info(text, threads=2)
    assert found.bytes > 2 << 20
    assert (found.documents, found.rows, found.forms) == (3, 180_000, {"number": 180_000})


def test_what_is_cut_short_is_counted_as_far_as_it_goes(
    sample_path: Path, write: Write, capsys: Capture
) -> None:
    whole = sample_path.read_bytes() * 400
    packed = single(whole)
    path = write(packed[: len(packed) * 9 // 10], "short.pubtator.gz")
    found = pubfast.info(path)
    assert isinstance(found.fault, pubfast.InputError)
    assert 0 < found.documents < 16 * 400
    assert main(["info", str(path)]) == 3
    shown = capsys.readouterr()
    assert f"{found.documents:,}" in shown.out
    assert "short.pubtator.gz" in shown.err


def test_the_report(sample_path: Path, write: Write, capsys: Capture) -> None:
    assert main(["info", str(sample_path)]) == 1
    shown = capsys.readouterr()
    assert shown.err == ""
    assert re.search(
        r"^documents +16 \(13 with a numeric id, 15 with title, 14 with abstract\)$", shown.out, re.M
    )
    assert re.search(r"^  Disease +38 +31\.4%$", shown.out, re.M)
    assert re.search(r"^  bad_offset +1 +50\.0%$", shown.out, re.M)
    clean = write(b"1|t|A title\n1\t0\t1\tA\t\x1b[31mRed\t7\n", "clean.pubtator")
    assert main(["info", str(clean)]) == 0
    shown = capsys.readouterr()
    assert "no problems" in shown.out
    assert "␛[31mRed" in shown.out
    assert "\x1b" not in shown.out


def test_json(sample_path: Path, write: Write, capsys: Capture) -> None:
    packed = write(gzip.compress(sample_path.read_bytes()), "sample.gz")
    assert main(["info", "--json", str(packed), "--threads", "1"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["container"], found["input_bytes"]) == ("gzip", packed.stat().st_size)
    assert found["types"] == pubfast.info(sample_path).types
    assert found["fault"] is None


def test_arguments_are_checked(sample_path: Path) -> None:
    with pytest.raises(ValueError, match="format must be 'pubtator', 'entities', 'relations' or None"):
        pubfast.info(sample_path, format="xml")  # type: ignore[arg-type]
    with pytest.raises(pubfast.FormatError, match="read_entities"):
        pubfast.open(TABLES / "entities.tsv")
    with pytest.raises(FileNotFoundError):
        pubfast.info("nowhere")
    assert repr(pubfast.info(sample_path)).endswith(
        "16 documents, 121 annotations, 15 relations, 2 problems>"
    )
