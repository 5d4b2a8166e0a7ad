"""Inputs that cannot be opened say why: missing files, directories, and files of other formats."""

from __future__ import annotations

import bz2
import io
import json
import lzma
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pubfast

Write = Callable[..., Path]

BLOCK = b"1|t|x\n1|a|y\n1\t0\t1\tx\tGene\t7\n\n"
ENTITIES = (
    b"25379667\tGene\t3558\tinterleukin-2|IL-2\tGNormPlus\n19953087\tGene\t8463\t\tgene2pubmed|BioGRID\n"
)
RELATIONS = b"35378878\tassociate\tChemical|MESH:D003911\tDisease|MESH:D005334\n"
OLD_TABLE = b"PMID\tMeshID\tMentions\tResource\r\n1\tD001\tx|y\ttmChem\r\n"


def packed(container: str, content: bytes = b"x") -> bytes:
    """Some content in a container that is not looked into."""
    out = io.BytesIO()
    match container:
        case "bzip2":
            return bz2.compress(content)
        case "xz":
            return lzma.compress(content)
        case "zip":
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("dump.pubtator", content)
            return out.getvalue()
    raise ValueError(container)


CONTAINERS = ["bzip2", "xz", "zip"]
# What a file looks like, and words that the message says it with.
OTHERS: dict[str, tuple[bytes, str]] = {
    "entities": (ENTITIES, "table of entities"),
    "entities, CRLF": (ENTITIES.replace(b"\n", b"\r\n"), "table of entities"),
    "entities, no final newline": (ENTITIES.rstrip(b"\n"), "table of entities"),
    "entities, blank lines": (b"\n" + ENTITIES + b"\n\n" + ENTITIES, "table of entities"),
    "entities, many": (ENTITIES * 2000, "table of entities"),
    "entities, with a mark": (b"\xef\xbb\xbf" + ENTITIES, "table of entities"),
    "mutations": (
        b"100\tMutation\ttmVar:c|SUB|A|2063|G;HGVS:c.2063A>G\tA2063G\tPubTator3\n",
        "table of entities",
    ),
    "relations": (RELATIONS, "table of relations"),
    "relations, many": (RELATIONS * 2000, "table of relations"),
    "old table": (OLD_TABLE, "table of entities"),
    "XML": (b"<?xml version='1.0'?>\n<a/>\n", "XML"),
    "BioC-XML": (b'<?xml version="1.0"?><!DOCTYPE collection SYSTEM "BioC.dtd"><collection/>', "BioC-XML"),
    "HTML": (b"<!DOCTYPE html>\n<html><body>404</body></html>\n", "XML"),
    "JSON": (b'{"a": [1, 2]}\n', "JSON"),
    "JSON list": (b"[\n  1,\n  2\n]\n", "JSON"),
    "BioC-JSON": (b'{"PubTator3": [{"id": "1", "passages": []}]}', "BioC-JSON"),
    "Parquet": (b"PAR1\x15\x04\x15\x00\x00PAR1", "Parquet"),
    "words": (b"just words\nand more of them\n", "no PubTator block text"),
    "one word": (b"words", "no PubTator block text"),
    "noise": (bytes(range(128, 256)) * 100, "no PubTator block text"),
    "empty heads": (b"|t|x\n1||y\n", "no PubTator block text"),
    "zeros": (b"\0" * 100, "no PubTator block text"),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_formats_are_refused_by_name(write: Write, kind: str) -> None:
    content, words = OTHERS[kind]
    path = write(content)
    with pytest.raises(pubfast.FormatError) as caught:
        pubfast.open(path)
    message = str(caught.value)
    assert words in message
    assert message.startswith(str(path))
    assert caught.value.path == str(path)
    assert 'format="pubtator"' in message
    assert isinstance(caught.value, pubfast.PubfastError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("container", CONTAINERS)
def test_containers_are_refused_by_name(write: Write, container: str) -> None:
    path = write(packed(container), "dump.pubtator")
    with pytest.raises(pubfast.FormatError) as caught:
        pubfast.open(path)
    assert container in str(caught.value)
    assert caught.value.path == str(path)


@pytest.mark.parametrize("container", CONTAINERS)
def test_compressed_dumps_are_refused(write: Write, specimen_texts: list[bytes], container: str) -> None:
    """Random bytes may look like anything, text lines included."""
    path = write(packed(container, b"".join(specimen_texts)), "dump.pubtator.gz")
    with pytest.raises(pubfast.FormatError, match=container):
        pubfast.open(path, on_problem="ignore")


def test_bioc_with_pipes_in_identifiers_is_refused(write: Write) -> None:
    variant = "tmVar:c|SUB|A|2063|G;HGVS:c.2063A>G;VariantGroup:0"
    infons = {"identifier": variant}
    json_text = json.dumps({"PubTator3": [{"passages": [{"annotations": [{"infons": infons}]}]}]})
    xml_text = (
        f'<?xml version="1.0"?>\n<collection>\n<infon key="identifier">{variant}</infon>\n</collection>\n'
    )
    for text, words in ((json_text, "BioC-JSON"), (xml_text, "BioC-XML")):
        with pytest.raises(pubfast.FormatError, match=words):
            pubfast.open(write(text), on_problem="ignore")


@pytest.mark.parametrize("folder", ["bioc", "tables"])
def test_real_files_of_other_formats_are_refused(real_files: list[Path], folder: str) -> None:
    root = Path(os.environ["PUBFAST_CORPORA"], folder)
    taken = []
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        try:
            pubfast.open(path, on_problem="ignore")
        except pubfast.FormatError:
            continue
        taken.append(path.name)
    assert taken == []


@pytest.mark.parametrize("options", [{"threads": 2}, {"io": "read"}, {"on_problem": "raise"}], ids=str)
def test_refusals_do_not_depend_on_options(write: Write, options: dict[str, Any]) -> None:
    with pytest.raises(pubfast.FormatError, match="table of entities"):
        pubfast.open(write(ENTITIES), **options)


@pytest.mark.parametrize("kind", [*OTHERS, *CONTAINERS])
def test_the_caller_knows_better(write: Write, kind: str) -> None:
    content = OTHERS[kind][0] if kind in OTHERS else packed(kind)
    corpus = pubfast.open(write(content), format="pubtator", on_problem="ignore")
    assert isinstance(corpus, pubfast.Corpus)


def test_tables_read_as_block_text_are_relations_and_problems(write: Write, read: Any) -> None:
    corpus = read(write(RELATIONS + ENTITIES), format="pubtator")
    assert corpus.relations.type.to_list() == ["associate", "Gene", "Gene"]


NOTHING = [b"", b"\n", b" \t\r\n\x0b\x0c\n", b"\r\n\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\n" * 100_000]
NOTHING += [b"##\n", b"## only\n\n## comments", b"#" * 70_000, b"\n" * 70_000 + b"## comment\n"]


@pytest.mark.parametrize("content", NOTHING, ids=lambda content: repr(content[:12]))
@pytest.mark.parametrize("io", ["auto", "mmap", "read"])
def test_files_of_nothing_are_empty_corpora(write: Write, content: bytes, io: Any) -> None:
    corpus = pubfast.open(write(content), io=io)
    assert len(corpus) == len(corpus.annotations) == len(corpus.problems) == 0
    assert corpus.documents.annotation_offsets.tolist() == [0]
    assert list(corpus) == []
    assert repr(corpus)


def test_block_text_is_block_text_among_other_things(write: Write, read: Any) -> None:
    """One text line or one annotation in the first 64 KiB decides."""
    for content in (
        ENTITIES * 100 + b"1|t|x\n",
        RELATIONS + b"1\t0\t1\tx\tGene\t7\n",
        b"junk\n" * 1000 + b"1|t|x",
        b"<xml>\n1|t|x\n",
        b"1\tCID\tD1\tD2\n",
        b"1\tCID\tD1\tD2\tNovel\n",
        b"1\tx\n",
        b"[1|t|x",
        b"1|body|x\n",
        b"PAR1|t|x\n",
        b"1\t5\t6\tx\tGene\n",
        b"##c\n1\tT1\tGene\t0\t1\tx\n",
    ):
        assert isinstance(read(write(content)), pubfast.Corpus), content


def test_a_line_longer_than_what_is_looked_at(write: Write, read: Any) -> None:
    assert len(read(write(b"1|t|" + b"x" * 100_000))) == 1
    assert len(read(write(b"1|t|" + b"x" * 100_000 + b"\n1|a|y\n")).documents) == 1


def test_a_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "missing.pubtator"
    with pytest.raises(pubfast.InputError) as caught:
        pubfast.open(path)
    error = caught.value
    assert isinstance(error, FileNotFoundError)
    assert isinstance(error, pubfast.PubfastError)
    assert str(path) in str(error)
    assert "No such file" in str(error)
    assert (error.path, error.filename, error.errno, error.byte) == (str(path), str(path), 2, None)
    assert error.strerror == os.strerror(2)
    assert "InputError" in type(error).__name__  # what a traceback ends with
    with pytest.raises(FileNotFoundError):
        pubfast.detect(path)


def test_a_broken_link(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("nowhere")
    with pytest.raises(FileNotFoundError):
        pubfast.open(link)


def test_a_file_as_a_folder(write: Write) -> None:
    with pytest.raises(pubfast.InputError, match="Not a directory") as caught:
        pubfast.open(write(BLOCK) / "x")
    assert isinstance(caught.value, NotADirectoryError)


@pytest.mark.parametrize("io", ["auto", "mmap", "read"])
def test_a_directory(tmp_path: Path, io: Any) -> None:
    with pytest.raises(pubfast.InputError, match="directory") as caught:
        pubfast.open(tmp_path, io=io)
    assert isinstance(caught.value, IsADirectoryError)
    assert caught.value.path == str(tmp_path)
    assert caught.value.errno == 21
    with pytest.raises(IsADirectoryError):
        pubfast.detect(tmp_path)


def test_a_file_without_permission(write: Write) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path = write(BLOCK)
    path.chmod(0)
    with pytest.raises(pubfast.InputError) as caught:
        pubfast.open(path)
    assert isinstance(caught.value, PermissionError)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_paths_that_are_none(name: str) -> None:
    with pytest.raises((pubfast.InputError, ValueError)):
        pubfast.open(name)


def test_a_path_that_is_too_long() -> None:
    with pytest.raises(pubfast.InputError) as caught:
        pubfast.open("x" * 5000)
    assert caught.value.errno == 36


def test_errors_have_no_confusing_context(tmp_path: Path) -> None:
    with pytest.raises(pubfast.InputError) as caught:
        pubfast.open(tmp_path / "missing")
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
