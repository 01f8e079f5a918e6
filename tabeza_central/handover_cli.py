"""``tabeza-central bars handover``: the paper a bar's owner is given."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from tabeza_central import handover
from tabeza_central.compose import Service


def register(bars: typer.Typer, opened: Callable[[], AbstractContextManager[Service]]) -> None:
    """Adds the command to ``bars``."""

    @bars.command("handover")
    def write(
        bar: Annotated[str, typer.Option(help="The bar's id.")],
        out: Annotated[Path, typer.Option(help="Where to write it: FILE.html or FILE.md.")],
        support: Annotated[
            str,
            typer.Option(
                envvar="TABEZA_SUPPORT_CONTACT", help="Whom the bar calls: a name, a phone, the hours."
            ),
        ],
    ) -> None:
        """Write the set-up guide, the troubleshooting steps and the contact for a bar, in English and Kiswahili."""
        if out.suffix not in (".html", ".md"):
            raise typer.BadParameter("must end in .html or .md", param_hint="--out")
        if not support.strip():
            raise typer.BadParameter("must say whom to call", param_hint="--support")
        with opened() as service:
            service_url = service.settings.public_base_url
            about = handover.facts(service.context, bar, service=service_url, support=support.strip())
        made = handover.pages(about)
        out.write_text(
            handover.html(made) if out.suffix == ".html" else handover.markdown(made), encoding="utf-8"
        )
        typer.echo(f"written to {out}")
