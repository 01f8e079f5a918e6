"""The words of the PC check: each check's name, each finding's result and detail, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from tabeza_desktop.core.doctor import CheckKey, Finding, Grade
from tabeza_desktop.core.times import age, spoken_elapsed
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words

tr = words("Doctor")

ICONS = {
    CheckKey.CLOCK: "clock", CheckKey.INTERNET: "globe", CheckKey.NAMES: "search", CheckKey.PORTAL: "monitor",
    CheckKey.PRIVACY: "lock", CheckKey.IDENTITY: "shield", CheckKey.MPESA: "payments", CheckKey.DISK: "inbox",
    CheckKey.KEYRING: "key", CheckKey.DATABASE: "file", CheckKey.VERSION: "download",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cure:
    """What it means and what to do, in order. ``opens`` is a settings page of the system a button may open."""

    title: str
    text: str
    steps: tuple[str, ...]
    opens: str = ""


def name_of(key: CheckKey) -> tuple[str, str]:
    """The check's name and what it is for."""
    names = {
        CheckKey.CLOCK: (tr("Clock"), tr("Payments and sign-in need the right time.")),
        CheckKey.INTERNET: (tr("Internet"), tr("This PC can reach Tabeza.")),
        CheckKey.NAMES: (tr("Site names (DNS)"), tr("Names turn into addresses.")),
        CheckKey.PORTAL: (tr("Wi‑Fi sign-in page (portal)"), tr("No hotel or café page stands in the way.")),
        CheckKey.PRIVACY: (tr("Private connection"), tr("Nobody on the network can read along.")),
        CheckKey.IDENTITY: (tr("Tabeza service identity"), tr("It is the real service.")),
        CheckKey.MPESA: ("M‑Pesa", tr("Safaricom takes requests from this bar.")),
        CheckKey.DISK: (tr("Room on the disk"), tr("Tabs and requests are kept on this PC.")),
        CheckKey.KEYRING: (tr("Password store"), tr("Keeps this PC’s sign-in safe.")),
        CheckKey.DATABASE: (tr("Files of this PC"), tr("The copy of tabs and payments is whole.")),
        CheckKey.VERSION: (tr("Version"), tr("This Tabeza is new enough.")),
    }
    return names[key]


def result_of(finding: Finding) -> str:
    """The chip: one or two words."""
    if finding.grade is Grade.RUNNING:
        return tr("Checking")
    if finding.grade is Grade.SKIPPED:
        return tr("Not checked")
    seconds = int(finding.figures.get("seconds", 0) or 0)
    short = age(seconds, current_language()) if seconds >= 60 else ""
    said = {
        (CheckKey.CLOCK, "right"): tr("Right"),
        (CheckKey.CLOCK, "fast"): tr("{time} fast", time=short),
        (CheckKey.CLOCK, "slow"): tr("{time} slow", time=short),
        (CheckKey.CLOCK, "by_certificate"): tr("Wrong"),
        (CheckKey.INTERNET, "slow"): tr("Slow"),
        (CheckKey.INTERNET, "no_way"): tr("No way out"),
        (CheckKey.INTERNET, "service_away"): tr("Tabeza is away"),
        (CheckKey.INTERNET, "no_good_answer"): tr("No good answer"),
        (CheckKey.NAMES, "not_found"): tr("Not found"),
        (CheckKey.PORTAL, "clear"): tr("Clear"),
        (CheckKey.PORTAL, "portal"): tr("Page in the way"),
        (CheckKey.PORTAL, "proxy"): tr("Proxy sign-in"),
        (CheckKey.PRIVACY, "private"): tr("Private"),
        (CheckKey.PRIVACY, "on_this_pc"): tr("Private"),
        (CheckKey.PRIVACY, "listening"): tr("Not private"),
        (CheckKey.IDENTITY, "matches"): tr("Matches"),
        (CheckKey.IDENTITY, "another"): tr("Does not match"),
        (CheckKey.MPESA, "on"): tr("Answering"),
        (CheckKey.MPESA, "on_quiet"): tr("On"),
        (CheckKey.MPESA, "paused"): tr("Paused"),
        (CheckKey.MPESA, "off"): tr("Not set up"),
        (CheckKey.DISK, "room"): tr("Enough"),
        (CheckKey.DISK, "little"): tr("Little left"),
        (CheckKey.DISK, "full"): tr("Full"),
        (CheckKey.DISK, "not_told"): tr("Not known"),
        (CheckKey.KEYRING, "kept"): tr("Kept"),
        (CheckKey.KEYRING, "no_backend"): tr("Missing"),
        (CheckKey.KEYRING, "locked"): tr("Locked"),
        (CheckKey.KEYRING, "failed"): tr("Gives an error"),
        (CheckKey.DATABASE, "whole"): tr("Whole"),
        (CheckKey.DATABASE, "rebuilt"): tr("Rebuilt"),
        (CheckKey.DATABASE, "broken"): tr("Broken"),
        (CheckKey.VERSION, "good"): tr("Good"),
        (CheckKey.VERSION, "too_old"): tr("Too old"),
    }
    return said.get((finding.key, finding.code), tr("Working"))


