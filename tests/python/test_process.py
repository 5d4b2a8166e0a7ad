"""pubfast and the process that it runs in: threads, forks, signals, memory."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pubfast
from waiting import HANGS

Columns = Callable[[pubfast.Corpus], dict[str, Any]]
CorpusOf = Callable[..., pubfast.Corpus]
Read = Callable[..., pubfast.Corpus]
Script = Callable[..., Any]


def test_importing_and_opening_load_no_other_library_than_numpy(script: Script, sample_path: Path) -> None:
    code = """
import sys
import pubfast
corpus = pubfast.open(sys.argv[1], on_problem="ignore")
corpus.annotations.start, corpus[0], repr(corpus.annotations), corpus.annotations.type == "Gene"
heavy = "pyarrow polars pandas duckdb tqdm rich pytest hypothesis scipy multiprocessing asyncio"
loaded = {name.partition(".")[0] for name in sys.modules}
print(sorted(loaded & set(heavy.split())), "numpy" in loaded)
"""
    assert script(code, sample_path).stdout.strip() == "[] True"


def test_importing_prints_nothing_and_opening_neither(script: Script, data: Path) -> None:
    done = script(
        "import sys, pubfast; pubfast.open(sys.argv[1]).annotations.start", data / "dialect-biored.pubtator"
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_a_warning_is_shown_once_in_a_program(script: Script, data: Path) -> None:
    code = "import sys, pubfast\\nfor _ in range(3): pubfast.open(sys.argv[1])".replace("\\n", "\n")
    done = script(code, data / "problem-bad_span.pubtator")
    assert done.stderr.count("PubfastWarning") == 1
    assert "_open.py" not in done.stderr


def test_public_names() -> None:
    for name in pubfast.__all__:
        assert getattr(pubfast, name) is not None, name
        if name[0].isupper():
            assert getattr(pubfast, name).__doc__, name
    for name in ("Corpus", "Document", "Annotation", "open", "detect", "show_versions", "PubfastWarning"):
        assert getattr(pubfast, name).__module__.startswith("pubfast")
    assert pubfast.__version__.count(".") == 2


def test_show_versions(capsys: pytest.CaptureFixture[str]) -> None:
    assert pubfast.show_versions() is None  # type: ignore[func-returns-value]
    shown = capsys.readouterr().out
    for name in ("pubfast", "python", "numpy", "system", "cores"):
        assert name in shown
    assert pubfast.__version__ in shown


FORK = """
import os, pickle, sys, pubfast
corpus = pubfast.open(sys.argv[1], on_problem="ignore", format="pubtator", threads=2)
touched = corpus.annotations.start.sum()
view = corpus.annotations[7]

def work():
    again = pubfast.open(sys.argv[1], on_problem="ignore", format="pubtator", threads=2)
    assert again.annotations.start.sum() == corpus.annotations.start.sum() == touched
    assert again.annotations.mention.to_list() == corpus.annotations.mention.to_list()
    assert corpus.find(corpus[-1].document_id)[-1] == corpus[-1]
    assert view == again.annotations[7] and view.document == again.annotations[7].document
    assert (corpus.annotations.type == "Gene").sum() == (again.annotations.type == "Gene").sum()
    assert len(pickle.loads(pickle.dumps(corpus))) == len(corpus)
    corpus.close()
    return len(again)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")
def test_forking(script: Script, mixed: Path) -> None:
    code = (
        FORK
        + """
children = []
for _ in range(3):
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        except BaseException:
            import traceback
            traceback.print_exc()
            os._exit(1)
    children.append(child)
print([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children], work() > 0)
"""
    )
    assert script(code, mixed).stdout.strip() == "[0, 0, 0] True"


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(script: Script, mixed: Path, method: str) -> None:
    """A forked worker has the corpus; one that was spawned gets it by path."""
    code = (
        FORK
        + """
def count(part):
    return len(part), len(part.annotations), int(part.annotations.start.sum())

if __name__ == "__main__":
    import multiprocessing
    parts = [corpus[:100], corpus[100:5000], corpus[::-9], corpus]
    with multiprocessing.get_context(sys.argv[2]).Pool(2) as pool:
        assert pool.map(count, parts) == [count(part) for part in parts]
        if sys.argv[2] == "fork":
            assert pool.apply(work) == len(corpus)
    print("done")
"""
    )
    if method != "fork":
        path = mixed.with_name("spawned.py")
        path.write_text(code)
        runner = (
            "import runpy, sys; sys.argv[:] = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
        )
        assert script(runner, path, mixed, method).stdout.strip() == "done"
    else:
        assert script(code, mixed, method).stdout.strip() == "done"


