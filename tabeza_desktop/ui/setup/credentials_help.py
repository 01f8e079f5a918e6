"""Help beside step 3: where each key is found."""

from __future__ import annotations

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.setup.step_page import Help

tr = words("Credentials")


def credentials_help(*, sandbox: bool) -> Help:
    if sandbox:
        return Help(
            tr("Where do I find sandbox keys?"),
            (
                tr("Sign in to the <b>Daraja portal</b> and open <b>My apps</b>."),
                tr("Copy the <b>key</b> and <b>secret</b> of your sandbox app."),
                tr("The <b>passkey</b> is under APIs, M‑Pesa Express, Simulator."),
            ),
            style="numbered",
        )
    return Help(
        tr("Where do I find my keys?"),
        (
            tr("Sign in to the <b>Daraja portal</b> with the owner’s email."),
            tr("Open <b>My apps</b>, then your go-live app. Copy the <b>key</b> and <b>secret</b>."),
            tr("The <b>passkey</b> is in the go-live email from Safaricom."),
            tr("Use the copy buttons. Don’t type keys by hand."),
        ),
        style="numbered",
    )
