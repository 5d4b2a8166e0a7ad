"""Findings: problems of a dump and oddities of its content."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, Protocol

from pubfast import _core
from pubfast._core import Findings, finding_codes, finding_severities
from pubfast._input import (
    MAX_RECORD_BYTES,
    Input,
    Kind,
    naming,
    record_limit,
    thread_count,
    word,
    words,
)
from pubfast._open import IO
from pubfast._progress import ProgressBar
from pubfast.display.numbers import counted
from pubfast.errors import InputError

Severity = Literal["error", "warning", "note"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


class Writes(Protocol):
    """A binary file object that can be written to."""

    def write(self, data: bytes, /) -> object:
        """Write all of the bytes."""


Output = str | os.PathLike[str] | os.PathLike[bytes] | Writes


@dataclass(frozen=True, repr=False, eq=False)
class Report:
    """Findings of `check`. ``len(report)`` is their number, ``str(report)`` a readable summary.

    Attributes
    ----------
    path : str
        The input, as it was named.
    format : {"pubtator", "entities", "relations"}
        Format as which its text was read.
    counts : dict of str to int
        Number of findings of each code, in the order of the codes. Codes without findings are left out.
    findings : Findings
        The first findings of each code, ordered by line, byte and code.
    documents, annotations, relations, rows, lines, bytes : int
        Amounts that were checked: documents, annotations and relations of block text, rows of a table, and
        lines and bytes of the uncompressed input.
    is_complete : bool
        False if the input is cut short; then this report is the ``report`` attribute of the error.
    """

    path: str
    format: Kind
    counts: dict[str, int]
    findings: Findings
    documents: int = 0
    annotations: int = 0
    relations: int = 0
    rows: int = 0
    lines: int = 0
    bytes: int = 0
    is_complete: bool = field(default=True)

    @property
    def ok(self) -> bool:
        """True if there are no findings."""
        return not self.counts

    @property
    def severities(self) -> dict[Severity, int]:
        """Number of findings by severity, the worst first; severities without findings are left out."""
        sums = {
            severity: sum(
                count for code, count in self.counts.items() if finding_severities[code] == severity
            )
            for severity in SEVERITIES
        }
        return {severity: count for severity, count in sums.items() if count}

    def __len__(self) -> int:
        return sum(self.counts.values())

    def __bool__(self) -> bool:
        # Without this, a report with a length of 0 would be false.
        return True

    def __repr__(self) -> str:
        return f"<Report {self.path!r}: {self._headline()}>"

    def __str__(self) -> str:
        return self.summary()

    def summary(self, *, examples: int = 3) -> str:
        """Describe the findings as text: a line for each code, with its count and its first examples.

        Parameters
        ----------
        examples : int
            Largest number of examples to show for each code, each as ``path:line: what was found``.

        Returns
        -------
        str
            Lines without a newline at the end.
        """
        return "\n".join(text for _, text in self._lines(examples))

    def _lines(self, examples: int) -> Iterator[tuple[Severity | None, str]]:
        """Yield the lines of the summary; the line that counts a code comes with the severity of the code."""
        path = _core.visible(self.path)
        yield None, f"{path}: {self._headline()}"
        shown: dict[str, list[str]] = {code: [] for code in self.counts}
        for finding in self.findings if examples > 0 else ():
            found = shown[finding.code]
            if len(found) < examples:
                seen = finding.message.removesuffix(f": {finding_codes[finding.code]}")
                found.append(f"    {path}:{finding.line}: {_core.visible(seen)}")
        width = max((len(code) for code in self.counts), default=0)
        digits = max((len(f"{count:,}") for count in self.counts.values()), default=0)
        order = sorted(self.counts, key=lambda code: (SEVERITIES.index(finding_severities[code]), code))
        for code in order:
            severity, count = finding_severities[code], self.counts[code]
            yield severity, f"{severity:<7}  {code:<{width}}  {count:>{digits},}  {finding_codes[code]}"
            for text in shown[code]:
                yield None, text
            if shown[code] and count > len(shown[code]):
                yield None, f"    and {count - len(shown[code]):,} more"

    def _headline(self) -> str:
        found = ", ".join(counted(count, f"{severity}s") for severity, count in self.severities.items())
        if self.format == "pubtator":
            seen = ", ".join(
                (
                    counted(self.documents, "documents"),
                    counted(self.annotations, "annotations"),
                    counted(self.relations, "relations"),
                )
            )
        else:
            seen = counted(self.rows, "rows")
        what = "" if self.is_complete else "the part that can be read: "
        return f"{what}{found or 'no findings'} in {seen}; {counted(self.lines, 'lines')}"


def check(
    path: Input,
    *,
    only: Collection[str] | None = None,
    ignore: Collection[str] | None = None,
    max: int | None = None,
    output: Output | None = None,
    overwrite: bool = False,
    format: Kind | None = None,
    threads: int | None = None,
    io: IO = "auto",
    batch_bytes: int = 4 << 20,
    max_record_bytes: int = MAX_RECORD_BYTES,
    progress: bool | None = None,
) -> Report:
    """Find errors and oddities in a dump, in one pass and in memory that hardly depends on its size.

    The findings are all problems of reading the dump, and oddities of its content: mentions that do not stand
    where their offsets say, repeated documents, annotations and rows, relations without their arguments, and
    so on. ``docs/check.md`` has a section for each code.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        Block text, or a table of entities or relations, compressed or not, as `stream` takes it.
    only : collection of str, optional
        Look for these codes only: keys of `finding_codes`, patterns such as ``"span_*"``, or a severity such
        as ``"error"`` for all of its codes.
    ignore : collection of str, optional
        Leave out these codes, given as in `only`.
    max : int, optional
        Largest number of findings to list for each code: the first ones. All findings are counted. By
        default the report lists the first 1,000 of each code, and `output` gets all.
    output : str, path-like or binary file object, optional
        Destination of the findings: a file named ``.jsonl``, with a line of JSON for each finding, or
        ``.arrow``, an Arrow IPC file; a file object gets lines of JSON. Findings are written as they are
        found and not held in memory. A file appears under its name when it is complete.
    overwrite : bool
        Replace a file that exists.
    format : {"pubtator", "entities", "relations"}, optional
        Read the input in this format even if it looks like another; by default its beginning decides.
    threads : int, optional
        As in `open`. Findings do not depend on it.
    io : {"auto", "mmap", "read"}
        "auto" reads the input, since nothing of it is kept; "mmap" maps it, as `open` does.
    batch_bytes : int
        Approximate bytes of text that each thread checks at a time. Findings do not depend on it.
    max_record_bytes : int
        As in `open`.
    progress : bool, optional
        As in `open`.

    Returns
    -------
    Report
        Counts by code, the first findings of each code, and the amounts that were checked.

    Raises
    ------
    InputError
        The input cannot be read. If it is cut short, the ``report`` attribute of the error has the findings
        of the complete part, and so has `output`.
    FormatError
        The input is neither block text nor such a table.
    OutputError
        The output exists or cannot be written.
    ValueError
        There is no such code, or an argument has none of the values above.

    Examples
    --------
    >>> import pubfast
    >>> pubfast.check("examples/sample.pubtator").counts
    {'bad_offset': 1, 'unrecognised_line': 1}
    """
    codes = chosen_codes(only, ignore)
    for name, value, least in (("max", max, 0), ("batch_bytes", batch_bytes, 1)):
        if value is None and name == "max":
            continue
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{name} must be an int, not {type(value).__name__}")
        if value < least:
            raise ValueError(f"{name} must be at least {least}, not {value}")
    if format not in (None, "pubtator", "entities", "relations"):
        raise ValueError(f"format must be 'pubtator', 'entities', 'relations' or None, not {format!r}")
    file, sink, form = _target(output)
    keep = _KEPT if max is None else min(max, _MANY)
    most = keep if max is not None or output is None else _MANY
    with naming(path), ProgressBar(progress) as bar:
        checking = _core.check(
            path,
            kind=format,
            codes=codes,
            keep=keep,
            most=most,
            lines=sink is not None,
            output=file,
            form=form,
            overwrite=bool(overwrite),
            batch_bytes=min(batch_bytes, 1 << 30),
            threads=thread_count(threads),
            io=word("io", io),
            max_record=record_limit(max_record_bytes),
            tick=bar.tick,
        )
        try:
            while (lines := checking.advance(bar.tick)) is not None:
                # If a pipe breaks after it took a part of a write, only the next write fails: write pieces.
                if sink is None:
                    continue
                for begin in range(0, len(lines), _PIECE):
                    sink.write(lines[begin : begin + _PIECE])
        except InputError as error:
            error.report = _report(path, checking, is_complete=False)
            raise
        except BaseException:
            # A caller that keeps the exception keeps this frame alive, and so would keep the partial file.
            checking.discard()
            raise
    return _report(path, checking, is_complete=True)


def chosen_codes(only: Collection[str] | None, ignore: Collection[str] | None) -> list[str]:
    """Return the codes that `only` selects and `ignore` does not, in the order of `finding_codes`."""
    wanted = _matching("only", only) if only is not None else set(finding_codes)
    unwanted = _matching("ignore", ignore) if ignore is not None else set()
    return [code for code in finding_codes if code in wanted and code not in unwanted]


def _matching(name: str, given: Collection[str]) -> set[str]:
    """Return the codes that the given names, patterns and severities stand for."""
    found: set[str] = set()
    for chosen in words(name, given, kind="collection of str") or ():
        matching = {
            code
            for code, severity in finding_severities.items()
            if severity == chosen or fnmatchcase(code, chosen)
        }
        if not matching:
            known = ", ".join((*finding_codes, *SEVERITIES))
            raise ValueError(f"{name}: there is no code {chosen!r}; there are {known}")
        found |= matching
    return found


# Findings of each code in a report by default, and a number that no input reaches.
_KEPT = 1000
_MANY = 1 << 62

# Bytes of one write to a file object.
_PIECE = 1 << 16


def _target(output: Output | None) -> tuple[str | None, Writes | None, str]:
    """Return the path or the file object of the findings, one of them None, and the form."""
    if output is None:
        return None, None, "lines"
    if not isinstance(output, str | os.PathLike):
        if not hasattr(output, "write"):
            raise TypeError(f"output must be a path or a binary file object, not {type(output).__name__}")
        return None, output, "lines"
    path = Path(os.fsdecode(output))
    if path.suffix.lower() not in (".jsonl", ".arrow"):
        raise ValueError(f"{_core.visible(str(path))}: findings are written as .jsonl or .arrow")
    return os.fspath(path), None, "arrow" if path.suffix.lower() == ".arrow" else "lines"


def _report(path: Input, checking: _core.Checking, *, is_complete: bool) -> Report:
    read, lines, documents, annotations, relations, rows = checking.seen
    named = isinstance(path, str | os.PathLike) and os.fsdecode(path) != "-"
    return Report(
        path=os.fsdecode(path) if named else checking.name,  # type: ignore[arg-type]
        format=checking.kind,
        counts=dict(checking.counts()),
        findings=checking.findings(),
        documents=documents,
        annotations=annotations,
        relations=relations,
        rows=rows,
        lines=lines,
        bytes=read,
        is_complete=is_complete,
    )