def in_threads(count: int, work: Callable[[int], None]) -> None:
    """Start them all at the same moment; a failure of one is the test's."""
    barrier = threading.Barrier(count)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            barrier.wait()
            work(number)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(HANGS)
        assert not thread.is_alive(), "a thread hangs"
    if failures:
        raise failures[0]


def test_threads_that_touch_columns_for_the_first_time_at_once(
    mixed: Path, read: Read, arrays: Columns
) -> None:
    expected = {name: array.copy() for name, array in arrays(read(mixed, format="pubtator")).items()}
    names = read(mixed, format="pubtator").annotations.mention.to_list()
    for _ in range(5):
        corpus = read(mixed, format="pubtator")

        def work(number: int, corpus: pubfast.Corpus = corpus) -> None:
            if number % 2:
                assert [annotation.mention for annotation in corpus.annotations[:2000]] == names[:2000]
                assert corpus.find(corpus[3].document_id)
            for name, array in arrays(corpus).items():
                assert (array == expected[name]).all(), name
            assert corpus.annotations.mention[:3000].to_list() == names[:3000]
            assert len(corpus[10:20].problems) == len(corpus[10:20].problems.line)
            assert corpus.annotations[-1].document == corpus[corpus.annotations.document[-1]]

        in_threads(8, work)


def test_threads_that_open_at_once(mixed: Path) -> None:
    lengths: list[int] = []

    def work(_: int) -> None:
        corpus = pubfast.open(mixed, format="pubtator", threads=2, on_problem="ignore")
        lengths.append(len(corpus.annotations))

    in_threads(8, work)
    assert len(lengths) == 8
    assert len(set(lengths)) == 1


def test_one_thread_closes_while_others_read(mixed: Path, read: Read) -> None:
    def use(corpus: pubfast.Corpus) -> None:
        while True:
            assert corpus.annotations.start.sum() >= 0
            assert corpus[5].line > corpus[4].line  # type: ignore[operator]
            assert len(corpus.annotations.identifier.to_list()) == len(corpus.annotations)

    for _ in range(5):
        corpus = read(mixed, format="pubtator")

        def work(number: int, corpus: pubfast.Corpus = corpus) -> None:
            if number == 0:
                corpus.close()
            else:
                with pytest.raises(ValueError, match="closed"):
                    use(corpus)

        in_threads(4, work)


def test_threads_that_share_an_iterator(mixed: Path, read: Read) -> None:
    corpus = read(mixed, format="pubtator")
    iterator = iter(corpus.annotations)
    seen: list[tuple[int, str]] = []
    in_threads(4, lambda _: seen.extend((a.start, a.mention) for a in iterator))
    assert sorted(seen) == sorted((a.start, a.mention) for a in corpus.annotations)


def test_other_threads_run_while_a_file_is_opened(large_path: Path, read: Read) -> None:
    """With the lock of the interpreter held, the other thread would run once or twice a turn at most."""
    large_path.write_bytes(b"1\tCID\tD1\tD2\n" * 4_000_000)
    ticks, done = 0, threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.wait(0.001):
            ticks += 1

    thread = threading.Thread(target=tick)
    thread.start()
    most = turns = 0
    while most <= 5 and turns < 50:
        before = ticks
        corpus = read(large_path, format="pubtator", threads=1)
        most, turns = max(most, ticks - before), turns + 1
        assert len(corpus.relations.arg1.starts) == 4_000_000
    done.set()
    thread.join()
    assert most > 5


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_opening_and_closing_leaks_nothing(data: Path, tmp_path: Path) -> None:
    path = data / "dialect-biored.pubtator"
    before, threads = descriptors(), threading.active_count()
    for turn in range(300):
        corpus = pubfast.open(path, io="read" if turn % 2 else "mmap")
        assert corpus.annotations.start[0] >= 0
        if turn % 3:
            corpus.close()
        del corpus
        with pytest.raises(pubfast.FormatError):
            pubfast.open(__file__)
        with pytest.raises(FileNotFoundError):
            pubfast.open(tmp_path / "missing")
        pubfast.detect(path)
    assert descriptors() == before
    assert threading.active_count() == threads
    maps = Path("/proc/self/maps").read_text()
    assert maps.count(str(path)) == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_memory_is_given_back(mixed: Path, read: Read, arrays: Columns) -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def use() -> None:
        corpus = read(mixed, format="pubtator", io="read")
        arrays(corpus)
        list(corpus[::10])

    for _ in range(5):
        use()
    before = resident()
    for _ in range(40):
        use()
    assert resident() - before < 40_000_000
