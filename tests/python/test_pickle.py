"""Views pickle by value, a corpus by its file, errors as they are."""

from __future__ import annotations

import copy
import io
import os
import pickle
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pubfast

Read = Callable[..., pubfast.Corpus]
Write = Callable[..., Path]

TEXT = (
    "7|t|A é title\n7|a|\n7|body|more\n7\t2\t3\té\tGene\t1\tx\ty\n7\t0\t1\tA\tGene\n7\tCID\tD1\tD2\tNovel\n"
    "\nwhat\n"
)


def by_protocol(protocol: int) -> Callable[[Any], Any]:
    return lambda thing: pickle.loads(pickle.dumps(thing, protocol))


COPIES: dict[str, Callable[[Any], Any]] = {
    **{f"protocol {number}": by_protocol(number) for number in range(2, pickle.HIGHEST_PROTOCOL + 1)},
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


@pytest.fixture(params=COPIES)
def copied(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    return COPIES[request.param]


def test_views(corpus_of: Callable[..., pubfast.Corpus], copied: Callable[[Any], Any]) -> None:
    corpus = corpus_of(TEXT)
    for table in (corpus, corpus.annotations, corpus.relations, corpus.passages, corpus.problems):
        for view in table:
            again = copied(view)
            assert type(again) is type(view)
            assert again == view
            assert hash(again) == hash(view)
            assert copied(again) == view
            if not isinstance(view, pubfast.Document):
                assert repr(again) == repr(view)


def test_views_of_every_specimen(specimen: Path, read: Read) -> None:
    corpus = read(specimen)
    for table in (corpus, corpus.annotations, corpus.relations, corpus.passages, corpus.problems):
        views = list(table)
        assert pickle.loads(pickle.dumps(views)) == views
    for document, again in zip(corpus, pickle.loads(pickle.dumps(list(corpus))), strict=True):
        assert again.text == document.text
        assert (again.title, again.abstract) == (document.title, document.abstract)
        assert again.annotations.identifier.to_list() == document.annotations.identifier.to_list()


def test_unpickled_views_stand_alone(corpus_of: Callable[..., pubfast.Corpus]) -> None:
    corpus = corpus_of(TEXT)
    document, annotation = pickle.loads(pickle.dumps((corpus[0], corpus.annotations[0])))
    assert (document.byte_start, document.line) == (None, None)
    assert annotation.document is None
    assert all(row.document == corpus[0] for row in document.annotations)


def test_views_by_hand(copied: Callable[[Any], Any]) -> None:
    for view in (
        pubfast.Document(document_id="x", annotations=[pubfast.Annotation(0, 1, "x", "Gene", "", "")]),
        pubfast.Annotation(-1, 2**31 - 1, "", ""),
        pubfast.Relation("a\tb", "\n", "|", ""),
        pubfast.Passage("", "x\0"),
        pubfast.Problem(1, 2, "bad_span", "x"),
    ):
        assert copied(view) == view


def test_a_corpus_is_opened_again(write: Write, read: Read, copied: Callable[[Any], Any]) -> None:
    corpus = read(write(TEXT))
    again = copied(corpus)
    assert list(again) == list(corpus)
    assert list(again.problems) == list(corpus.problems)
    assert again.documents.line.tolist() == corpus.documents.line.tolist()
    corpus.close()
    assert len(again) == 1


@pytest.mark.parametrize(
    "key", [slice(None), slice(5, 20), slice(3, 3), slice(None, None, -7), [9, 9, 0], slice(0, 5)], ids=str
)
def test_parts_of_a_corpus(mixed: Path, read: Read, key: Any) -> None:
    part = read(mixed, format="pubtator")[100:200][key]
    again = pickle.loads(pickle.dumps(part))
    assert list(again) == list(part)
    assert again.annotations.document.tolist() == part.annotations.document.tolist()
    assert list(again.problems) == list(part.problems)
    assert list(pickle.loads(pickle.dumps(again))) == list(part)
    assert list(again[1:3]) == list(part[1:3])


def test_options_are_kept(write: Write, read: Read) -> None:
    """A table is read as block text again, and forgotten problems stay forgotten."""
    path = write("1\tGene\t7\tx|y\tGNormPlus\nwhat\n")
    corpus = read(path, format="pubtator", on_problem="ignore", io="read", threads=2)
    again = pickle.loads(pickle.dumps(corpus))
    assert len(again.relations) == 1
    assert len(again.problems) == 0


def test_opening_again_does_not_warn_again(write: Write, read: Read) -> None:
    pickled = pickle.dumps(read(write(TEXT)))
    assert len(pickle.loads(pickled).problems) == 1  # a warning would be an error here


def test_another_process_opens_it_too(write: Write, read: Read, tmp_path: Path) -> None:
    corpus = read(write(TEXT, "döküm.pubtator"))
    (tmp_path / "pickled").write_bytes(pickle.dumps([corpus, corpus[0:1], corpus[0]]))
    code = (
        "import pickle, sys; print([x.annotations.mention[0] for x in pickle.load(open(sys.argv[1], 'rb'))])"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "pickled")]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONUTF8": "1"})
    assert done.stdout.decode().strip() == "['é', 'é', 'é']"


def test_a_relative_path_is_pickled_as_it_was_meant(
    write: Write, read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The current directory may change after opening."""
    path = write(TEXT)
    monkeypatch.chdir(path.parent)
    corpus = read(path.name)
    first = pickle.dumps(corpus)
    monkeypatch.chdir(tmp_path)
    assert list(pickle.loads(first)) == list(corpus)
    assert list(pickle.loads(pickle.dumps(corpus))) == list(corpus)


def change_content(path: Path) -> None:
    time.sleep(0.01)
    path.write_text(TEXT.replace("Gene", "Gone"))


def append(path: Path) -> None:
    with path.open("a") as file:
        file.write("\n8|t|x\n")


def replace(path: Path) -> None:
    time.sleep(0.01)
    other = path.with_suffix(".new")
    other.write_text(TEXT)
    other.rename(path)


def touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize("change", [change_content, append, replace, touch])
def test_a_file_that_changed_is_an_error(write: Write, read: Read, change: Callable[[Path], None]) -> None:
    path = write(TEXT)
    corpus = read(path, io="read")
    pickled = pickle.dumps(corpus), pickle.dumps(corpus[0:1])
    change(path)
    for one in pickled:
        with pytest.raises(pubfast.InputError, match="changed") as caught:
            pickle.loads(one)
        assert str(path) in str(caught.value)
        assert caught.value.path == str(path)


def test_a_corpus_pickled_after_its_file_changed_is_no_better(write: Write, read: Read) -> None:
    path = write(TEXT)
    corpus = read(path, io="read")
    append(path)
    with pytest.raises((pubfast.InputError, ValueError)):
        pickle.loads(pickle.dumps(corpus))


def test_a_file_that_is_gone_is_an_error(write: Write, read: Read) -> None:
    path = write(TEXT)
    pickled = pickle.dumps(read(path))
    path.unlink()
    with pytest.raises(pubfast.InputError) as caught:
        pickle.loads(pickled)
    assert str(path) in str(caught.value)
    assert caught.value.path == str(path)


def test_a_file_that_is_gone_is_a_missing_file(write: Write, read: Read) -> None:
    """An `InputError` is also the `OSError` of its kind."""
    path = write(TEXT)
    pickled = pickle.dumps(read(path))
    path.unlink()
    with pytest.raises(FileNotFoundError):
        pickle.loads(pickled)


def test_a_closed_corpus_cannot_be_pickled(write: Write, read: Read) -> None:
    corpus = read(write(TEXT))
    corpus.close()
    with pytest.raises(ValueError, match="closed"):
        pickle.dumps(corpus)


def error_of(path: Path, **options: Any) -> pubfast.PubfastError:
    with pytest.raises(pubfast.PubfastError) as caught:
        pubfast.open(path, **options)
    return caught.value


def check_error(error: BaseException, again: BaseException) -> None:
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert repr(again) == repr(error)
    assert again.args == error.args
    for name in ("path", "byte", "line", "code", "errno", "filename", "strerror"):
        assert getattr(again, name, None) == getattr(error, name, None), name


def test_errors_about_the_content(write: Write, copied: Callable[[Any], Any]) -> None:
    for error in (error_of(write("just words\n")), error_of(write(TEXT), on_problem="raise")):
        check_error(error, copied(error))


def test_errors_about_the_input(copied: Callable[[Any], Any]) -> None:
    error = pubfast.InputError("mine", "path", 7)
    check_error(error, copied(error))


@pytest.mark.parametrize("kind", ["missing", "directory"])
def test_errors_of_the_system(tmp_path: Path, copied: Callable[[Any], Any], kind: str) -> None:
    error = error_of(tmp_path / "missing" if kind == "missing" else tmp_path)
    check_error(error, copied(error))


def test_a_batch_cannot_be_pickled_and_its_documents_can() -> None:
    batch = next(pubfast.stream(b"1|t|x\n\n2|t|y\n\n"))
    with pytest.raises(ValueError, match="a batch of a stream cannot be pickled"):
        pickle.dumps(batch)
    assert pickle.loads(pickle.dumps(batch[1])) == batch[1]


@pytest.mark.parametrize("key", [(2, 1), (0, 4), (1 << 40).to_bytes(8, "little"), b"\xff" * 8, b"1"])
def test_a_selection_of_other_rows_is_refused(key: object) -> None:
    corpus: Any = pubfast.open(b"1|t|x\n\n2|t|y\n\n3|t|z\n\n")
    table: Any = pubfast.read_entities(b"1\tGene\t7\tx\tR\n" * 3, format="entities")
    for whole in (corpus, table):
        with pytest.raises(ValueError, match="is not one of 3 rows"):
            whole._rows(key)
        assert len(whole._rows((1, 3))) == 2


def test_another_content_of_the_same_size_and_time_is_refused(write: Write, read: Read) -> None:
    """The first and the last bytes are compared too, before any row is asked for."""
    text = "".join(f"{at}|t|title\n\n" for at in range(1000, 1100))
    path = write(text)
    pickles = [pickle.dumps(thing) for thing in (read(path), read(path)[50:60], read(path)[[70, 3]])]
    state = path.stat()
    for other in ("x" * len(text), "9" + text[1:], text[:-3] + "e\nx"):
        path.write_text(other, encoding="utf-8")
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
        for pickled in pickles:
            with pytest.raises(pubfast.InputError, match="has changed since the corpus was pickled"):
                pickle.loads(pickled)
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert [len(pickle.loads(pickled)) for pickled in pickles] == [100, 10, 2]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_any_more_is_refused_and_not_opened(write: Write, read: Read) -> None:
    path = write(TEXT)
    pickled = pickle.dumps(read(path))
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(pubfast.InputError, match="is no regular file now"):
        pickle.loads(pickled)
    path.unlink()
    path.mkdir()
    with pytest.raises(pubfast.InputError, match="is no regular file now"):
        pickle.loads(pickled)


@pytest.mark.parametrize(
    "rows",
    [
        (0, 10**9),
        (5, 2),
        (3,),
        (-1, 2),
        (0, 2**63),
        b"\xff" * 16,
        b"abc",
        b"\x07" + bytes(7),
        "ab",
        7,
        [1, 2],
    ],
    ids=repr,
)
def test_rows_that_a_pickle_cannot_have(write: Write, read: Read, rows: Any) -> None:
    corpus = read(write("".join(f"{at}|t|x\n\n" for at in range(1, 6))))
    with pytest.raises((ValueError, TypeError, OverflowError)):
        corpus._rows(rows)
    reduced: Any = corpus[1:3].__reduce__()
    reopen, arguments = reduced
    with pytest.raises((ValueError, TypeError, OverflowError)):
        reopen(*arguments[:4], rows, *arguments[5:])


def mutated(pickled: bytes, chance: random.Random) -> bytes:
    changed = bytearray(pickled)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(changed))
        how = chance.randrange(4)
        if how == 0:
            changed[at] = chance.randrange(256)
        elif how == 1:
            del changed[at : at + chance.choice((1, 1, 8))]
        elif how == 2:
            changed[at:at] = chance.randbytes(chance.choice((1, 8)))
        else:
            changed[at] ^= 1 << chance.randrange(8)
        if not changed:
            break
    return bytes(changed)


def test_mutated_pickles_end_in_exceptions(write: Write, read: Read) -> None:
    """Each is refused, or is an object that can be used. PUBFAST_MUTATIONS sets their number."""
    corpus = read(write(TEXT * 40))
    table = pubfast.read_entities(write("1\tGene\t7\tx|y\tr\n2\tDisease\tD1\tz\tr\n"))
    things = [
        corpus,
        corpus[3:20],
        corpus[[5, 1, 5]],
        table,
        table[1:],
        table[0],
        *(
            view[0]
            for view in (corpus, corpus.annotations, corpus.relations, corpus.passages, corpus.problems)
        ),
        pubfast.InputError("x", "y", 1, 2, 3),
    ]
    pickles = [pickle.dumps(thing, protocol) for thing in things for protocol in (2, 4, 5)]
    chance = random.Random(7)
    refused = 0
    for number in range(int(os.environ.get("PUBFAST_MUTATIONS", "3000"))):
        pickled = mutated(pickles[number % len(pickles)], chance)
        # Only what pubfast and builtins make: a mutation must not call other functions by chance.
        try:
            thing = Restricted(io.BytesIO(pickled)).load()
            repr(thing)
            if isinstance(thing, pubfast.Corpus | pubfast.EntityTable):
                list(thing)
        except Exception:
            refused += 1
        except BaseException as error:
            raise AssertionError((number, pickled)) from error
    assert refused > 100


class Restricted(pickle._Unpickler):
    """Loads pickles of pubfast, and takes no gigabytes for a number that says where to remember an object."""

    def find_class(self, module: str, name: str) -> Any:
        known = ("pubfast", "pubfast._open", "pubfast._core", "pubfast.errors", "copyreg", "pathlib")
        if module not in known and (module, name) not in (("builtins", "bytes"), ("_codecs", "encode")):
            raise pickle.UnpicklingError(module)
        return super().find_class(module, name)
