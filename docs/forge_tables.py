r"""A hook of mkdocs: forges need `\|` for a pipe in a table's code, Python-Markdown shows the backslash."""

from __future__ import annotations

import re
from typing import Any


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Write pipes in the code of table rows without the backslash."""

    def plain(row: re.Match[str]) -> str:
        return re.sub(r"`[^`]+`", lambda code: code[0].replace("\\|", "|"), row[0])

    return re.sub(r"(?m)^\|.*\|$", plain, markdown)
