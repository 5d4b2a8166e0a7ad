"""The colours of types.

Each colour is legible on a light and on a dark background, so the code need not know the background. Its
relative luminance is between 0.139 and 0.183. White text on it has a contrast of at least 4.5:1; the colour
itself has at least 3:1 on black to #1e1e1e and 4.5:1 on white. The six colours of the common types also
differ for colour-blind readers. Every colour is shown together with the name of its type.
"""

from __future__ import annotations

from zlib import crc32

# As on the PubTator site: genes purple, diseases orange, chemicals green, species blue, variants magenta.
_GENE = "#8456b3"
_DISEASE = "#b65007"
_CHEMICAL = "#19784b"
_SPECIES = "#065ff5"
_VARIANT = "#d7085f"
_CELL_LINE = "#5d7a82"

_KNOWN = {
    "gene": _GENE,
    "geneorgeneproduct": _GENE,
    "protein": _GENE,
    "disease": _DISEASE,
    "diseaseorphenotypicfeature": _DISEASE,
    "specificdisease": _DISEASE,
    "chemical": _CHEMICAL,
    "chemicalentity": _CHEMICAL,
    "species": _SPECIES,
    "organism": _SPECIES,
    "organismtaxon": _SPECIES,
    "mutation": _VARIANT,
    "dnamutation": _VARIANT,
    "proteinmutation": _VARIANT,
    "sequencevariant": _VARIANT,
    "snp": _VARIANT,
    "variant": _VARIANT,
    "cellline": _CELL_LINE,
}

_OTHERS = (
    "#7b7100",
    "#007c7c",
    "#6666b9",
    "#a64ba6",
    "#cf3434",
    "#95644b",
    "#61781e",
    "#a35a60",
    "#23798a",
    "#7a688b",
    "#54785a",
)


def color_of(type: str) -> str:
    """Return the colour of a type as ``#rrggbb``; upper and lower case make no difference."""
    name = type.strip().casefold()
    return _KNOWN.get(name) or _OTHERS[crc32(name.encode("utf-8", "replace")) % len(_OTHERS)]


def channels(color: str) -> tuple[int, int, int]:
    """Return red, green and blue of a colour, each 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def luminance(color: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1, as WCAG defines it."""
    red, green, blue = (_linear(channel / 255) for channel in channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