def detail_of(finding: Finding) -> str:
    """The figure at the right, small; empty when there is none."""
    figures = finding.figures
    if figures.get("ms"):
        return tr("{count} ms", count=figures["ms"])
    if finding.key is CheckKey.DISK and "gb" in figures:
        return tr("{count} GB free", count=figures["gb"])
    if finding.key is CheckKey.DISK and "mb" in figures:
        return tr("{count} MB free", count=figures["mb"])
    if finding.code == "clear" and finding.grade is Grade.FINE:
        return tr("No page found")
    if finding.key is CheckKey.IDENTITY and figures.get("words"):
        return f"{figures['words']} …"
    if finding.key is CheckKey.MPESA and figures.get("at"):
        return tr("Last answer {at}", at=figures["at"])
    if finding.key is CheckKey.VERSION:
        return str(figures.get("version", ""))
    if finding.code == "on_this_pc":
        return tr("The service is on this PC")
    return ""


def cure_of(finding: Finding) -> Cure:
    """What it means and what to do; a calm word when nothing is wrong."""
    if not finding.needs_a_person:
        return _nothing(finding)
    return {
        CheckKey.CLOCK: _clock, CheckKey.INTERNET: _internet, CheckKey.NAMES: _names, CheckKey.PORTAL: _portal,
        CheckKey.PRIVACY: _privacy, CheckKey.IDENTITY: _identity, CheckKey.MPESA: _mpesa, CheckKey.DISK: _disk,
        CheckKey.KEYRING: _keyring, CheckKey.DATABASE: _database, CheckKey.VERSION: _version,
    }[finding.key](finding)  # fmt: skip


def _nothing(finding: Finding) -> Cure:
    name, purpose = name_of(finding.key)
    if finding.grade is Grade.FINE:
        return Cure(tr("{name}: fine", name=name), purpose, ())
    if finding.grade is Grade.RUNNING:
        return Cure(tr("{name}: looking", name=name), purpose, ())
    return Cure(
        tr("{name}: not checked", name=name), tr("It rests on another check. Mend that one first."), ()
    )


def _clock(finding: Finding) -> Cure:
    seconds = int(finding.figures.get("seconds", 0) or 0)
    off = spoken_elapsed(seconds - seconds % 60, current_language()) if seconds >= 60 else ""
    titles = {
        "fast": tr("This PC’s clock is {time} fast", time=off),
        "slow": tr("This PC’s clock is {time} slow", time=off),
    }
    return Cure(
        titles.get(finding.code, tr("This PC’s clock is wrong")),
        tr("Sign-in can fail, and times on slips are wrong. Money is not affected."),
        (
            tr("Press <b>Open time settings</b>."),
            tr("Turn on <b>Set time automatically</b>, then press <b>Sync now</b>."),
            tr("Come back and press <b>F5</b>. Wrong again tomorrow? The PC’s small battery may be empty."),
        ),
        "time",
    )


def _internet(finding: Finding) -> Cure:
    if finding.code in ("service_away", "no_good_answer"):
        return Cure(
            tr("The internet works, Tabeza does not answer well"),
            tr("The fault is on Tabeza’s side. Payments already asked for are still recorded."),
            (
                tr("Wait a minute, then press <b>F5</b>."),
                tr("Meanwhile take cash, or let customers pay the PayBill by hand."),
                tr("Longer than ten minutes? Call Tabeza support."),
            ),
        )
    if finding.code == "slow":
        return Cure(
            tr("The internet is slow"),
            tr("Requests and answers take longer than they should."),
            (
                tr("Ask who else uses this network: videos and downloads take it all."),
                tr("Move the PC nearer to the router, or use the cable."),
            ),
        )
    return Cure(
        tr("This PC can’t reach Tabeza"),
        tr("There is no internet here, or something lets nothing out."),
        (
            tr("Is the router on, with a green light? Pull its plug for ten seconds, then wait two minutes."),
            tr("Check the cable at both ends, or choose the bar’s Wi‑Fi again."),
            tr("No luck? Use a phone’s hotspot, then press <b>F5</b>."),
        ),
        "network",
    )


