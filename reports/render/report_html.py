"""The blocks of a report's content as HTML. Nothing is computed: texts come as they are to be read."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from reports.render.chart import chart_from_json
from reports.render.chart_svg import chart_svg

Block = Mapping[str, Any]

_SVG_SIZE = re.compile(r'<svg [^>]*?\b(width|height)="([0-9.]+)(pt|px)?"[^>]*?\b(?:width|height)="([0-9.]+)(?:pt|px)?"')


#: A table of so many rows is moved to the next page rather than broken.
_WHOLE = 7


def blocks_html(blocks: Iterable[Block]) -> str:
    """The body of one chapter."""
    return "\n".join(_WRITERS[block["type"]](block) for block in blocks)


def picture(svg: str, words: str) -> str:
    """An SVG as an image of its own, with ``words`` for those who hear it read.

    Inside the page it would be parsed as HTML and styled element by element, which takes five times as long.
    """
    size = _SVG_SIZE.match(svg)
    if size is None:
        raise ValueError(f"図の大きさが読み取れません: {svg[:200]}")
    first, unit = size[1], size[3] or "px"
    other = "height" if first == "width" else "width"
    style = f"{first}: {size[2]}{unit}; {other}: {size[4]}{unit}"
    data = b64encode(svg.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(words)}" style="{style}">'


def _heading(block: Block) -> str:
    level = block["level"]
    page = ' class="new-page"' if block["new_page"] else ""
    number = f'<span class="number">{escape(block["number"])}</span>'
    return f'<h{level} id="{block["anchor"]}"{page}>{number}{escape(block["text"])}</h{level}>'


def _text(block: Block) -> str:
    leads = ' class="leads"' if block["leads"] else ""
    return f"<p{leads}>{escape(block['text'])}</p>"


def _items(block: Block) -> str:
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in block['items'])}</ul>"


def _caption(block: Block) -> str:
    return f'<span class="label">{escape(block["number"])}</span>{escape(block["caption"])}'


def _table(block: Block) -> str:
    numbers = block["numbers"]
    columns = "".join(f'<col style="width: {width}">' for width in block["widths"])
    head = "".join(f"<tr>{''.join(map(_head_cell, row))}</tr>" for row in block["head"])
    body = "".join(_row(row, numbers) for row in block["rows"])
    foot = f'<tbody class="sum">{"".join(_row(row, numbers) for row in block["foot"])}</tbody>' if block["foot"] else ""
    note = f'<p class="note">{escape(block["note"])}</p>' if block["note"] else ""
    whole = " whole" if len(block["rows"]) <= _WHOLE else ""
    return (
        f'<div class="block{whole}"><p class="caption" id="{block["anchor"]}">{_caption(block)}</p>'
        f'<table class="{escape(block["style"])}"><colgroup>{columns}</colgroup><thead>{head}</thead>'
        f"<tbody>{body}</tbody>{foot}</table>{note}</div>"
    )


def _head_cell(cell: Mapping[str, Any]) -> str:
    spans = f' colspan="{cell["columns"]}"' if cell["columns"] > 1 else ""
    spans += f' rowspan="{cell["rows"]}"' if cell["rows"] > 1 else ""
    scope = "colgroup" if cell["columns"] > 1 else "col"
    group = ' class="group"' if cell["columns"] > 1 else ""
    return f'<th scope="{scope}"{spans}{group}>{escape(cell["text"])}</th>'


def _row(row: Sequence[Any], numbers: Sequence[bool]) -> str:
    return f"<tr>{''.join(map(_cell, row, numbers))}</tr>"


def _cell(cell: Any, is_number: bool) -> str:
    text = cell["text"] if isinstance(cell, dict) else cell
    minus = " minus" if is_number and text.startswith("△") else ""
    return f'<td class="n{minus}">{escape(text)}</td>' if is_number else f"<td>{escape(text)}</td>"


def _chart(block: Block) -> str:
    chart = chart_from_json(block["chart"])
    svg = picture(chart_svg(chart), f"{block['caption']}。{chart.description}")
    note = f'<p class="note">単位: {escape(chart.unit)}。{escape(chart.description)}</p>'
    return f'<div class="chart">{svg}<p class="caption" id="{block["anchor"]}">{_caption(block)}</p>{note}</div>'


def _diagram(block: Block) -> str:
    count = len(block["parts"])
    return "\n".join(_diagram_part(block, part, index, count) for index, part in enumerate(block["parts"], start=1))


def _diagram_part(block: Block, part: Block, index: int, count: int) -> str:
    anchor = block["anchor"] if index == 1 else f"{block['anchor']}-{index}"
    which = f"（{index}／{count}）" if count > 1 else ""
    svg = picture(part["svg"], f"{block['caption']}{which}。{block['words']}")
    return (
        f'<div class="diagram {escape(part["page"])}"><p class="caption" id="{anchor}">{_caption(block)}{which}</p>'
        f"{svg}</div>"
    )


def _headline(block: Block) -> str:
    return f'<div class="headline">{"".join(map(_headline_item, block["items"]))}</div>'


def _headline_item(item: Mapping[str, str]) -> str:
    text = {key: escape(value) for key, value in item.items()}
    unit = f"（{text['unit']}）" if item["unit"] != item["label"] else ""
    span = f"幅（80％） {text['range']}" if item["range"] != "—" else "幅は求めていない"
    middle = f"中央値 {text['median']}　" if item.get("median", "—") != "—" else ""  # older contents have none
    return (
        f'<div class="figure"><p class="what">{text["label"]}{unit}</p>'
        f'<p class="sides">{text["as_is"]} → {text["to_be"]}</p>'
        f'<p class="saving">削減 <b>{text["saving"]}</b>（{text["rate"]}）</p>'
        f'<p class="range">{span}</p><p class="range">{middle}根拠 {text["evidence"]}</p></div>'
    )


def _evidence(block: Block) -> str:
    lines = "".join(
        f'<p><span class="label">{escape(line["label"])}</span>{escape(line["text"])}</p>' for line in block["lines"]
    )
    return f'<div class="evidence"><p class="who">{escape(block["title"])}</p>{lines}</div>'


_WRITERS: Mapping[str, Callable[[Block], str]] = {
    "heading": _heading,
    "text": _text,
    "items": _items,
    "table": _table,
    "chart": _chart,
    "diagram": _diagram,
    "headline": _headline,
    "evidence": _evidence,
}
