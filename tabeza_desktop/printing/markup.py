"""A paper as the rich text that Qt lays out. Black on white whatever the theme: printers have no night."""

from __future__ import annotations

from html import escape

from tabeza_desktop.printing.paper import (
    Block,
    Figure,
    Heading,
    Pair,
    Pairs,
    Paper,
    PaperSize,
    Rule,
    Signatures,
    Table,
    Words,
)

_POINTS = {PaperSize.A4: (9.5, 18.0, 12.0, 24.0), PaperSize.ROLL80: (8.5, 13.0, 9.5, 20.0)}
"""Body, title, heading, figure."""


def markup(paper: Paper, size: PaperSize) -> str:
    """The whole paper as one document; every word is escaped, so a customer's name is never markup."""
    body, title, _, _ = _POINTS[size]
    align = "center" if size is PaperSize.ROLL80 else "left"
    head = (
        f'<p align="{align}" style="font-size:{title}pt; font-weight:700; margin:0">{_text(paper.title)}</p>'
        f'<p align="{align}" style="margin-top:2px; margin-bottom:6px">{_text(paper.sub)}</p>'
    )
    blocks = "".join(_block(block, size) for block in paper.blocks)
    foot = ""
    if size is PaperSize.ROLL80 and paper.foot:
        foot = (
            "<p></p>"
            + _rule()
            + f'<p align="center" style="font-size:{body - 1}pt; margin:4px">{_text(paper.foot)}</p>'
        )
    return f'<body style="font-size:{body}pt; color:#000000">{head}{blocks}{foot}</body>'


def _text(words: str) -> str:
    return escape(words).replace("\n", "<br>")


def _rule() -> str:
    line = '<td style="border-top:1px solid #000000"></td>'
    return f'<table width="100%" cellspacing="0" cellpadding="0"><tr>{line}</tr></table>'


def _block(block: Block, size: PaperSize) -> str:
    body, _, heading, figure = _POINTS[size]
    if isinstance(block, Heading):
        aside = (
            f' <span style="font-weight:400; font-size:{body}pt">{_text(block.aside)}</span>'
            if block.aside
            else ""
        )
        return (
            f'<p style="font-size:{heading}pt; font-weight:700; margin-top:12px; margin-bottom:3px">'
            f"{_text(block.text)}{aside}</p>"
        )
    if isinstance(block, Words):
        return _words(block, body)
    if isinstance(block, Figure):
        return (
            f'<p style="margin-top:8px; margin-bottom:0">{_text(block.name)}</p>'
            f'<p style="font-size:{figure}pt; font-weight:700; margin-top:0; margin-bottom:6px">'
            f"{_text(block.value)}</p>"
        )
    if isinstance(block, Pairs):
        rows = "".join(_pair(row, block.name_share) for row in block.rows)
        return f'<table width="100%" cellspacing="0" cellpadding="3">{rows}</table>'
    if isinstance(block, Table):
        return _table(block, size)
    if isinstance(block, Signatures):
        return _signatures(block, size)
    assert isinstance(block, Rule)
    return _rule()


def _words(block: Words, body: float) -> str:
    points = body - 1 if block.small else body
    weight = 700 if block.strong else 400
    align = "center" if block.centred else "left"
    style = f"font-size:{points}pt; font-weight:{weight}; margin:4px 0"
    text = f'<p align="{align}" style="{style}">{_text(block.text)}</p>'
    if not block.boxed:
        return text
    return (
        '<table width="100%" cellspacing="0" cellpadding="6" style="border-collapse:collapse; margin-top:6px">'
        f'<tr><td style="border:1px solid #000000">{text}</td></tr></table>'
    )


def _pair(row: Pair, share: int) -> str:
    weight = 700 if row.strong else 400
    name = ("&nbsp;&nbsp;&nbsp;" if row.indented else "") + _text(row.name)
    style = f'style="font-weight:{weight}"'
    named = f'<td width="{share}%" {style}>{name}</td>'
    return f'<tr>{named}<td width="{100 - share}%" align="right" {style}>{_text(row.value)}</td></tr>'


def _table(block: Table, size: PaperSize) -> str:
    kept = [at for at, column in enumerate(block.columns) if size is PaperSize.A4 or column.roll]
    whole = sum(block.columns[at].share for at in kept)
    widths = {at: 100 * block.columns[at].share // whole for at in kept}

    def row(cells: tuple[str, ...], tag: str, weight: int, border: str) -> str:
        made = "".join(
            f'<{tag} width="{widths[at]}%" align="{"right" if block.columns[at].right else "left"}" '
            f'style="font-weight:{weight}; {border}">{_text(cells[at])}</{tag}>'
            for at in kept
        )
        return f"<tr>{made}</tr>"

    under, thin, over = (
        "border-bottom:1px solid #000000",
        "border-bottom:1px solid #bbbbbb",
        "border-top:1px solid #000000",
    )
    head = row(tuple(column.title for column in block.columns), "th", 600, under)
    rows = "".join(row(cells, "td", 400, thin) for cells in block.rows)
    total = row(block.total, "td", 700, over) if block.total else ""
    return (
        '<table width="100%" cellspacing="0" cellpadding="3" style="border-collapse:collapse">'
        f"<thead>{head}</thead><tbody>{rows}{total}</tbody></table>"
    )


def _signatures(block: Signatures, size: PaperSize) -> str:
    if size is PaperSize.ROLL80:
        return "".join(
            f"<p><br></p>{_rule()}<p style='margin:2px 0'>{_text(name)}</p>" for name in block.names
        )
    share = 100 // len(block.names)
    cells = "".join(
        f'<td width="{share}%" style="border-top:1px solid #000000">{_text(name)}</td><td width="3%"></td>'
        for name in block.names
    )
    return f'<p><br><br></p><table width="100%" cellspacing="0" cellpadding="3"><tr>{cells}</tr></table>'
