"""Links between the pages lead somewhere, and every page can be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(str(path.relative_to(ROOT)) for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")))

DRAWN = {ROOT / "docs" / "plots" / f"{name}.svg" for name in ("speed", "tables", "growth")}  # by plots.py


def prose(page: Path) -> str:
    """A page without its code."""
    text = re.sub(r"(?ms)^```.*?^```$", "", page.read_text("utf-8"))
    return re.sub(r"(`+)(?:(?!\1).)+?\1", "code", text, flags=re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors of the headings of a page, as a forge makes them."""
    found: set[str] = set()
    for heading in re.findall(
        r"(?m)^#+ +(.+?) *$", re.sub(r"(?ms)^```.*?^```$", "", page.read_text("utf-8"))
    ):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        plain = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        anchor, times = plain, 0
        while anchor in found:
            times += 1
            anchor = f"{plain}-{times}"
        found.add(anchor)
    # The site gives each entry of the reference its name as an anchor; a forge shows the page.
    return found | set(re.findall(r"(?m)^::: (\S+)$", page.read_text("utf-8")))


def links(page: Path) -> list[str]:
    text = prose(page)
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r"(?:src|srcset|href)=\"([^\"]+)\"", text)
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    broken = []
    for target in links(path):
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if there in DRAWN:
            continue
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(target)
    assert broken == []


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    reached = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}
    pages = set((ROOT / "docs").glob("*.md")) - {index}
    assert sorted(page.name for page in pages - reached) == []
