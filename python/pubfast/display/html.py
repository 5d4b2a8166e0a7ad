"""Documents and corpora as HTML, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from pubfast._core import Annotation, Corpus, Document, visible
from pubfast.display.layout import Argument, Picture
from pubfast.display.numbers import counted
from pubfast.display.palette import color_of
from pubfast.display.spans import Close, Open

# Limits of what is shown of a document: more would make a notebook slow.
CHARACTERS = 20_000
ANNOTATIONS = 1_000
# Rows of a list below a text, and of a table with bars.
ROWS = 50
PASSAGES = 20
PASSAGE_CHARACTERS = 2_000

# Text has the colours of the page; those of types are legible on a light and on a dark page (see `palette`).
_STYLE = """\
.pubfast{line-height:1.5;overflow-wrap:anywhere}
.pubfast .pf-text{white-space:pre-wrap;unicode-bidi:isolate;margin:.3em 0;max-width:60em}
.pubfast .pf-title{font-weight:600;font-size:1.15em}
.pubfast .pf-head,.pubfast .pf-note{opacity:.8;font-size:.9em}
.pubfast .pf-note{font-style:italic;margin:.3em 0}
.pubfast .pf-a{background:var(--pf-tint);border-bottom:2px solid var(--pf-color);\
padding-bottom:calc(1px + 4px*var(--pf-height));-webkit-box-decoration-break:clone;box-decoration-break:clone}
.pubfast .pf-a .pf-a .pf-a{background:none}
.pubfast .pf-l{background:var(--pf-color);color:#fff;font:600 .68rem/1.35 system-ui,sans-serif;\
border-radius:.25em;padding:0 .4em;margin:0 .1em 0 .3em;vertical-align:.12em;white-space:nowrap;\
-webkit-user-select:none;user-select:none}
.pubfast .pf-legend{margin:.3em 0}
.pubfast .pf-legend>span{white-space:nowrap;margin-right:1em}
.pubfast table{border-collapse:collapse;margin:.5em 0;font-size:inherit;color:inherit}
.pubfast th,.pubfast td{text-align:left;padding:.1em .8em .1em 0;background:none;vertical-align:baseline}
.pubfast td.pf-n{text-align:right;font-variant-numeric:tabular-nums}
.pubfast small{opacity:.8}
.pubfast .pf-bar{display:inline-block;height:.7em;border-radius:.15em;background:var(--pf-color,#6f7780)}"""


def document_html(document: Document) -> str:
    """Return a document as HTML: its text with the annotations, and below it everything else."""
    picture = Picture(document, characters=CHARACTERS, annotations=ANNOTATIONS)
    head = f'<div class="pf-head">{_text(document.document_id)}</div>'
    parts = [head, _legend(picture.types()), _part(document, picture, "title")]
    if document.abstract is not None:
        parts.append(_part(document, picture, "abstract"))
    if picture.is_cut:
        parts.append(_note(_cut(picture)))
    return _page([*parts, _passages(document), _relations(document, picture), _undrawn(picture)])


def corpus_html(corpus: Corpus) -> str | None:
    """Return the counts of a corpus as HTML, with bars; None if the corpus is closed."""
    if corpus.closed:
        return None
    tables = [
        ("annotations", corpus.type_counts(), True),
        ("relations", _frequent(corpus.relations.type.counts()), False),
        ("problems", _frequent(corpus.problems.code.counts()), False),
    ]
    rows = [_counted(len(corpus), "<b>documents</b>")]
    for name, counts, is_colored in tables:
        rows.append(_counted(sum(counts.values()), f"<b>{name}</b>"))
        most = max(counts.values(), default=1)
        for label, count in list(counts.items())[:ROWS]:
            color = f"--pf-color:{color_of(label)};" if is_colored else ""
            bar = f'<span class="pf-bar" style="{color}width:{16 * count / most:.2f}em"></span>'
            rows.append(_counted(count, _text(label), bar))
        if len(counts) > ROWS:
            others = list(counts.values())[ROWS:]
            rows.append(_counted(sum(others), f"{len(others):,} others"))
    return _page([f'<div class="pf-head">{_text(str(corpus.path))}</div>', f"<table>{''.join(rows)}</table>"])


def _page(parts: Iterable[str]) -> str:
    return f'<div class="pubfast"><style>\n{_STYLE}\n</style>{"".join(parts)}</div>'


def _part(document: Document, picture: Picture, part: str) -> str:
    """Return the HTML of `part`, "title" or "abstract"."""
    shown = []
    if part == "title" and document.title is None:
        shown.append('<span class="pf-note">no title</span>')
    depth = 0
    for piece in picture.pieces(part):
        if isinstance(piece, Open):
            annotation = picture.annotation(piece.annotation)
            height = picture.heights[piece.annotation]
            depth = max(depth, height)
            style = f"{_color(annotation.type)};--pf-height:{height}"
            told = _told(annotation, picture.text[annotation.start : annotation.end])
            shown.append(f'<span class="pf-a" style="{style}" title="{_text(told)}">')
        elif isinstance(piece, Close):
            annotation = picture.annotation(piece.annotation)
            shown.append("</span>" if piece.continues else f"{_label(annotation.type)}</span>")
        else:
            shown.append(_text(piece.text))
    # Lines of text need room for the underlines of their annotations.
    room = f' style="line-height:calc(1.8em + {4 * depth}px)"'
    return f'<div class="pf-text pf-{part}"{room}>{"".join(shown)}</div>'


def _legend(types: Mapping[str, int]) -> str:
    shown = [f"<span>{_label(type)} {count:,}</span>" for type, count in list(types.items())[:ROWS]]
    if len(types) > ROWS:
        shown.append(f"<span>{len(types) - ROWS:,} other types</span>")
    return f'<div class="pf-legend">{" ".join(shown) or "no annotations"}</div>'


def _passages(document: Document) -> str:
    passages = document.passages
    shown = []
    for passage in passages[:PASSAGES]:
        text = passage.text
        short = _text(text[:PASSAGE_CHARACTERS])
        more = f" <small>… {len(text):,} characters</small>" if len(text) > PASSAGE_CHARACTERS else ""
        shown.append(f'<div class="pf-text"><b>{_text(passage.tag)}</b> {short}{more}</div>')
    if len(passages) > PASSAGES:
        shown.append(_note(f"{len(passages) - PASSAGES:,} more passages"))
    return "".join(shown)


def _relations(document: Document, picture: Picture) -> str:
    rows = []
    for type, first, second, extra in picture.relations(ROWS):
        rows.append(_row(f"<b>{_text(type)}</b>", _argument(first), _argument(second), _text(extra or "")))
    if not rows:
        return ""
    total = len(document.relations)
    more = _note(f"{total - ROWS:,} more relations") if total > ROWS else ""
    return f"<table>{''.join(rows)}</table>{more}"


def _undrawn(picture: Picture) -> str:
    undrawn = picture.undrawn()
    if not undrawn:
        return ""
    shown = [
        f"<li>{_text(f'“{annotation.mention}” · {_told(annotation, annotation.mention)}')}: {why}</li>"
        for annotation, why in undrawn[:ROWS]
    ]
    if len(undrawn) > ROWS:
        shown.append(f"<li>{len(undrawn) - ROWS:,} more</li>")
    return f"{_note('not in the text:')}<ul>{''.join(shown)}</ul>"


def _cut(picture: Picture) -> str:
    behind = ""
    if picture.behind:
        reach = "reaches" if picture.behind == 1 else "reach"
        behind = f"; {counted(picture.behind, 'annotations')} {reach} beyond"
    return f"cut after {len(picture.text):,} of {picture.length:,} characters{behind}"


def _told(annotation: Annotation, text: str) -> str:
    """Describe an annotation in words, with its mention and status if the mention differs from the text."""
    where = f"{annotation.start}–{annotation.end}"
    told = [annotation.type, annotation.identifier or "no identifier", where]
    if text != annotation.mention:
        told.append(f"mention “{annotation.mention}” ({annotation.status})")
    return " · ".join(told)


def _argument(argument: Argument) -> str:
    mention = "" if argument.mention is None else f" <small>{_text(argument.mention)}</small>"
    return f"{_text(argument.identifier)}{mention}"


def _label(type: str) -> str:
    return f'<span class="pf-l" style="--pf-color:{color_of(type)}">{_text(type)}</span>'


def _color(type: str) -> str:
    color = color_of(type)
    return f"--pf-color:{color};--pf-tint:{color}33"


def _row(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _counted(count: int, *cells: str) -> str:
    return f'<tr><td class="pf-n">{count:,}</td>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _note(text: str) -> str:
    return f'<div class="pf-note">{text}</div>'


def _frequent(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _text(text: str) -> str:
    return escape(visible(text))
