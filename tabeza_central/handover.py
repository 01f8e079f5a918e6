"""The hand-over document: what a bar's owner is given on paper. Made from the bar's own set-up; it holds no secret.

One content, two shapes (Markdown, and HTML that prints well), both languages one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import instant, instant_or_none
from tabeza_central.handover_texts import COMMON_CODES, TEXTS, Language, Words
from tabeza_central.problems import Problem
from tabeza_central.services import identity
from tabeza_central.settings import KEEP_CALLBACK_DAYS, KEEP_PHONE_DAYS
from tabeza_central.store import bars
from tabeza_protocol.business_day import NAIROBI
from tabeza_protocol.outcomes import OUTCOMES


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of the bar in this document."""

    bar: str
    place: str
    shortcode: str | None
    registered_name: str | None
    live_since: datetime | None
    is_test_bar: bool
    service: str
    words: tuple[str, ...]
    support: str
    made_at: datetime
    version: str
    phone_days: int = KEEP_PHONE_DAYS
    callback_days: int = KEEP_CALLBACK_DAYS


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it; empty parts are left out."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    language: Language
    title: str
    intro: str
    sections: tuple[Section, ...]
    foot: str


def facts(ctx: Context, bar_id: str, *, service: str, support: str) -> Facts:
    """Raises ``not_found``."""
    with ctx.store.read(bar=bar_id) as tx:
        bar = bars.find(tx, bar_id)
    if bar is None:
        raise Problem("not_found")
    days = ctx.settings
    return Facts(
        bar=bar.name, place=bar.place, shortcode=bar.mpesa_business_shortcode,
        registered_name=bar.mpesa_registered_name,
        live_since=instant_or_none(bar.mpesa_live_at), is_test_bar=bar.is_test_bar, service=service,
        words=tuple(identity.identity(ctx).words), support=support, made_at=instant(ctx.now()),
        version=identity.SERVER_VERSION, phone_days=getattr(days, "keep_phone_days", KEEP_PHONE_DAYS),
        callback_days=getattr(days, "keep_callback_days", KEEP_CALLBACK_DAYS),
    )  # fmt: skip


def pages(about: Facts) -> tuple[Page, ...]:
    """English, then Kiswahili."""
    return tuple(_page(language, TEXTS[language], about) for language in TEXTS)


def _page(language: Language, words: Words, about: Facts) -> Page:
    day = about.made_at.astimezone(NAIROBI).strftime("%d/%m/%Y")
    since = about.live_since.astimezone(NAIROBI).strftime("%d/%m/%Y") if about.live_since else words.not_yet
    place = f"{about.bar}, {about.place}" if about.place else about.bar
    own = (place, about.shortcode, about.registered_name, since, about.service, " ".join(about.words))
    outcomes = [(code, OUTCOMES[code].wording(language)) for code in COMMON_CODES]
    sections = (
        Section(
            words.yours,
            paragraphs=(words.practice,) if about.is_test_bar else (),
            rows=tuple(
                (label, value or words.not_yet) for label, value in zip(words.labels, own, strict=True)
            ),
        ),
        Section(words.before, bullets=words.before_items),
        Section(words.setup, steps=words.setup_steps),
        Section(words.evening, steps=words.evening_steps),
        Section(words.trouble, head=words.trouble_head, rows=words.trouble_rows),
        Section(
            words.outcomes,
            head=words.outcome_head,
            rows=tuple((f"{told.word} ({code})", told.happened, told.do) for code, told in outcomes),
        ),
        Section(
            words.customers,
            paragraphs=tuple(
                text.format(phone_days=about.phone_days, callback_days=about.callback_days)
                for text in words.customers_text
            ),
        ),
        Section(words.contact, paragraphs=(words.contact_text.format(support=about.support),)),
    )
    foot = words.made.format(day=day, version=about.version)
    return Page(language, words.title.format(bar=about.bar), words.intro, sections, foot)


# --- shapes ---------------------------------------------------------------------------------------------------------


def markdown(made: Iterable[Page]) -> str:
    """One document with both languages."""
    said: list[str] = []
    for page in made:
        said += [f"# {_plain(page.title)}", "", page.intro, ""]
        for section in page.sections:
            said += [f"## {section.heading}", ""]
            said += [line for text in section.paragraphs for line in (_plain(text), "")]
            said += [f"- {text}" for text in section.bullets]
            said += [f"{n}. {text}" for n, text in enumerate(section.steps, 1)]
            said += _table(section.head, section.rows)
            said += [""] if said[-1] else []
        said += [f"*{page.foot}*", ""]
    return "\n".join(said)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return []
    columns = len(rows[0])
    top = head or [""] * columns
    lines = [top, ["---"] * columns, *rows]
    return ["| " + " | ".join(_plain(cell).replace("|", "\\|") for cell in line) + " |" for line in lines]


def _plain(text: str) -> str:
    """A bar may be called what it likes: its name makes no Markdown of its own."""
    return " ".join(text.split()).replace("`", "'").replace("<", "&lt;")


_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:1.6rem}table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #bbb;padding:.35rem .5rem;text-align:left;vertical-align:top}"
    "article+article{break-before:page}footer{margin-top:1.5rem;color:#555}@media print{body{margin:0;font-size:12px}}"
)


def html(made: Sequence[Page]) -> str:
    """One page that prints well, without anything fetched from elsewhere."""
    body = "\n".join(_article(page) for page in made)
    title = escape(made[0].title)
    return (
        f'<!DOCTYPE html>\n<html lang="{made[0].language}">\n<head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _article(page: Page) -> str:
    said = [
        f'<article lang="{page.language}">',
        f"<h1>{escape(page.title)}</h1>",
        f"<p>{escape(page.intro)}</p>",
    ]
    for section in page.sections:
        said.append(f"<h2>{escape(section.heading)}</h2>")
        said += [f"<p>{escape(text)}</p>" for text in section.paragraphs]
        for tag, items in (("ul", section.bullets), ("ol", section.steps)):
            said += (
                [f"<{tag}>", *(f"<li>{escape(item)}</li>" for item in items), f"</{tag}>"] if items else []
            )
        said += _html_table(section.head, section.rows)
    return "\n".join([*said, f"<footer>{escape(page.foot)}</footer>", "</article>"])


def _html_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return []
    top = ["<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>"] if head else []
    body = ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    return ["<table>", *top, *body, "</table>"]