def _names(_finding: Finding) -> Cure:
    return Cure(
        tr("Names do not turn into addresses"),
        tr("The router or the provider does not answer this PC’s questions."),
        (
            tr("Pull the router’s plug for ten seconds, then wait two minutes."),
            tr("In the network settings set DNS to automatic."),
            tr("No luck? Use a phone’s hotspot, then press <b>F5</b>."),
        ),
        "network",
    )


def _portal(finding: Finding) -> Cure:
    if finding.code == "proxy":
        return Cure(
            tr("This network’s proxy wants a sign-in"),
            tr("The office or mall network lets nothing out without it."),
            (
                tr("Ask whoever runs the network to let this PC through."),
                tr("Or use a phone’s hotspot, then press <b>F5</b>."),
            ),
            "network",
        )
    return Cure(
        tr("A Wi‑Fi sign-in page is in the way"),
        tr("Hotels and cafés show one before they let you out."),
        (
            tr("Open a browser on this PC: the page shows by itself."),
            tr("Sign in or press Accept there."),
            tr("Come back and press <b>F5</b>."),
        ),
    )


def _privacy(_finding: Finding) -> Cure:
    return Cure(
        tr("Something reads along on this network"),
        tr("An antivirus program, a proxy or a stranger sits between this PC and Tabeza. Nothing was sent."),
        (
            tr("Don’t type keys or PINs until this is mended."),
            tr("Does an antivirus program “scan secure connections”? Turn that off for Tabeza."),
            tr("Or use a phone’s hotspot, then press <b>F5</b>."),
        ),
        "network",
    )


def _identity(_finding: Finding) -> Cure:
    return Cure(
        tr("This is not the Tabeza service"),
        tr("Somebody else answers in its place. Nothing was sent to them."),
        (tr("Stop working on this PC."), tr("Don’t type keys or PINs."), tr("Call Tabeza support now.")),
    )


def _mpesa(finding: Finding) -> Cure:
    if finding.code == "paused":
        return Cure(
            tr("Payment requests are paused by Tabeza"),
            tr("They come back by themselves."),
            (tr("Press <b>F6</b> on a tab: it shows the other ways to pay."),),
        )
    return Cure(
        tr("M‑Pesa is not turned on for this bar"),
        tr("The set-up is not finished, or it was turned off."),
        (tr("The owner opens Setup with <b>Ctrl 4</b> and goes on where it stopped."),),
    )


def _disk(finding: Finding) -> Cure:
    full = finding.code == "full"
    return Cure(
        tr("The disk of this PC is full") if full else tr("Little room is left on the disk"),
        tr("No request can go out while it can’t be written down first.") if full
        else tr("When it is full, no request can go out."),
        (
            tr("Empty the recycle bin."),
            tr("Move videos and old downloads to another disk."),
            tr("Press <b>F5</b> to check again."),
        ),
        "storage",
    )  # fmt: skip


def _keyring(finding: Finding) -> Cure:
    locked = finding.code == "locked"
    return Cure(
        tr("This PC’s password store is locked") if locked else tr("This PC can’t keep the sign-in"),
        tr("Everything works, but this PC must be paired again after a restart."),
        (
            tr("Sign in to this PC with your own password, not as a guest."),
            tr("Restart Tabeza, then press <b>F5</b> here."),
            tr("The same again? Show this page to whoever looks after the PC."),
        ),
    )


def _database(_finding: Finding) -> Cure:
    return Cure(
        tr("A file of Tabeza on this PC is broken"),
        tr("Nothing is lost: the service has everything, and Tabeza fetches it again."),
        (
            tr("Close Tabeza and start it again: the broken file is set aside by itself."),
            tr("The same again? The disk may be failing: call Tabeza support."),
        ),
    )


def _version(_finding: Finding) -> Cure:
    return Cure(
        tr("This Tabeza is too old"),
        tr("The service has moved on and no longer speaks with it."),
        (tr("Install the new version."), tr("Start Tabeza again and sign in.")),
    )
