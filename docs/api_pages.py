"""Writes the reference in docs/api from signatures and docstrings, for `make docs`.

Signatures come from the sources, of compiled classes from `_core.pyi`; docstrings from the imported package,
so the extension must be built. With `--check` nothing is written, and the exit status says whether all is up
to date.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pubfast
import pubfast._core
from docstrings import markdown

FOLDER = Path(__file__).parent / "api"

# Each public name stands on one page; a test compares this with `pubfast.__all__`.
PAGES = {
    "reading": (
        "Reading dumps and tables, whole, in batches or lazily",
        "open read_entities read_relations stream stream_entities stream_relations scan detect info "
        "Stream EntityStream RelationStream StreamTable Detected Info",
    ),
    "corpus": (
        "A corpus and its tables",
        "Corpus Documents Annotations Relations Passages Problems NestedDocuments",
    ),
    "records": ("Single documents, annotations, relations …", "Document Annotation Relation Passage Problem"),
    "tables": (
        "PubTator3's tables of entities and relations",
        "EntityTable RelationTable Entity TableRelation",
    ),
    "columns": ("Columns of strings, types and lists", "StringColumn CategoryColumn ListColumn"),
    "counting": (
        "Counts, concept indexes, repaired offsets",
        "concept_index identifier_counts type_counts ConceptIndex Counts Repaired",
    ),
    "checking": (
        "What is wrong with a dump",
        "check Report Findings Finding finding_codes finding_severities problem_codes",
    ),
    "writing": ("Writing block text, Parquet, Arrow, JSON", "write Writer Written convert Converted"),
    "errors": (
        "Exceptions, warnings, versions",
        "PubfastError InputError FormatError ParseError OutputError PubfastWarning show_versions __version__",
    ),
}

# What stands for values that have no docstring of their own.
VALUES = {
    "finding_codes": "Every code that `check` can find, and a sentence that explains it: see "
    "[check.md](../check.md).",
    "finding_severities": 'The severity of every code of `finding_codes`: "error", "warning" or "note".',
    "problem_codes": "Every code of a problem of reading, and a sentence that explains it: see "
    "[problems.md](../problems.md).",
    "__version__": "The version of pubfast.",
}

STUBS = {
    node.name: node
    for node in ast.parse(Path(pubfast._core.__file__).with_name("_core.pyi").read_text("utf-8")).body
    if isinstance(node, ast.ClassDef)
}
PLACES = {name: page for page, (_, names) in PAGES.items() for name in names.split()}


def _anchors() -> dict[str, str]:
    """The anchor that a forge gives to the heading of each public name; namesakes of a page get a number."""
    anchors = {}
    for _, names in PAGES.values():
        seen: list[str] = []
        for name in names.split():
            plain = name.lower()
            anchors[name] = f"{plain}-{seen.count(plain)}" if plain in seen else plain
            seen.append(plain)
    return anchors


ANCHORS = _anchors()


def pages() -> dict[str, str]:
    """Make all pages: from file name to text."""
    made = {"README.md": _index()}
    for page, (title, names) in PAGES.items():
        head = "Made from docstrings by `make docs`; all pages: [API reference](README.md)."
        shown: dict[tuple[str, str], str] = {}
        parts = [part for name in names.split() for part in _entry(name, shown)]
        made[f"{page}.md"] = _linked("\n\n".join([f"# {title}", head, *parts]) + "\n", page)
    return made


def _index() -> str:
    lines = [
        "# API reference",
        "",
        "Everything in `pubfast.__all__`, made from signatures and docstrings by `make docs`.",
    ]
    for page, (title, names) in PAGES.items():
        lines += ["", f"## [{title}]({page}.md)", "", "| name | |", "|---|---|"]
        for name in names.split():
            first = _summary(name).replace("|", "\\|")
            lines.append(f"| [`{name}`]({page}.md#{_anchor(name)}) | {first} |")
    return "\n".join(lines) + "\n"


def _summary(name: str) -> str:
    text = VALUES.get(name) or inspect.getdoc(getattr(pubfast, name)) or ""
    first = " ".join(text.partition("\n\n")[0].split())
    return re.split(r"(?<=[^. ]\.)\s|; |: (?=see )", first)[0].rstrip(".")


def _entry(name: str, shown: dict[tuple[str, str], str]) -> Iterator[str]:
    """One public name, under a heading; what the page has said of a method before, it need not say again."""
    value = getattr(pubfast, name)
    yield f"## `{name}`"
    if name in VALUES:
        yield VALUES[name]
    elif inspect.isclass(value):
        yield from _class(name, value, shown)
    else:
        node = ast.parse(inspect.getsource(value)).body[0]
        assert isinstance(node, ast.FunctionDef)
        yield _code(_signature(f"pubfast.{name}", node))
        yield markdown(value)


def _class(name: str, cls: type, shown: dict[tuple[str, str], str]) -> Iterator[str]:
    members = members_of(cls)
    text = inspect.getdoc(cls) or ""
    constructor = members.get("__new__" if _is_compiled(cls) else "__init__")
    if constructor is not None and "Parameters\n---" in text:
        yield _code(_signature(f"pubfast.{name}", constructor[0], skip=1, returns=False))
    bases = [base.__name__ for base in cls.__bases__ if issubclass(base, BaseException)]
    if bases:
        yield "Bases: " + ", ".join(f"`{base}`" for base in bases) + "."
    yield markdown(cls)
    abilities = list(_abilities(members))
    if abilities:
        yield "Supports " + ", ".join(abilities) + "."
    properties = []
    for member, nodes in members.items():
        if not member.startswith("_") and is_property(nodes[0]):
            text = " ".join((inspect.getdoc(getattr(cls, member)) or "").split())
            properties.append(f"* **`{member}`** (`{type_of(nodes[0].returns)}`): {text}")
    if properties:
        yield "\n".join(properties)
    for member, nodes in members.items():
        if not member.startswith("_") and not is_property(nodes[0]):
            yield f"### `{name}.{member}`"
            signature, prose = _code(_signature(member, nodes[0], skip=1)), markdown(getattr(cls, member))
            first = shown.setdefault((signature, prose), f"{name}.{member}")
            yield signature
            yield prose if first == f"{name}.{member}" else f"As `{first}`."


def _is_compiled(cls: type) -> bool:
    return getattr(pubfast._core, cls.__name__, None) is cls


def members_of(cls: type) -> dict[str, list[ast.FunctionDef]]:
    """The methods and properties of a class and of its private bases, each with its overloads."""
    found: dict[str, list[ast.FunctionDef]] = {}
    if _is_compiled(cls):
        _gather_stub(STUBS[cls.__name__], found)
        return found
    for base in cls.__mro__:
        if base.__module__.startswith("pubfast.") and (base is cls or base.__name__.startswith("_")):
            node = ast.parse(inspect.getsource(base)).body[0]
            assert isinstance(node, ast.ClassDef)
            _gather(node, found)
    return found


def _gather_stub(node: ast.ClassDef, found: dict[str, list[ast.FunctionDef]]) -> None:
    _gather(node, found)
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id in STUBS:
            _gather_stub(STUBS[base.id], found)


def _gather(node: ast.ClassDef, found: dict[str, list[ast.FunctionDef]]) -> None:
    own: dict[str, list[ast.FunctionDef]] = {}
    for item in node.body:
        if isinstance(item, ast.FunctionDef):
            own.setdefault(item.name, []).append(item)
    for name, nodes in own.items():
        found.setdefault(name, nodes)


def _abilities(members: dict[str, list[ast.FunctionDef]]) -> Iterator[str]:
    """What a class does without a method of a name."""
    if "__len__" in members:
        yield "`len()`"
    for node in members.get("__getitem__", []):
        key = node.args.args[-1].annotation if node.args.args[1:] else node.args.posonlyargs[-1].annotation
        by = {"_Rows": "a slice, a mask or rows", "str": "a `str`"}.get(type_of(key), "an integer")
        yield f"indexing by {by} (`{type_of(node.returns)}`)"
    if "__iter__" in members and "__getitem__" in members:
        yield "iteration"
    if "__next__" in members:
        yield "iteration over batches"
    if "__contains__" in members:
        yield "`in`"
    if "__eq__" in members:
        elements = "NDArray" in type_of(members["__eq__"][0].returns)
        yield "`==` and `!=` (element by element, a bool array)" if elements else "`==` and `hash()` by value"
    if "__array__" in members:
        yield "`numpy.asarray`"
    if "__enter__" in members:
        yield "`with`"
    if "__arrow_c_stream__" in members:
        yield "the Arrow PyCapsule protocol"


def is_property(node: ast.FunctionDef) -> bool:
    """Say whether a method is read like a value."""
    return any(isinstance(mark, ast.Name) and mark.id == "property" for mark in node.decorator_list)


def type_of(node: ast.expr | None) -> str:
    """Give an annotation as text."""
    return "" if node is None else ast.unparse(node).replace("_Value", "str | None")


def _signature(name: str, node: ast.FunctionDef, *, skip: int = 0, returns: bool = True) -> str:
    """A signature as one writes it, without `self`, on one line or with a line for each argument."""
    given = node.args
    ordered = [*given.posonlyargs, *given.args]
    defaults: list[ast.expr | None] = [None] * (len(ordered) - len(given.defaults)) + list(given.defaults)
    arguments = [_argument(*pair) for pair in list(zip(ordered, defaults, strict=True))[skip:]]
    if given.kwonlyargs:
        arguments.append("*")
        arguments += [_argument(*pair) for pair in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    result = f" -> {type_of(node.returns)}" if returns and node.returns is not None else ""
    line = f"{name}({', '.join(arguments)}){result}"
    if len(line) <= 100:
        return line
    return "\n".join([f"{name}(", *(f"    {argument}," for argument in arguments), f"){result}"])


def _argument(argument: ast.arg, default: ast.expr | None) -> str:
    kind = f": {type_of(argument.annotation)}" if argument.annotation else ""
    if default is None:
        return argument.arg + kind
    return f"{argument.arg}{kind} = {ast.unparse(default)}"


def _code(text: str) -> str:
    return f"```text\n{text}\n```"


def _linked(text: str, page: str) -> str:
    """Names of public things, where they stand alone in backticks, as links."""
    fenced = re.split(r"(?ms)(^```.*?^```$|^#.*?$)", text)
    return "".join(part if at % 2 else _link(part, page) for at, part in enumerate(fenced))


def _link(text: str, page: str) -> str:
    def link(match: re.Match[str]) -> str:
        name = match[1].removeprefix("pubfast.")
        head, _, member = name.partition(".")
        if head not in PLACES or (member and not hasattr(getattr(pubfast, head), member)):
            return match[0]
        if member and not callable(getattr(getattr(pubfast, head), member)):
            name = head
        file = "" if PLACES[head] == page else f"{PLACES[head]}.md"
        return f"[{match[0]}]({file}#{_anchor(name)})"

    return re.sub(r"(?<![`\[*])`([A-Za-z_.]+)`(?![`*\]])", link, text)


def _anchor(name: str) -> str:
    """The anchor of a public name or of a method."""
    return ANCHORS.get(name) or name.lower().replace(".", "")


def main() -> int:
    """Write the pages, or compare them."""
    made = pages()
    stale = [name for name, text in made.items() if _read(FOLDER / name) != text]
    extra = [path for path in FOLDER.glob("*.md") if path.name not in made]
    if "--check" in sys.argv[1:]:
        for name in [*stale, *(path.name for path in extra)]:
            print(f"docs/api/{name} is not what the docstrings say: run `make docs`", file=sys.stderr)
        return int(bool(stale or extra))
    FOLDER.mkdir(exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(made[name], "utf-8")
    for path in extra:
        path.unlink()
    print(f"docs/api: {len(made)} pages, {len(stale)} changed")
    return 0


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
