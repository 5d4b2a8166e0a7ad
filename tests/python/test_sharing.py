"""One object and eight threads that do everything with it at once, and get what each would get alone."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pubfast
from waiting import HANGS

THREADS = 8
Work = Callable[[Any], object]

# Everything that is made when it is first asked for, and what looks at it.
OF_A_CORPUS: dict[str, Work] = {
    "status": lambda corpus: corpus.annotations.status.codes.sum(),
    "shift": lambda corpus: corpus.annotations.shift.sum(),
    "repaired": lambda corpus: (corpus.repaired().counts(), corpus.repaired().start.sum()),
    "concept_index": lambda corpus: corpus.concept_index(threads=2).pmids.sum(),
    "identifier_counts": lambda corpus: corpus.identifier_counts().most_common(9),
    "type_counts": lambda corpus: corpus.type_counts(),
    "find": lambda corpus: [d.line for d in corpus.find(corpus[-1].document_id)][-1],
    "split": lambda corpus: corpus.annotations.identifier.split().offsets[-1],
    "missing": lambda corpus: corpus.annotations.identifier.missing().counts(),
    "isin": lambda corpus: corpus.annotations.mention.isin(["cancer", "x"]).sum(),
    "mask": lambda corpus: (corpus.annotations.type == "Gene").sum(),
    "selection": lambda corpus: len(corpus[corpus.documents.pmid > 3].annotations),
    "columns": lambda corpus: corpus.documents.byte_end.sum() + corpus.annotations.end.sum(),
    "views": lambda corpus: [a.mention for a in corpus[5:40].annotations],
    "problems": lambda corpus: corpus.problems.code.counts(),
    "passages": lambda corpus: corpus.passages.text[:50].to_list(),
    "arrow": lambda corpus: corpus.annotations.to_arrow().num_rows,
    "nested": lambda corpus: corpus.documents[:99].to_arrow(nested=True).num_rows,
    "html": lambda corpus: corpus[0]._repr_html_(),
    "displacy": lambda corpus: corpus[0].to_displacy(),
}
OF_A_TABLE: dict[str, Work] = {
    "columns": lambda table: (table.pmid.sum(), table.identifier.lengths.sum(), table.mentions.starts.sum()),
    "types": lambda table: table.type_counts(),
    "resources": lambda table: table.resource.counts(),
    "concept_index": lambda table: table.concept_index().pmids.sum(),
    "identifier_counts": lambda table: table.identifier_counts().most_common(9),
    "views": lambda table: [row.mentions for row in table[:30]],
    "selection": lambda table: len(table[table.type == "Gene"]),
    "arrow": lambda table: table.to_arrow().num_rows,
}


def all_at_once(thing: Any, works: dict[str, Work], expected: dict[str, object]) -> None:
    barrier = threading.Barrier(THREADS)
    wrong: list[object] = []

    def run(number: int) -> None:
        names = list(works)
        random.Random(number).shuffle(names)
        barrier.wait()
        for name in names:
            try:
                got = works[name](thing)
                if got != expected[name]:
                    wrong.append((name, got))
            except BaseException as error:
                wrong.append((name, error))

    run_all([threading.Thread(target=run, args=(number,), daemon=True) for number in range(THREADS)])
    assert wrong == []


def run_all(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(HANGS)
        assert not thread.is_alive(), "a thread hangs"


def test_a_corpus(mixed: Path, read: Callable[..., pubfast.Corpus]) -> None:
    alone = {name: work(read(mixed, format="pubtator")) for name, work in OF_A_CORPUS.items()}
    for io in ("mmap", "read"):
        all_at_once(read(mixed, format="pubtator", io=io), OF_A_CORPUS, alone)


def test_a_table() -> None:
    rows = b"".join(b"%d\tGene\t%d;7\tmention %d\tGNormPlus\n" % (n // 3, n % 97, n) for n in range(60_000))
    alone = {name: work(pubfast.read_entities(rows)) for name, work in OF_A_TABLE.items()}
    for _ in range(3):
        all_at_once(pubfast.read_entities(rows), OF_A_TABLE, alone)


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("columns", [None, ["annotations.start"]])
def test_a_stream(threads: int, columns: list[str] | None) -> None:
    """Each batch goes to one thread, and all of them come to an end."""
    text = b"".join(b"%d|t|title\n%d\t0\t5\ttitle\tGene\t7\n\n" % (n, n) for n in range(20_000))
    for _ in range(3):
        stream = pubfast.stream(text, batch_bytes=3000, threads=threads, columns=columns)
        seen: list[int] = []

        def take(stream: pubfast.Stream = stream, seen: list[int] = seen) -> None:
            for batch in stream:
                assert (batch.annotations.end == 5).all()
                seen.extend(batch.documents.pmid.tolist())

        run_all([threading.Thread(target=take, daemon=True) for _ in range(THREADS)])
        assert sorted(seen) == list(range(20_000))
        assert stream.closed


@pytest.mark.parametrize("threads", [1, 3])
def test_a_stream_that_is_closed_by_another_thread(threads: int) -> None:
    text = b"1|t|x\n\n" * 50_000
    for turn in range(20):
        stream = pubfast.stream(text, batch_bytes=500, threads=threads)
        ended: list[object] = []

        def take(stream: pubfast.Stream = stream, ended: list[object] = ended) -> None:
            try:
                ended.append(sum(map(len, stream)))
            except ValueError as error:
                ended.append("closed" in str(error))

        takers = [threading.Thread(target=take, daemon=True) for _ in range(3)]
        closer = threading.Timer(turn / 1000, stream.close)
        run_all([*takers, closer])
        assert len(ended) == 3
        assert False not in ended


def test_a_writer(tmp_path: Path, sample: pubfast.Corpus) -> None:
    path = tmp_path / "a.gz"
    with pubfast.Writer(path) as writer:

        def work() -> None:
            for document in sample:
                writer.write(document)

        run_all([threading.Thread(target=work) for _ in range(THREADS)])
    written = pubfast.open(path, on_problem="ignore")
    ids, counts = np.unique(written.documents.document_id.to_numpy(), return_counts=True)
    assert set(ids) == set(sample.documents.document_id)
    assert set(counts) == {THREADS}
