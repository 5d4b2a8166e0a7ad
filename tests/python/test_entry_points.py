"""Whatever is given to whatever is public: a result or an error of a documented kind, and no more.

What there is comes from `pubfast.__all__` and from the classes: what is added to them is tried by itself.
"""

from __future__ import annotations

import copy
import faulthandler
import inspect
import io
import operator
import os
import pickle
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pubfast
from odd_values import Mine, odd_values

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "examples" / "sample.pubtator"
TABLE = ROOT / "examples" / "sample.entities.tsv"
RELATIONS = b"35378878\tassociate\tChemical|MESH:D003911\tDisease|MESH:D005334\n" * 20
EXAMPLES = int(os.environ.get("PUBFAST_EXAMPLES", "4"))

# What may be raised. Of OSError, what the system says of a path; of AttributeError, what is read-only.
ALLOWED: tuple[type[BaseException], ...] = (
    TypeError,
    ValueError,
    LookupError,
    OverflowError,
    OSError,
    pubfast.PubfastError,
    Mine,
)
ALLOWED += (AttributeError, BufferError, NotImplementedError, StopIteration, pickle.PicklingError)


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of its own, where odd names may become files; a test that hangs is ended, and says where."""
    monkeypatch.chdir(tmp_path)
    faulthandler.dump_traceback_later(600, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def sample() -> pubfast.Corpus:
    return pubfast.open(SAMPLE, on_problem="ignore")


def closed(thing: Any) -> Any:
    thing.close()
    return thing


def of_closed(corpus: pubfast.Corpus, take: Callable[[pubfast.Corpus], Any]) -> Any:
    taken = take(corpus)
    corpus.close()
    return taken


def made(document_id: str = "1") -> pubfast.Document:
    annotation = pubfast.Annotation(0, 1, "x", "Gene", "7")
    return pubfast.Document(document_id=document_id, title="x", abstract="y", annotations=[annotation])


def report() -> pubfast.Report:
    return pubfast.check(b"1|t|x\n1|a|y\n1\t0\t9\tz\tGene\t7\n")


def wrong() -> pubfast.Corpus:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        return pubfast.open(b"1|t|x\nwhat\n1\t5\t3\tx\tGene\t7\n")


# An object of every public class, by what makes one; `None` for what cannot be had but by its name.
OBJECTS: dict[str, list[Callable[[], Any]]] = {
    "Annotation": [lambda: sample().annotations[3], lambda: pubfast.Annotation(0, 1, "x", "Gene")],
    "Annotations": [lambda: sample().annotations, lambda: of_closed(sample(), lambda c: c.annotations)],
    "CategoryColumn": [
        lambda: sample().annotations.type,
        lambda: of_closed(sample(), lambda c: c.annotations.type),
    ],
    "ConceptIndex": [lambda: sample().concept_index()],
    "Converted": [lambda: pubfast.convert(SAMPLE, "converted", overwrite=True, on_problem="ignore")],
    "Corpus": [sample, lambda: closed(sample()), lambda: sample()[3:9], lambda: pubfast.open(b"")],
    "Counts": [lambda: sample().identifier_counts()],
    "Detected": [lambda: pubfast.detect(SAMPLE)],
    "Document": [lambda: sample()[3], made, lambda: of_closed(sample(), lambda c: c[3])],
    "Documents": [lambda: sample().documents, lambda: of_closed(sample(), lambda c: c.documents)],
    "Entity": [lambda: pubfast.read_entities(TABLE)[0]],
    "EntityStream": [
        lambda: pubfast.stream_entities(TABLE, batch_bytes=100),
        lambda: closed(pubfast.stream_entities(TABLE)),
    ],
    "EntityTable": [lambda: pubfast.read_entities(TABLE), lambda: closed(pubfast.read_entities(TABLE))],
    "Finding": [lambda: report().findings[0]],
    "Findings": [lambda: report().findings],
    "Info": [lambda: pubfast.info(SAMPLE)],
    "ListColumn": [lambda: sample().annotations.identifier.split(";")],
    "NestedDocuments": [lambda: sample().documents.nested()],
    "Passage": [lambda: sample().passages[0]],
    "Passages": [lambda: sample().passages],
    "Problem": [lambda: wrong().problems[0]],
    "Problems": [lambda: wrong().problems],
    "Relation": [lambda: pubfast.Relation("a", "b", "c")],
    "RelationStream": [lambda: pubfast.stream_relations(RELATIONS)],
    "RelationTable": [lambda: pubfast.read_relations(RELATIONS)],
    "Relations": [lambda: sample().relations],
    "Repaired": [lambda: sample().repaired()],
    "Report": [report],
    "Stream": [lambda: pubfast.stream(SAMPLE, batch_bytes=100), lambda: closed(pubfast.stream(SAMPLE))],
    "StreamTable": [lambda: pubfast.stream(SAMPLE).table()],
    "StringColumn": [
        lambda: sample().annotations.mention,
        lambda: of_closed(sample(), lambda c: c.annotations.mention),
    ],
    "TableRelation": [lambda: pubfast.read_relations(RELATIONS)[0]],
    "Writer": [
        lambda: pubfast.Writer("written", overwrite=True),
        lambda: closed(pubfast.Writer(io.BytesIO())),
    ],
    "Written": [lambda: pubfast.write(made(), io.BytesIO())],
}
CLASSES = [name for name in pubfast.__all__ if inspect.isclass(getattr(pubfast, name))]
ERRORS = [name for name in CLASSES if issubclass(getattr(pubfast, name), Exception)]
FUNCTIONS = [name for name in pubfast.__all__ if inspect.isfunction(getattr(pubfast, name))]
ANYTHING = odd_values | st.sampled_from([make for makes in OBJECTS.values() for make in makes]).map(
    lambda make: make()
)

OPERATIONS: list[Callable[..., Any]] = [
    operator.getitem,
    operator.contains,
    operator.eq,
    operator.ne,
    operator.lt,
    operator.add,
    operator.delitem,
    getattr,
    format,
    lambda thing, value: setattr(thing, "path", value),
    lambda thing, value: thing.__init__(value),
    lambda thing, value: operator.setitem(thing, value, value),
]
ALONE: list[Callable[[Any], Any]] = [len, bool, repr, str, hash, dir, copy.copy, copy.deepcopy, pickle.dumps]
ALONE += [list, next, memoryview, lambda thing: thing.__enter__(), operator.index, reversed]


def is_orderly(call: Callable[..., Any], *positional: Any, **named: Any) -> None:
    """Call it, and look at what comes of that; raise what must not be raised."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = call(*positional, **named)
            if type(result).__module__.startswith("pubfast"):
                repr(result)
    except Mine:
        return
    except BaseException as error:  # a panic is no Exception
        if not isinstance(error, ALLOWED) or any(words in str(error) for words in ("panick", "a bug in")):
            pytest.fail(f"{type(error).__name__}: {error}")


