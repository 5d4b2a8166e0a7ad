"""Docstrings in the style of numpydoc, as Markdown."""

from __future__ import annotations

import inspect
import re
from itertools import pairwise


def markdown(value: object) -> str:
    """A numpydoc docstring as Markdown."""
    lines = (inspect.getdoc(value) or "").splitlines()
    starts = [at for at in range(len(lines) - 1) if re.fullmatch(r"-{3,}", lines[at + 1]) and lines[at]]
    bounds = [*starts, len(lines)]
    parts = ["\n".join(lines[: bounds[0]]).strip()]
    for begin, end in pairwise(bounds):
        title, body = lines[begin], lines[begin + 2 : end]
        parts += [f"**{title}**", _section(title, body)]
    return "\n\n".join(part for part in parts if part)


def _section(title: str, body: list[str]) -> str:
    if title == "Examples":
        return "```python\n" + "\n".join(body).strip() + "\n\n```"
    if title in ("Notes", "See Also"):
        return "\n".join(body).strip()
    items: list[list[str]] = []
    for line in body:
        if line and not line.startswith(" "):
            items.append([line])
        elif line and items:
            items[-1].append(line.strip())
    return "\n".join(_item(head, " ".join(text)) for head, *text in items)


def _item(head: str, text: str) -> str:
    name, colon, kind = head.partition(" : ")
    shown = ", ".join(f"**`{part}`**" if colon else f"`{part}`" for part in name.split(", "))
    if kind:
        shown += f" (`{kind}`)"
    return f"* {shown}: {text}" if text else f"* {shown}"
