"""A process forks while another thread makes a value that is kept, and the child asks for the same value."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from waiting import HANGS

Script = Callable[..., Any]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")

# Each expression is a value that pubfast makes at its first use and keeps.
VALUES = {
    "a number column": "c.annotations.start.sum()",
    "offsets": "c.documents.annotation_offsets[-1]",
    "numbers of documents": "c.annotations.document.sum()",
    "PMIDs": "c.documents.pmid.sum()",
    "statuses": "c.annotations.status.counts()",
    "shifts": "c.annotations.shift.sum()",
    "repairs": "len(c.repaired().rows)",
    "counts of types": "c.annotations.type.counts()",
    "a concept index": "len(c.concept_index())",
    "counts of identifiers": "len(c.identifier_counts())",
    "the index of ids": "c.find(7)[0].title",
    "a string column": "c.annotations.mention.lengths.sum()",
    "split identifiers": "len(c.annotations.identifier.split())",
    "Arrow": "c.annotations.to_arrow().num_rows",
    "a part": "len(c[5:900].annotations)",
}

CODE = """
import os, select, sys, threading, time, pubfast
path, expression, rounds, hangs = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
if "to_arrow" in expression:
    import pyarrow

def value(c):
    return eval(expression, {"c": c})

expected = value(pubfast.open(path))
begin = time.perf_counter()
value(pubfast.open(path))
whole = time.perf_counter() - begin
for number in range(rounds):
    c = pubfast.open(path)
    threads = [threading.Thread(target=value, args=(c,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(whole * (number % 10) / 10)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        right = value(c) == expected and value(c[:]) is not None
        os.write(writer, b"1" if right else b"0")
        os._exit(0)
    os.close(writer)
    heard = select.select([reader], [], [], hangs)[0]
    assert heard, f"the child hangs in round {number}"
    said = os.read(reader, 1)
    os.waitpid(child, 0)
    os.close(reader)
    assert said == b"1", f"round {number}: {said!r}"
    for thread in threads:
        thread.join()
    assert value(c) == expected
print("done")
"""


def dump(path: Path) -> Path:
    rows = "".join(f"{at}\t{at % 7}\t{at % 7 + 5}\tabcde\tGene{at % 9}\t{at};7\n" for at in range(3))
    documents = (
        f"{at}|t|An abcde title\n{at}|a|abcde, and an abstract\n"
        + rows.replace("0\t", f"{at}\t", 1).replace("\n1\t", f"\n{at}\t").replace("\n2\t", f"\n{at}\t")
        + f"{at}\tCID\tD{at}\tD2\n\n"
        for at in range(20_000)
    )
    path.write_text("".join(documents), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", VALUES)
def test_a_fork_while_a_thread_makes(script: Script, tmp_path: Path, kind: str) -> None:
    rounds = int(os.environ.get("PUBFAST_FORKS", "5"))
    done = script(CODE, dump(tmp_path / "dump.pubtator"), VALUES[kind], rounds, HANGS)
    assert (done.stdout.strip(), done.stderr) == ("done", "")


TABLE = """
import os, sys, threading, pubfast
table = pubfast.read_entities(sys.argv[1])
expected = table.pmid.sum(), table.identifier.lengths.sum()
for number in range(int(sys.argv[2])):
    table = pubfast.read_entities(sys.argv[1])
    columns = ["pmid", "type", "resource", "identifier", "mentions"]
    make = lambda t=table: [getattr(t, name) for name in columns] and t.mentions.starts
    thread = threading.Thread(target=make)
    thread.start()
    child = os.fork()
    if child == 0:
        os._exit(0 if (table.pmid.sum(), table.identifier.lengths.sum()) == expected else 3)
    assert os.waitpid(child, 0)[1] == 0, number
    thread.join()
print("done")
"""


def test_a_fork_while_the_rows_of_a_table_are_freed(script: Script, tmp_path: Path) -> None:
    """The last column of a table is made while its rows are freed: a child must not find half of them."""
    path = tmp_path / "genes.tsv"
    path.write_text("".join(f"{at}\tGene\t{at}\tm{at}|n\tr\n" for at in range(1, 100_000)), encoding="utf-8")
    done = script(TABLE, path, int(os.environ.get("PUBFAST_FORKS", "10")))
    assert (done.stdout.strip(), done.stderr) == ("done", "")


HANDLER = """
import signal, sys, pubfast

corpus = pubfast.open(sys.argv[1])
mentions = corpus.annotations.mention
seen = []

class Finder:
    def find_spec(self, name, path=None, target=None):
        # The first array imports numpy; a signal comes in the middle of that.
        if name.startswith("numpy.") and not seen:
            seen.append(None)
            signal.raise_signal(signal.SIGALRM)

signal.signal(signal.SIGALRM, lambda *_: seen.append(len(mentions.to_list())))
sys.meta_path.insert(0, Finder())
for name in [name for name in sys.modules if name.partition(".")[0] == "numpy"]:
    del sys.modules[name]
print(len(mentions.starts) == seen[-1])
"""


def test_a_handler_that_asks_for_a_column_while_numpy_is_imported(script: Script, tmp_path: Path) -> None:
    """The handler makes no array, for which numpy would have to be there, and still waits for nothing."""
    done = script(HANDLER, dump(tmp_path / "dump.pubtator"))
    assert (done.stdout.strip(), done.stderr) == ("True", "")


SUBINTERPRETER = """
import sys
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
other = interpreters.create()
code = '''
import sys
sys.path.insert(0, %r)
try:
    import pubfast
except ImportError as error:
    print(error)
''' % sys.argv[1]
interpreters.run_string(other, code)
import pubfast
print(len(pubfast.open(sys.argv[2], on_problem="ignore")))
"""


def test_a_subinterpreter_is_refused(script: Script, sample_path: Path) -> None:
    """The process ends, and the main interpreter can use pubfast afterwards."""
    import pubfast

    package = Path(pubfast.__file__).parents[1]
    done = script(SUBINTERPRETER, package, sample_path)
    refused, used = done.stdout.splitlines()
    assert "cannot be used in a subinterpreter" in refused
    assert used == "16"