def test_every_public_name_is_tried() -> None:
    assert sorted(OBJECTS) == sorted(set(CLASSES) - set(ERRORS))
    for name, makes in OBJECTS.items():
        for make in makes:
            assert type(make()) is getattr(pubfast, name), name


@pytest.mark.parametrize("name", [*FUNCTIONS, *CLASSES])
@given(data=st.data())
@settings(max_examples=5 * EXAMPLES)
def test_calls(name: str, data: st.DataObject) -> None:
    function = getattr(pubfast, name)
    positional, named = arguments(function, data)
    is_orderly(function, *positional, **named)


def arguments(function: Any, data: st.DataObject) -> tuple[list[Any], dict[str, Any]]:
    """Something for the first argument, often what it should be, and for some of those that have names."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except ValueError:  # of some built-in classes
        return data.draw(st.lists(ANYTHING, max_size=3)), {}
    named = [p.name for p in parameters if p.kind in (p.KEYWORD_ONLY, p.POSITIONAL_OR_KEYWORD)][1:]
    chosen = data.draw(st.lists(st.sampled_from(named), unique=True, max_size=3)) if named else []
    first = data.draw(st.just(SAMPLE) | st.just(TABLE) | ANYTHING)
    return [first] if parameters else [], {name: data.draw(ANYTHING) for name in chosen}


@pytest.mark.parametrize("name", OBJECTS)
@given(data=st.data())
@settings(max_examples=EXAMPLES)
def test_members(name: str, data: st.DataObject) -> None:
    for make in OBJECTS[name]:
        for member in dir(getattr(pubfast, name)):
            if member.startswith("__") and not member.startswith(("__arrow", "__array", "__exit", "__get")):
                continue
            thing = make()
            is_orderly(getattr, thing, member)
            try:
                value = getattr(thing, member)
            except Exception:  # it was orderly
                continue
            if callable(value):
                positional, named = arguments(value, data)
                is_orderly(value)
                is_orderly(value, *positional, **named)


@pytest.mark.parametrize("name", OBJECTS)
@given(data=st.data())
@settings(max_examples=EXAMPLES)
def test_operations(name: str, data: st.DataObject) -> None:
    for make in OBJECTS[name]:
        thing = make()
        for operation in OPERATIONS:
            value = data.draw(ANYTHING)
            is_orderly(operation, thing, value)
        for alone in ALONE:
            is_orderly(alone, make())


WITH_ARGUMENTS = [
    (name, parameter.name)
    for name in FUNCTIONS
    for parameter in inspect.signature(getattr(pubfast, name)).parameters.values()
    if parameter.kind is parameter.KEYWORD_ONLY and parameter.name != "overwrite"
]


@pytest.mark.parametrize(("name", "argument"), WITH_ARGUMENTS)
@pytest.mark.parametrize("value", [object(), -1.5], ids=["object", "number"])
def test_messages_name_the_argument(name: str, argument: str, value: Any) -> None:
    function = getattr(pubfast, name)
    firsts: dict[str, list[Any]] = {"write": [made(), "out"], "convert": [SAMPLE, "out"]}
    first = firsts.get(name, [TABLE if "entities" in name else RELATIONS if "relations" in name else SAMPLE])
    if name in ("concept_index", "identifier_counts"):
        first = [sample()]
    with pytest.raises((TypeError, ValueError)) as caught:
        function(*first, **{argument: value})
    assert argument in str(caught.value)
    assert list(Path().iterdir()) == []
