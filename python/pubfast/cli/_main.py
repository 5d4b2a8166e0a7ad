"""Runs a command line and returns its exit status."""

from __future__ import annotations

import argparse
import errno
import os
import re
import sys
import warnings
from collections.abc import Sequence
from typing import NoReturn

import pubfast
from pubfast._core import visible
from pubfast.cli import check, convert, filter, get, head, info, sample, view
from pubfast.cli._signals import Ended, ending
from pubfast.cli._status import CLEAN, FINDINGS, UNREADABLE, USAGE
from pubfast.errors import OutputError, ParseError, PubfastError

COMMANDS = (info, head, get, filter, sample, view, check, convert)

_EPILOG = """\
FILE is block text, a table of PubTator3 or lines of JSON, plain or compressed (gzip, BGZF, zstd: known by
content), or - for standard input. Exit status: 0 clean, 1 findings, 2 usage, 3 unreadable or unwritable.

examples:
  pubfast info dump.pubtator.gz
  pubfast get dump.pubtator.gz 39820189 | pubfast view - 39820189
  pubfast filter dump.pubtator.gz --type Gene --identifier 7157 -o tp53.pubtator.gz
  pubfast check corpus.txt --json > findings.jsonl
  pubfast convert gene2pubtator3.gz genes
"""


class _Parser(argparse.ArgumentParser):
    """An argument parser that makes control characters in its messages visible."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the message, and exit."""
        super().error(visible(message))


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    main = _Parser(
        prog="pubfast",
        description="Look into PubTator dumps, check, cut and convert them.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    main.add_argument("--version", action="version", version=f"pubfast {pubfast.__version__}")
    commands = main.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return main


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command `pubfast`.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``pubfast``; by default those of the process.

    Returns
    -------
    int
        The exit status: 0 clean, 1 findings, 2 usage, 3 unreadable or unwritable.
    """
    given = _parse(arguments)
    if sys.stdout is None:
        return _fail("standard output is closed: there is nowhere to write to", UNREADABLE)
    if sys.stdin is None and "-" in (given.file, getattr(given, "ids_from", None)):
        return _fail("standard input is closed: there is nothing to read", UNREADABLE)
    try:
        with ending(), warnings.catch_warnings():
            # Commands print problems themselves, on standard error or as their result.
            warnings.simplefilter("ignore", pubfast.PubfastWarning)
            status: int = given.run(given)
            sys.stdout.flush()
            return status
    except BrokenPipeError:
        return _quiet()
    except KeyboardInterrupt:
        return _fail("interrupted", 130)
    except Ended as ended:
        return ended.status
    except ParseError as error:
        return _fail(error, FINDINGS)
    except OutputError as error:
        if error.errno == errno.EPIPE:
            return _quiet()
        return _fail(error, UNREADABLE)
    except PubfastError as error:
        return _fail(error, UNREADABLE)
    except MemoryError as error:
        return _fail(str(error) or "there is not enough memory", UNREADABLE)
    except OSError as error:
        return _fail(f"{error.filename or '<stdout>'}: {error.strerror or error}", UNREADABLE)
    except (ValueError, ImportError) as error:
        return _fail(error, USAGE)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Parse the words; ids may also follow options, where argparse accepts no more positional arguments."""
    main = parser()
    given, left = main.parse_known_args(arguments)
    if left and (not hasattr(given, "ids") or any(word.startswith("-") for word in left)):
        main.error(f"unrecognized arguments: {' '.join(left)}")
    if left:
        given.ids += left
    return given


def _fail(error: object, status: int) -> int:
    if sys.stderr is not None:
        print(visible(f"pubfast: {_of_a_shell(str(error))}"), file=sys.stderr)
    return status


def _of_a_shell(message: str) -> str:
    """Replace names of function arguments in a message by the options of the command line."""
    message = message.replace("overwrite=True", "--overwrite").replace("or say format=", "or say --to")
    message = re.sub(r"\b(?:source_)?format=[\"'](\w+)[\"']", r"--format \1", message)
    message = re.sub(r"\bmax_record_bytes(=| )", "--max-record-bytes ", message)
    return re.sub(r"\btable=", "--table ", message)


def _quiet() -> int:
    """End without an error after the reader of standard output has closed it."""
    # Python would report the broken pipe once more when it flushes standard output at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return CLEAN
