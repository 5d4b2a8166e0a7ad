"""The command `pubfast` as a whole: help, exit statuses, pipes, Ctrl-C."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import pubfast
from pubfast.cli import main
from pubfast.cli._main import COMMANDS, parser
from waiting import HANGS

Write = Callable[..., Path]
Capture = pytest.CaptureFixture[str]

PUBFAST = [sys.executable, "-m", "pubfast"]
NAMES = [command.__name__.rpartition(".")[2] for command in COMMANDS]


def process(*words: object, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PUBFAST, *map(str, words)], input=given, capture_output=True, timeout=HANGS)


@pytest.mark.parametrize("name", NAMES)
def test_help_has_examples_that_can_be_parsed(name: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    examples = shown.partition("examples:\n")[2].splitlines()
    assert examples
    for line in examples:
        for command in line.split("|"):
            words = command.split("   ")[0].split(">")[0].split()
            if words[:1] == ["pubfast"]:
                parser().parse_args(words[1:])


def test_the_whole_help(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    assert all(f"\n    {name}" in shown for name in NAMES)
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"pubfast {pubfast.__version__}\n"


@pytest.mark.parametrize(
    "words", [[], ["inof"], ["head"], ["head", "x", "-n", "-1"], ["get", "x", "--threads", "0"]]
)
def test_usage(words: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: pubfast" in capsys.readouterr().err


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("convert", "get", "view")])
def test_inputs_that_cannot_be_read(name: str, tmp_path: Path, capsys: Capture, write: Write) -> None:
    assert main([name, str(tmp_path / "nowhere")]) == 3
    assert capsys.readouterr().err == f"pubfast: {tmp_path / 'nowhere'}: No such file or directory\n"
    assert main([name, str(tmp_path)]) == 3
    assert "Is a directory" in capsys.readouterr().err
    prose = write(b"Call me Ishmael.\n" * 9, "prose.txt")
    assert main([name, str(prose)]) == 3
    message = capsys.readouterr().err
    assert message.startswith(f"pubfast: {prose}: ")
    assert message.count("\n") == 1


def test_the_standard_input_is_a_dash(sample_path: Path) -> None:
    text = sample_path.read_bytes()
    found = process("info", "-", "--json", given=text)
    assert (found.returncode, json.loads(found.stdout)["documents"]) == (1, 16)
    got = process("get", "-", "39820189", given=text)
    assert (got.returncode, got.stdout[:11]) == (0, b"39820189|t|")
    converted = process("convert", "-", "/dev/null", "--to", "jsonl", "--overwrite", given=text)
    assert converted.returncode == 3
    assert b"neither a file nor a folder" in converted.stderr


def test_conversion(sample_path: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["convert", str(sample_path), str(tmp_path / "out"), "--json"]) == 1
    written = json.loads(capsys.readouterr().out)
    assert written["rows"]["annotations"] == 121
    assert (tmp_path / "out" / "annotations.parquet").stat().st_size > 0
    assert main(["convert", str(sample_path), str(tmp_path / "a.parquet"), "--table", "annotations"]) == 1
    assert "121 annotations" in capsys.readouterr().out
    assert main(["convert", str(sample_path), str(tmp_path / "b.parquet")]) == 2
    assert "choose --table" in capsys.readouterr().err
    assert main(["convert", str(sample_path), str(tmp_path / "c.xml")]) == 2
    assert main(["convert", str(sample_path), str(tmp_path / "d.jsonl")]) == 1
    assert main(["convert", str(sample_path), "-", "--to", "arrow"]) == 2
    lines = process("convert", sample_path, "-")
    assert (lines.returncode, lines.stdout) == (1, (tmp_path / "d.jsonl").read_bytes())


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of a shell")
@pytest.mark.parametrize("command", ["filter {} ", "info {} --json; pubfast_filter {}", "filter --json {}"])
def test_a_reader_that_has_seen_enough_is_no_error(command: str, sample_path: Path, write: Write) -> None:
    large = write(sample_path.read_bytes() * 500, "large.pubtator")
    words = command.rpartition("pubfast_")[2].format(shlex.quote(str(large)))
    shell = f"{shlex.join(PUBFAST)} {words} | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, timeout=HANGS)
    assert done.stdout.splitlines()[-1] == b"0"
    assert b"Traceback" not in done.stderr
    assert b"roken pipe" not in done.stderr


def test_ids_may_stand_behind_options(sample_path: Path, capfd: Capture) -> None:
    for words in (
        ["--first", "39820189"],
        ["39820189", "--json"],
        ["--threads", "1", "39820189", "90000028"],
    ):
        assert main(["get", str(sample_path), *words]) == 0
        assert "39820189" in capfd.readouterr().out
    for words in (["info", "x", "y"], ["get", "x", "--no-such", "1"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 2
        assert "unrecognized arguments" in capfd.readouterr().err


def test_values_that_are_empty(sample_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["check", "--only", ""], ["check", "--ignore", ","], ["filter", "--ids-from", ""]):
        assert main([*words, str(sample_path)]) in (2, 3)
    assert main(["convert", str(sample_path), "", "--overwrite"]) == 2
    assert main(["head", str(sample_path), "-o", ""]) == 3
    assert list(tmp_path.iterdir()) == []


def test_messages_name_options(sample_path: Path, tmp_path: Path, capsys: Capture, write: Write) -> None:
    prose = write(b"Call me Ishmael.\n" * 9, "prose.txt")
    for words, said in (
        (["head", sample_path, "-o", prose], "this exists; --overwrite replaces it"),
        (["info", prose], "--format pubtator"),
        (["convert", sample_path, tmp_path / "x.parquet"], "--table"),
        (["info", tmp_path / "\x1b[31m"], "␛[31m: No such file"),
    ):
        assert main([str(word) for word in words]) in (2, 3)
        assert said in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="shells")
@pytest.mark.parametrize("words", ["info -", "get {} --ids-from -", "check -"])
def test_a_standard_input_that_is_closed(words: str, sample_path: Path) -> None:
    shell = f"{shlex.join(PUBFAST)} {words.format(shlex.quote(str(sample_path)))} <&-"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, timeout=HANGS)
    assert (done.returncode, done.stderr) == (
        3,
        b"pubfast: standard input is closed: there is nothing to read\n",
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a full device")
@pytest.mark.parametrize("name", ["info", "head", "check"])
def test_a_standard_output_that_takes_nothing(name: str, sample_path: Path) -> None:
    shell = f"{shlex.join(PUBFAST)} {name} {shlex.quote(str(sample_path))}"
    for target, said in ((">/dev/full", b"No space left on device"), (">&-", b"standard output is closed")):
        done = subprocess.run(["bash", "-c", f"{shell} {target}"], capture_output=True, timeout=HANGS)
        assert done.returncode == 3
        assert said in done.stderr
        assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    fifo, out = tmp_path / "fifo", tmp_path / "out"
    os.mkfifo(fifo)
    command = [*PUBFAST, "filter", str(fifo), "-o", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as running, open(fifo, "wb") as pipe:
        pipe.write(b"1|t|x\n\n" * 20_000)
        pipe.flush()
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        assert running.wait(HANGS) == 130
        assert running.stderr is not None
        assert running.stderr.read() == b"pubfast: interrupted\n"
    assert list(tmp_path.iterdir()) == [fifo]
