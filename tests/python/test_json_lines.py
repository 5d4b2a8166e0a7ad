"""Lines of JSON: written by `convert`, edited by programs and read as what they were."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import subprocess
import threading
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import pubfast
from packing import CONTAINERS
from pubfast._open import OnProblem

Read = Callable[..., pubfast.Corpus]

TABLES = Path(__file__).parents[1] / "data" / "tables"
KINDS = {entry["file"]: entry["table"] for entry in json.loads((TABLES / "manifest.json").read_text("utf-8"))}
CORPORA = os.environ.get("PUBFAST_CORPORA")
REAL_TABLES = sorted(path for path in Path(CORPORA, "tables").rglob("*") if path.is_file()) if CORPORA else []


@pytest.fixture(autouse=True)
def without_warnings() -> Iterable[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        yield


def values(documents: Iterable[pubfast.Document]) -> list[pubfast.Document]:
    """The documents by value, without their places."""
    return [pubfast.Document(**fields(document)) for document in documents]


def fields(document: pubfast.Document) -> dict[str, Any]:
    names = ("document_id", "title", "abstract", "passages", "annotations", "relations")
    found = {name: getattr(document, name) for name in names}
    return {name: value if isinstance(value, str | None) else list(value) for name, value in found.items()}


def streamed(source: Any, **options: Any) -> list[pubfast.Document]:
    return [document for batch in pubfast.stream(source, **options) for document in batch]


def as_json(source: Any, folder: Path, name: str = "x.jsonl") -> Path:
    path = folder / name
    pubfast.convert(source, path, overwrite=True, source_format="pubtator")
    return path


def edited(line: str, number: int) -> str:
    """A document as other programs write it."""
    document = json.loads(line)
    match number % 4:
        case 0:
            return json.dumps(document)
        case 1:
            return json.dumps(document, sort_keys=True, ensure_ascii=False)
        case 2:
            return json.dumps(dict(reversed(document.items())), separators=(" ,\t", " : "))
        case _:
            short = {key: value for key, value in document.items() if value not in (None, [])}
            return "  " + json.dumps(short) + " \r"


def round_trip(path: Path, read: Read, folder: Path) -> None:
    expected = values(read(path, format="pubtator"))
    plain = as_json(path, folder)
    assert values(read(plain)) == expected
    lines = plain.read_text("utf-8").split("\n")[:-1]
    assert len(lines) == len(expected)
    other = "\n\n".join(edited(line, number) for number, line in enumerate(lines)).encode()
    assert values(read(other, threads=1)) == expected
    for batch_bytes, threads in ((1, 1), (300, 2), (1 << 20, 3)):
        if batch_bytes > 1 or len(lines) < 300:
            assert values(streamed(other, batch_bytes=batch_bytes, threads=threads)) == expected


def test_specimens(specimen: Path, read: Read, tmp_path: Path) -> None:
    round_trip(specimen, read, tmp_path)


def test_real_files(real_file: Path, read: Read, tmp_path: Path) -> None:
    round_trip(real_file, read, tmp_path)


def test_what_was_converted_again_is_the_same(real_files: list[Path], tmp_path: Path) -> None:
    for path in real_files[:20]:
        first = as_json(path, tmp_path)
        again = tmp_path / "again.jsonl"
        pubfast.convert(first, again, overwrite=True)
        assert again.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("path", [*sorted(TABLES.glob("*.tsv")), *REAL_TABLES], ids=lambda path: path.name)
def test_tables(path: Path, tmp_path: Path) -> None:
    kind: Any = KINDS.get(path.name) or pubfast.detect(path).format
    readers: dict[str, Callable[..., Any]] = {
        "entities": pubfast.read_entities,
        "relations": pubfast.read_relations,
    }
    json_lines = tmp_path / "rows.jsonl.gz"
    pubfast.convert(path, json_lines, source_format=kind)
    rows = readers[kind](path, format=kind).to_arrow().to_pylist()
    if not rows:
        return
    assert pubfast.detect(json_lines) == (kind, "gzip+jsonl")
    assert readers[kind](json_lines).to_arrow().to_pylist() == rows
    other = "\n".join(json.dumps(row, sort_keys=True) for row in rows).encode()
    assert readers[kind](other).to_arrow().to_pylist() == rows


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("io_", ["auto", "read"])
def test_containers(container: str, io_: Any, sample_path: Path, read: Read, tmp_path: Path) -> None:
    name, pack = CONTAINERS[container]
    expected = values(read(sample_path))
    lines = as_json(sample_path, tmp_path).read_bytes()
    path = tmp_path / "anything"
    path.write_bytes(pack(lines))
    assert pubfast.detect(path) == ("pubtator", "jsonl" if name == "plain" else f"{name}+jsonl")
    assert values(read(path, io=io_)) == expected
    assert values(streamed(path, io=io_, batch_bytes=500)) == expected


def test_names_that_convert_packs(sample_path: Path, read: Read, tmp_path: Path) -> None:
    expected = values(read(sample_path))
    for name in ("x.jsonl", "x.jsonl.gz", "x.jsonl.zst"):
        assert values(read(as_json(sample_path, tmp_path, name))) == expected


def test_all_ways_in(sample_path: Path, read: Read, tmp_path: Path) -> None:
    expected = values(read(sample_path))
    path = as_json(sample_path, tmp_path)
    lines = path.read_bytes()
    files = io.BytesIO(lines), io.BufferedReader(io.BytesIO(lines))
    for source in (path, str(path), lines, bytearray(lines), *files):
        assert values(read(source)) == expected
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(lines,))
    writer.start()
    assert values(streamed(pipe)) == expected
    writer.join()
    frame = pubfast.scan(path, table="annotations").collect()
    assert frame.equals(pubfast.scan(sample_path, table="annotations").collect())
    with gzip.open(tmp_path / "x.gz", "wb") as packed:
        packed.write(lines)
    result = pubfast.convert(tmp_path / "x.gz", tmp_path / "tables")
    assert result.rows["annotations"] == len(frame)


def test_what_jq_writes(sample_path: Path, read: Read, tmp_path: Path) -> None:
    path = as_json(sample_path, tmp_path)
    try:
        lines = subprocess.run(["jq", "-cS", ".", path], capture_output=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("jq is not installed")
    assert values(read(lines)) == values(read(sample_path))


def test_what_polars_writes(sample_path: Path, read: Read) -> None:
    frame = pl.DataFrame(read(sample_path).documents.nested())
    assert values(read(frame.write_ndjson().encode())) == values(read(sample_path))


def test_what_pandas_writes(sample_path: Path, read: Read, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_json(as_json(sample_path, tmp_path), lines=True)
    lines = frame.to_json(orient="records", lines=True)
    assert values(read(lines.encode())) == values(read(sample_path))


def test_numbers_as_programs_write_them(read: Read) -> None:
    row = '{"start": 1.0, "end": 2.00, "mention": "", "type": "G"}'
    line = f'{{"document_id": %s, "pmid": %s, "annotations": [{row}]}}'
    for document_id, pmid in (('"7"', "7.0"), ("7", "7"), ("7.0", "7"), ('"7"', "null")):
        corpus = read((line % (document_id, pmid)).encode())
        assert (corpus[0].document_id, corpus[0].pmid) == ("7", 7)
        assert (corpus[0].annotations[0].start, corpus[0].annotations[0].end) == (1, 2)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"document_id": "1"', "not JSON: EOF while parsing an object"),
        ('{"document_id": 1}', "document_id must be a string, not 1"),
        ('{"document_id": "1", "pmid": 2}', 'pmid is another number than document_id "1"'),
        ('{"document_id": "PMC1", "pmid": 1}', "pmid is another number"),
        ('{"document_id": "1", "journal": "x"}', "journal: unknown field `journal`"),
        ('{"document_id": "1", "title": NaN}', "byte 31: this is not JSON: expected value"),
        ('{"document_id": "1", "title": ["x"]}', "title: invalid type: sequence, expected a string"),
        ('{"document_id": "1", "title": "a\\nb"}', "has a line break in it"),
        ('{"document_id": "1|2", "title": "x"}', "has a pipe in it"),
        ('{"document_id": "1"}', "has neither text nor rows"),
        (
            '{"document_id": "1", "passages": ' + "[" * 100_000,
            "passages[0]: invalid type: sequence, expected an object",
        ),
        ('{"document_id": ' + "[" * 100_000, "recursion limit exceeded"),
        ('["1", null, "x"]', "invalid type: sequence, expected an object"),
        ('{"document_id": "1", "title": "\\ud83e"}', "unexpected end of hex escape"),
        (
            '{"document_id": "1", "relations": [{"type": "x", "arg1": "y"}]}',
            "relations[0]: missing field `arg2`",
        ),
    ],
)
def test_errors(line: str, message: str, tmp_path: Path) -> None:
    good = '{"document_id": "9", "title": "x"}'
    path = tmp_path / "x.jsonl"
    path.write_text(f"{good}\n\n{good}\n{line}\n{good}\n")
    choices: tuple[OnProblem, ...] = ("collect", "ignore", "raise")
    for on_problem in choices:
        with pytest.raises(pubfast.InputError) as raised:
            pubfast.open(path, on_problem=on_problem)
        assert str(raised.value).startswith(f"{path}: line 4")
        assert message in str(raised.value)
        assert raised.value.documents == 2
    batches = pubfast.stream(path, batch_bytes=1)
    assert [len(next(batches)), len(next(batches))] == [1, 1]
    with pytest.raises(pubfast.InputError, match="line 4"):
        next(batches)


def test_lines_in_a_container_that_is_cut_short(sample_path: Path, read: Read, tmp_path: Path) -> None:
    expected = values(read(sample_path))
    for name, pack in CONTAINERS.values():
        packed = pack(as_json(sample_path, tmp_path).read_bytes() * 3)
        for cut in range(100, len(packed), len(packed) // 7):
            found = []
            stopped = False
            try:
                for batch in pubfast.stream(packed[:cut], batch_bytes=2000):
                    found += values(batch)
            except (pubfast.InputError, pubfast.FormatError):
                stopped = True
            assert found == (expected * 3)[: len(found)]
            # Between members and frames there may be an end, but no line of the sample ends there.
            assert stopped, name


def test_bytes_that_are_not_utf8() -> None:
    with pytest.raises(
        pubfast.InputError, match="line 1, byte 33: this is not JSON: invalid unicode code point"
    ):
        pubfast.open(b'{"document_id": "9", "title": "x\xff"}')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'[{"document_id": "1", "title": "x"}]', "not one object a line"),
        (b'{\n  "document_id": "1",\n  "title": "x"\n}\n', "not one object a line"),
        (b'{"document":0,"document_id":"1","pmid":1,"start":0,"end":1}\n', "rows of one table"),
        (b'{"id": "1", "infons": {}, "passages": []}\n', "BioC-JSON"),
        (b'{"pmid":1,"type":"Gene","identifier":"7","mentions":null,"resource":null}\n', "read_entities"),
        (b'{"pmid":1,"type":"x","type1":"a","id1":"b","type2":"c","id2":"d"}\n', "read_relations"),
    ],
)
def test_other_json(text: bytes, message: str) -> None:
    with pytest.raises(pubfast.FormatError, match=message):
        pubfast.open(text)


def test_edited_documents_are_what_was_edited(sample_path: Path, read: Read, tmp_path: Path) -> None:
    lines = as_json(sample_path, tmp_path).read_text("utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    for document in documents:
        document["annotations"] = [row for row in document["annotations"] if row["type"] == "Disease"]
        document["title"] = (document["title"] or "") + " 🧬"
    found = read("\n".join(map(json.dumps, documents)).encode())
    expected = read(sample_path)
    assert [document.title for document in found] == [f"{document.title or ''} 🧬" for document in expected]
    assert len(found.annotations) == sum(row.type == "Disease" for row in expected.annotations)


def test_mutations_never_panic(sample_path: Path, tmp_path: Path) -> None:
    lines = b"".join(as_json(sample_path, tmp_path).read_bytes().splitlines(keepends=True)[:3])
    dice = random.Random(7)
    for _ in range(300):
        broken = bytearray(lines)
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(len(broken))
            broken[at : at + dice.randrange(2)] = dice.choice(
                [b'"', b"\\", b"{", b"]", b"\xff", b"\n", b"0", b""]
            )
        for open_ in (pubfast.open, streamed):
            # A panic is another error.
            with suppress(pubfast.InputError, pubfast.FormatError):
                open_(bytes(broken))
