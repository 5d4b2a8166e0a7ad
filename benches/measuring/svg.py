"""A little SVG: text, lines and dots on a card of its own, legible on light pages and on dark ones."""

from __future__ import annotations

from html import escape
from pathlib import Path

STYLE = """
svg { --card: #ffffff; --edge: #d0d7de; --ink: #1f2328; --muted: #59636e; --grid: #e3e7eb;
  --first: #0550ae; --second: #0a7d62; --third: #b35900; --fourth: #7a3fb0; --rest: #6e7781; }
@media (prefers-color-scheme: dark) { svg { --card: #0d1117; --edge: #3d444d; --ink: #f0f6fc;
  --muted: #9aa4af; --grid: #272d35; --first: #6cb6ff; --second: #4fd1a5; --third: #f5a35c;
  --fourth: #cba6ff; --rest: #9aa4af; } }
text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
.head { font-weight: 600; }
.small { font-size: 11.5px; }
"""


class Picture:
    """A picture of so many pixels; colours are names of `STYLE`."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height, self.title = width, height, title
        self.parts: list[str] = []

    def text(
        self, x: float, y: float, text: str, color: str = "ink", anchor: str = "start", kind: str = ""
    ) -> None:
        """Text at a point of its base line."""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}" '
            f'style="fill: var(--{color})">{escape(text)}</text>'
        )

    def line(self, points: list[tuple[float, float]], color: str, width: float = 1, dash: str = "") -> None:
        """A line through points."""
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polyline points="{places}" fill="none" stroke-width="{width}" stroke-dasharray="{dash}" '
            f'style="stroke: var(--{color})"/>'
        )

    def dot(self, x: float, y: float, color: str, radius: float = 4) -> None:
        """A dot."""
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" style="fill: var(--{color})"/>')

    def save(self, path: Path) -> None:
        """Write it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        size = f'viewBox="0 0 {self.width:g} {self.height:g}" width="{self.width:g}" height="{self.height:g}"'
        card = (
            f'<rect x="0.5" y="0.5" width="{self.width - 1:g}" height="{self.height - 1:g}" rx="8" '
            'style="fill: var(--card); stroke: var(--edge)"/>'
        )
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
        body = "\n".join(
            [f"<title>{escape(self.title)}</title>", f"<style>{STYLE}</style>", card, *self.parts]
        )
        path.write_text(f"{head}\n{body}\n</svg>\n", encoding="utf-8")
