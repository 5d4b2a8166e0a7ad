"""Dumps in containers, made on the fly."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable

# A zstd frame as RFC 8878 has it: the text in raw blocks, which pack nothing and need no library.
MAGIC = bytes.fromhex("28b52ffd")


def single(text: bytes) -> bytes:
    return gzip.compress(text, 1, mtime=0)


def members(text: bytes) -> bytes:
    size = len(text) // 3 + 1
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return single(b"") + b"".join(single(piece) + single(b"") for piece in pieces)


def block(text: bytes) -> bytes:
    """One block of BGZF, as the SAM specification has it."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    deflated = packer.compress(text) + packer.flush()
    header = struct.pack("<4BI2BH2BH", 31, 139, 8, 4, 0, 0, 255, 6, 66, 67, 2)
    size = struct.pack("<H", len(deflated) + 25)
    return header + size + deflated + struct.pack("<2I", zlib.crc32(text), len(text))


def bgzf(text: bytes) -> bytes:
    return b"".join(block(text[at : at + 30_000]) for at in range(0, len(text), 30_000)) + block(b"")


def frame(text: bytes) -> bytes:
    blocks = [text[at : at + 100_000] for at in range(0, len(text), 100_000)] or [b""]
    packed = MAGIC + b"\x00\x58"  # no length, a window of 2 MiB
    for at, piece in enumerate(blocks):
        is_last = at + 1 == len(blocks)
        packed += struct.pack("<I", len(piece) << 3 | is_last)[:3] + piece
    return packed


def frames(text: bytes) -> bytes:
    size = len(text) // 4 + 1
    return b"".join(frame(text[at : at + size]) for at in range(0, len(text), size)) + frame(b"")


Pack = Callable[[bytes], bytes]

CONTAINERS: dict[str, tuple[str, Pack]] = {
    "plain": ("plain", bytes),
    "gzip": ("gzip", single),
    "members": ("gzip", members),
    "bgzf": ("bgzf", bgzf),
    "zstd": ("zstd", frame),
    "frames": ("zstd", frames),
}
