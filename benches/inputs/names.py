"""Random strings drawn from the patterns of `vocabulary.PATTERNS`."""

from __future__ import annotations

import random
import re
from itertools import accumulate

from inputs.vocabulary import COMMON, NAMES, PATTERNS

NAME = re.compile(r"<(\w+)>")


class Names:
    """Draws names, numbers and identifiers."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.patterns: dict[str, tuple[list[str], list[int]]] = {}
        for name, patterns in PATTERNS.items():
            split = [re.fullmatch(r"(?:(\d+):)?(.*)", pattern) for pattern in patterns.split()]
            pairs = [(found[2].replace("_", " "), int(found[1] or 1)) for found in split if found]
            self.patterns[name] = [text for text, _ in pairs], list(accumulate(count for _, count in pairs))

    def draw(self, name: str) -> str:
        """Return a random string of a pattern of this name, or a number of `name` digits."""
        if name.isdigit():
            return str(self.rng.randrange(10 ** (int(name) - 1), 10 ** int(name)))
        patterns, weights = self.patterns[name]
        return self.fill(self.rng.choices(patterns, cum_weights=weights)[0])

    def fill(self, pattern: str) -> str:
        """Replace each <name> of a pattern."""
        parts = NAME.split(pattern)  # text and names in turn
        parts[1::2] = map(self.draw, parts[1::2])
        return "".join(parts)

    def common(self, kind: str) -> list[tuple[str, str]]:
        """Return the most frequent names of a type, each with its identifier or an empty string."""
        pairs = [entry.replace("_", " ").partition(":") for entry in COMMON[kind].split()]
        return [(name, identifier) for name, _, identifier in pairs]

    def rare(self, kind: str) -> list[str]:
        """Return the other names of a type; long ones are at the end, as they are the rarest."""
        return sorted((self.draw(kind) for _ in range(NAMES[kind])), key=lambda name: len(name) > 36)
