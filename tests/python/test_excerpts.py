"""The commands `head`, `get`, `filter` and `sample`: parts of a dump as they stand."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import pubfast
from pubfast.cli import main

Read = Callable[..., pubfast.Corpus]
Write = Callable[..., Path]
Capture = pytest.CaptureFixture[str]

TABLE = Path(__file__).parents[2] / "examples" / "sample.entities.tsv"


@pytest.fixture
def run(tmp_path: Path, read: Read) -> Callable[..., pubfast.Corpus]:
    """Run a command, and read what it wrote."""

    def run(*words: object, status: int = 0, suffix: str = ".pubtator") -> pubfast.Corpus:
        out = tmp_path / f"out{suffix}"
        assert main([*map(str, words), "-o", str(out), "--overwrite"]) == status
        return read(out, format="pubtator")

    return run


Run = Callable[..., pubfast.Corpus]


def test_head_of_real_files(real_file: Path, read: Read, run: Run) -> None:
    corpus = read(real_file, format="pubtator")
    for count in (0, 1, 3, len(corpus) + 1):
        found = run("head", real_file, "-n", count, "--format", "pubtator")
        assert list(found) == list(corpus[:count])


def test_every_document_of_real_files_is_got(real_file: Path, read: Read, run: Run, tmp_path: Path) -> None:
    corpus = read(real_file, format="pubtator")
    by_id = {document.document_id: document for document in reversed(list(corpus))}
    distinct = list(dict.fromkeys(document.document_id for document in corpus))
    ids = tmp_path / "ids.txt"
    ids.write_bytes(b"\r\n".join(b" %s" % id.encode() for id in distinct))
    if not distinct:
        return
    found = run("get", real_file, "--ids-from", ids, "--format", "pubtator")
    assert list(found) == list(corpus)
    first = run("get", real_file, "--ids-from", ids, "--first", "--format", "pubtator")
    assert list(first) == [by_id[id] for id in distinct]


def test_filters_of_real_files(real_file: Path, read: Read, run: Run) -> None:
    corpus = read(real_file, format="pubtator")
    annotations = corpus.annotations
    options = ("--format", "pubtator")
    for kind in annotations.type.categories[:3]:
        of_type = [any(one.type == kind for one in document.annotations) for document in corpus]
        found = run("filter", real_file, "--type", kind, *options)
        assert list(found) == [document for document, has in zip(corpus, of_type, strict=True) if has]
        rows = run("filter", real_file, "--type", kind, "--rows", *options)
        assert len(rows.relations) == 0
        assert rows.annotations.mention.to_list() == annotations[annotations.type == kind].mention.to_list()
        assert [document.text for document in rows] == [document.text for document in found]
    pieces = annotations.identifier.split()
    for identifier in list(dict.fromkeys(pieces.values))[:5]:
        has = [
            identifier in cell or identifier == whole
            for cell, whole in zip(pieces, annotations.identifier, strict=True)
        ]
        documents = set(annotations.document[has].tolist())
        found = run("filter", real_file, "--identifier", identifier, *options)
        assert list(found) == [document for row, document in enumerate(corpus) if row in documents]
    counts = [len(document.annotations) for document in corpus]
    found = run("filter", real_file, "--min-annotations", 3, "--max-annotations", 9, *options)
    assert [len(document.annotations) for document in found] == [count for count in counts if 3 <= count <= 9]


def test_conditions_go_together(sample_path: Path, sample: pubfast.Corpus, run: Run, tmp_path: Path) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("39820189\n90000028\n\nnowhere\n")
    found = run("filter", sample_path, "--type", "Gene", "--type", "Species", "--ids-from", ids)
    assert found.documents.document_id.to_list() == ["39820189", "90000028"]
    found = run("filter", sample_path, "--type", "Gene", "--identifier", "9606", "--ids-from", ids)
    assert len(found) == 0
    found = run("filter", sample_path, "--type", "Species", "--identifier", "9606", "--min-annotations", 5)
    assert found.documents.document_id.to_list() == ["39820189"]
    without = run("filter", sample_path, "--type", "Gene", "--max-annotations", 0)
    assert all(one.type != "Gene" for document in without for one in document.annotations)
    assert len(run("filter", sample_path)) == len(sample)


def test_samples(sample_path: Path, sample: pubfast.Corpus, run: Run, write: Write) -> None:
    many = write(b"".join(b"%d|t|title %d\n\n" % (id, id) for id in range(200_000)), "many.pubtator")
    one = run("sample", "-n", 50, "--seed", 7, many, "--threads", 1).documents.pmid.tolist()
    two = run("sample", "-n", 50, "--seed", 7, many, "--threads", 2).documents.pmid.tolist()
    assert one == two == sorted(set(one))
    assert len(one) == 50
    assert 60_000 < sum(one) / 50 < 140_000
    assert run("sample", "-n", 50, "--seed", 8, many).documents.pmid.tolist() != one
    assert list(run("sample", "-n", 99, sample_path)) == list(sample)
    assert len(run("sample", "-n", 0, sample_path)) == 0
    assert list(run("head", "-n", 10**30, sample_path)) == list(sample)
    with pytest.raises(SystemExit):
        main(["sample", "--seed", str(2**64), str(sample_path)])


@pytest.mark.parametrize("suffix", [".pubtator.gz", ".pubtator.bgz", ".pubtator.zst"])
def test_outputs_are_packed_by_suffix(
    suffix: str, sample_path: Path, sample: pubfast.Corpus, run: Run, tmp_path: Path
) -> None:
    assert list(run("filter", sample_path, suffix=suffix)) == list(sample)
    out = tmp_path / f"out{suffix}"
    container = {".pubtator.gz": "gzip", ".pubtator.bgz": "bgzf", ".pubtator.zst": "zstd"}[suffix]
    assert pubfast.detect(out).container == container
    if suffix != ".pubtator.zst":
        assert gzip.decompress(out.read_bytes()).startswith(b"39820189|t|")


def test_lines_of_json_are_those_of_convert(
    sample_path: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    pubfast.convert(sample_path, tmp_path / "all.jsonl", on_problem="ignore")
    pubfast.convert(TABLE, tmp_path / "rows.jsonl")
    for source, expected in ((sample_path, "all.jsonl"), (TABLE, "rows.jsonl")):
        lines = (tmp_path / expected).read_bytes()
        assert main(["filter", "--json", str(source)]) == 0
        assert capfdbinary.readouterr().out == lines
        assert main(["head", "-n", "2", str(source), "-o", str(tmp_path / f"head-{expected}")]) == 0
        assert (tmp_path / f"head-{expected}").read_bytes().splitlines() == lines.splitlines()[:2]
    assert main(["filter", "--json", "--rows", "--type", "Gene", str(sample_path)]) == 0
    documents = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert {one["type"] for document in documents for one in document["annotations"]} == {"Gene"}
    assert not any(document["relations"] for document in documents)


def test_rows_of_tables(tmp_path: Path, capfd: Capture, write: Write) -> None:
    lines = TABLE.read_text().splitlines(keepends=True)
    assert main(["head", "-n", "2", str(TABLE)]) == 0
    assert capfd.readouterr().out == "".join(lines[:2])
    assert main(["get", str(TABLE), "200"]) == 0
    assert capfd.readouterr().out == "".join(line for line in lines if line.startswith("200\t"))
    assert main(["filter", str(TABLE), "--identifier", "3066"]) == 0
    assert capfd.readouterr().out == lines[1]
    old = write(b"PMID\tMeshID\tMentions\tResource\r\n1\tD1\tm\tr\r\n2\tD2\tm\tr", "old.tsv")
    assert main(["get", str(old), "2"]) == 0
    assert capfd.readouterr().out == "PMID\tMeshID\tMentions\tResource\r\n2\tD2\tm\tr\n"
    relations = write(
        b"1\tassociate\tGene|7\tDisease|D1\n2\ttreat\tChemical|C1\tDisease|D2\n", "relations.tsv"
    )
    assert main(["filter", str(relations), "--identifier", "D2"]) == 0
    assert capfd.readouterr().out.startswith("2\ttreat")


def test_what_is_missing_is_said(sample_path: Path, capfd: Capture) -> None:
    assert main(["get", str(sample_path), "39820189", "7", "\x1b[2J", "7"]) == 1
    shown = capfd.readouterr()
    assert shown.out.startswith("39820189|t|")
    assert f"{sample_path}: not found: 7, ␛[2J\n" in shown.err
    assert "problems met on the way: 1 bad_offset, 1 unrecognised_line" in shown.err
    assert main(["get", str(sample_path)]) == 2
    assert "name ids, or a file of them with --ids-from" in capfd.readouterr().err
    assert main(["get", "-", "--ids-from", "-"]) == 2
    assert main(["filter", str(sample_path), "--min-annotations", "3", "--max-annotations", "2"]) == 2


def test_a_first_document_that_would_be_a_comment_is_refused(
    write: Write, tmp_path: Path, capfd: Capture
) -> None:
    path = write(b"1|t|x\n\n##2|t|y\n\n", "hashes.pubtator")
    out = tmp_path / "out"
    assert main(["get", str(path), "##2", "-o", str(out)]) == 2
    assert "begins with ##" in capfd.readouterr().err
    assert not out.exists()
    assert main(["get", str(path), "##2", "1", "-o", str(out)]) == 0
    assert out.read_bytes() == path.read_bytes()


def test_outputs_are_all_or_nothing(sample_path: Path, tmp_path: Path, capfd: Capture, write: Write) -> None:
    out = tmp_path / "out"
    out.write_text("mine")
    assert main(["head", str(sample_path), "-o", str(out)]) == 3
    assert "this exists" in capfd.readouterr().err
    assert out.read_text() == "mine"
    assert main(["head", str(sample_path), "-o", str(tmp_path / "no" / "out")]) == 3
    copy = write(sample_path.read_bytes(), "copy.pubtator")
    assert main(["filter", str(copy), "-o", str(copy), "--overwrite"]) == 3
    assert copy.read_bytes() == sample_path.read_bytes()
    packed = gzip.compress(sample_path.read_bytes() * 300)
    short = write(packed[: len(packed) * 4 // 5], "short.gz")
    assert main(["filter", str(short), "-o", str(tmp_path / "short")]) == 3
    assert not (tmp_path / "short").exists()
    capfd.readouterr()
    assert main(["filter", str(short)]) == 3
    shown = capfd.readouterr()
    assert shown.out.startswith("39820189|t|")
    assert "complete are the first" in shown.err
