"""The positions of mentions, as plainly as possible: the slow twin of the status of annotations.

It reads `docs/offsets.md` and nothing else of pubfast. Title, abstract and mention are the bytes of the file.
"""

from __future__ import annotations

from typing import NamedTuple

STATUSES = (
    "exact",
    "trimmed_title",
    "folded",
    "case",
    "bytes",
    "utf16",
    "shifted",
    "beyond_text",
    "mismatch",
)
REACH = 40
BLANKS = b" \t\r\v\f"

# The characters that GNorm2 and tmVar3 replace, and what by.
FOLDS = {
    **dict(zip("ωμκαγɣβεθλνρχζπτξηδσµ", "wukaggbeOrvpXzptXhdsu", strict=True)),
    **dict(zip("ΔΩΦ∆∑", "DOFDS", strict=True)),
    **dict(zip("öéàÁïãóÅüɛčšßŁƒäĐø", "oeaAiaoAuecsbLfaD0", strict=True)),
    **dict(zip("×‑¹²³°•·⁺⁻–≡═£‰→←", "x-123o..+--==L%><", strict=True)),
    **dict(zip("〖〗〈〉", "[]<>", strict=True)),
}


class Finding(NamedTuple):
    status: str
    start: int
    end: int


def examine(title: bytes | None, abstract: bytes | None, start: int, end: int, mention: bytes) -> Finding:
    """The first status that holds, and the mention's position if it is known; otherwise its offsets."""
    raw = (title or b"") + (b"" if abstract is None else b" " + abstract)
    text, wanted = raw.decode(errors="replace"), mention.decode(errors="replace")

    def found(status: str, place: int | None = None) -> Finding:
        return Finding(status, start, end) if place is None else Finding(status, place, place + len(wanted))

    is_span = 0 <= start <= end
    there = text[start:end] if is_span and end <= len(text) else None
    if there == wanted:
        return found("exact")
    if is_span and wanted:
        place = _trimmed_title(title, abstract, start, end, wanted)
        if place is not None:
            return found("trimmed_title", place)
    if there is not None:
        if len(there) == len(wanted) and all(map(_same_folded, there, wanted)):
            return found("folded")
        if _small(there) == _small(wanted):
            return found("case")
    if is_span and wanted:
        for unit, status in ((_byte_places(raw), "bytes"), (_utf16_places(text), "utf16")):
            if start in unit and end in unit and text[unit.index(start) : unit.index(end)] == wanted:
                return found(status, unit.index(start))
    if wanted and end - start == len(wanted):
        # Nearest first, and before rather than after.
        for distance in range(1, REACH + 1):
            for place in (start - distance, start + distance):
                if place >= 0 and text[place : place + len(wanted)] == wanted:
                    return found("shifted", place)
    return found("beyond_text" if end > len(text) else "mismatch")


def _trimmed_title(
    title: bytes | None, abstract: bytes | None, start: int, end: int, wanted: str
) -> int | None:
    if title is None or abstract is None or title.rstrip(BLANKS) == title:
        return None
    its_text = abstract.decode(errors="replace")
    whole, trimmed = (len(value.decode(errors="replace")) for value in (title, title.rstrip(BLANKS)))
    # The abstract begins right after the title, or after the trimmed title and a separator.
    for begin in (whole, trimmed + 1):
        if (
            begin <= start
            and end - begin <= len(its_text)
            and its_text[start - begin : end - begin] == wanted
        ):
            return start - begin + whole + 1
    return None


def _same_folded(one: str, other: str) -> bool:
    if one == other:
        return True
    folded = [FOLDS.get(character, character) for character in (one, other)]
    if folded[0] == folded[1]:
        return True
    # Every other character became a blank, one of the two that it is in UTF-16 if it is there two.
    return any(
        a == " " and not b.isascii() and b not in FOLDS and ord(b) < 0x10000
        for a, b in ((one, other), (other, one))
    )


def _small(text: str) -> str:
    return "".join(character.lower() for character in text)


def _byte_places(raw: bytes) -> list[int]:
    """The byte at which each code point of the repaired text begins, and the end."""
    places, begin = [], 0
    while True:
        try:
            good, bad = raw[begin:].decode(), b""
        except UnicodeDecodeError as error:
            good, bad = (
                raw[begin : begin + error.start].decode(),
                raw[begin + error.start : begin + error.end],
            )
        for character in good:
            places.append(begin)
            begin += len(character.encode())
        places.append(begin)
        if not bad:
            return places
        begin += len(bad)


def _utf16_places(text: str) -> list[int]:
    """For each code point of a text, and its end, the offset in UTF-16 units."""
    places = [0]
    for character in text:
        places.append(places[-1] + (2 if ord(character) >= 0x10000 else 1))
    return places
