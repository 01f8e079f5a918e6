"""The paper a bar is given: everything it needs, in both languages, in two shapes, and no secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from tabeza_central import handover, handover_cli
from tabeza_central.handover import Facts
from tabeza_central.handover_texts import COMMON_CODES, TEXTS
from tabeza_central.settings import settings_from_environment
from tabeza_central.store import bars
from tabeza_central.vault.keyring import Keyring
from tabeza_central.vault.vault import Vault
from tabeza_protocol.outcomes import OUTCOMES
from tests.central import world as worlds
from tests.central.access.people import KEY
from tests.central.reconcile.test_command import Opened
from tests.central.world import World
from tests.project.sources import ROOT

EXAMPLE = ROOT / "docs/onboarding/example.md"
ABOUT = Facts(
    bar="Mlango Mmoja", place="Nakuru", shortcode="522522", registered_name="MLANGO MMOJA LTD",
    live_since=datetime(2026, 11, 20, 9, 0, tzinfo=UTC), is_test_bar=False, service="https://api.tabeza.co.ke",
    words=("maji", "kiti", "ndege", "chai", "mlima", "taa"), support="Tabeza, 0700 000 000, every day 10:00 to 04:00",
    made_at=datetime(2026, 11, 21, 9, 0, tzinfo=UTC), version="0.1.0",
)  # fmt: skip


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = worlds.build("sqlite://", tmp_path / "spool")
    made.bar_id = worlds.add_bar(made)
    with made.ctx.store.write(bar=made.bar_id) as tx:
        bars.change(
            tx, made.bar_id, {"mpesa_registered_name": "MLANGO MMOJA LTD", "mpesa_live_at": made.ctx.now()}
        )
    made.ctx.vault = Vault(Keyring.from_text(KEY))
    made.ctx.settings = settings_from_environment({"TABEZA_SERVICE_KIND": "test"})
    yield made
    made.ctx.store.engine.dispose()


class WithSettings(Opened):
    """What the command reads of the settings."""

    class settings:  # noqa: N801 - stands for an attribute
        public_base_url = "https://api.tabeza.co.ke"


def run(world: World, *options: str) -> Result:
    app, group = typer.Typer(), typer.Typer()
    group.callback()(lambda: None)
    app.add_typer(group, name="bars")
    handover_cli.register(group, lambda: WithSettings(world))
    return CliRunner().invoke(app, ["bars", "handover", "--bar", world.bar_id, *options])


@pytest.mark.parametrize("name", ["paper.md", "paper.html"])
def test_it_is_written_from_the_bars_own_set_up(world: World, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    done = run(world, "--out", str(out), "--support", "Asha, 0700 111 222")
    assert done.exit_code == 0, done.output
    text = out.read_text(encoding="utf-8")
    for told in (
        "Mlango Mmoja, Nakuru",
        "522522",
        "MLANGO MMOJA LTD",
        "21/11/2026",
        "Asha, 0700 111 222",
        "Baa",
    ):
        assert told in text, told


def test_no_secret_of_the_bar_is_in_it(world: World, tmp_path: Path) -> None:
    """Canaries are planted in every credential the bar has."""
    out = tmp_path / "paper.html"
    run(world, "--out", str(out), "--support", "Asha")
    text = out.read_text(encoding="utf-8")
    (bar,) = world.rows("bars")
    sealed = [
        value
        for name, value in bar._mapping.items()
        if name.endswith(("_encrypted", "_fingerprint")) and value
    ]
    assert len(sealed) == 6
    assert not [value for value in (*sealed, "canary", KEY) if value in text]


def test_a_bar_that_is_not_set_up_yet_gets_one_too(world: World, tmp_path: Path) -> None:
    world.bar_id = worlds.add_bar(world, "New <b>Bar</b> | `x`", live=False, is_test_bar=True)
    for name in ("paper.html", "paper.md"):
        assert run(world, "--out", str(tmp_path / name), "--support", "Asha").exit_code == 0
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "<b>" not in text, "a name makes no markup"
        assert "not yet" in text
        assert "bado" in text
        assert "not real money" in text


@pytest.mark.parametrize(
    ("options", "says"),
    [(("--out", "x.pdf", "--support", "Asha"), ".html or .md"), (("--out", "x.md", "--support", " "), "whom to call"),
     (("--out", "x.md"), "--support")],
)  # fmt: skip
def test_without_a_shape_or_a_contact_there_is_none(
    world: World, options: tuple[str, ...], says: str
) -> None:
    done = run(world, *options)
    assert done.exit_code == 2
    assert says in done.output


def test_both_languages_say_as_much() -> None:
    english, swahili = TEXTS["en"], TEXTS["sw"]
    for name in type(english).__dataclass_fields__:
        one, other = getattr(english, name), getattr(swahili, name)
        assert type(one) is type(other), name
        if isinstance(one, tuple):
            assert len(one) == len(other), name
        else:
            assert one != other, name
            assert sorted(re.findall(r"{\w+}", one)) == sorted(re.findall(r"{\w+}", other)), name


def test_the_checklists_five_cases_are_in_it_and_what_m_pesa_answers() -> None:
    text = handover.markdown(handover.pages(ABOUT))
    assert all(len(words.trouble_rows) == 5 for words in TEXTS.values())
    for code in COMMON_CODES:
        assert OUTCOMES[code].en.do in text
        assert OUTCOMES[code].sw.do in text


class Tags(HTMLParser):
    """Whether every tag is closed in order, and what is fetched from elsewhere."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [str(value) for name, value in attrs if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_fetches_nothing() -> None:
    parser = Tags()
    parser.feed(handover.html(handover.pages(ABOUT)))
    parser.close()
    assert (parser.open, parser.fetched) == ([], [])


def test_the_example_in_the_documents_is_what_the_command_writes() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == handover.markdown(handover.pages(ABOUT))
