"""Words of guided set-up that several of its widgets share: steps, times, states of fields, the last problem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tabeza_desktop.core.problems import text_for
from tabeza_desktop.core.setup_flow import STEPS, StepKey
from tabeza_desktop.core.support import SOON, STUCK, is_online, is_stuck, minutes_left, on_step
from tabeza_desktop.core.support_lines import field_name
from tabeza_desktop.core.times import age, elapsed
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.setup.step_words import step_title
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_protocol.outcomes import outcome_for
from tabeza_protocol.problems import PROBLEMS
from tabeza_protocol.wire.support import LastProblem, SupportBar

tr = words("Support")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text, its icon and its tone."""

    text: str
    icon: str = ""
    tone: Tone = Tone.T1


def step_number(step: str) -> int:
    return [key.value for key in STEPS].index(step) + 1


def step_name(step: str) -> str:
    return step_title(StepKey(step))


def numbered_step(step: str) -> str:
    return f"{step_number(step)}. {step_name(step)}"


def span(duration: timedelta) -> str:
    """``48 s``, ``11 m``, ``2 h 05 m``: whole minutes once there is one."""
    seconds = int(duration.total_seconds())
    lang = current_language()
    if seconds < 60:
        return elapsed(seconds, lang)
    if seconds < 3600:
        return tr("{minutes} m", minutes=seconds // 60)
    return elapsed(seconds, lang) if seconds < 86_400 else age(seconds, lang)


def on_step_phrase(bar: SupportBar, now: datetime) -> Phrase:
    """How long on this step: amber when it is too long, red when something stands in the way as well."""
    if bar.finished:
        return Phrase(tr("Live"), "check-circle", Tone.PAID)
    spent = on_step(bar, now)
    tone = Tone.T2 if spent < STUCK / 2 else Tone.WARN
    if is_stuck(bar, now):
        tone = Tone.FAIL if bar.last_problem is not None and bar.last_problem.kind == "problem" else Tone.WARN
    return Phrase(span(spent), "", tone)


def seen_phrase(bar: SupportBar, now: datetime) -> Phrase:
    if is_online(bar, now):
        return Phrase(tr("Online now"), "", Tone.PAID)
    if bar.seen_at is None:
        return Phrase(tr("Not seen yet"), "", Tone.T2)
    return Phrase(tr("Seen {age} ago", age=span(now - bar.seen_at)), "", Tone.T2)


def left_phrase(until: datetime, now: datetime) -> Phrase:
    """How long the code lasts."""
    soon = until - now < SOON
    return Phrase(
        tr("{minutes} min", minutes=minutes_left(until, now)), "clock", Tone.WARN if soon else Tone.T1
    )


def finding_words(key: str) -> Phrase:
    """The state of one field: never its value, never its length."""
    known = {
        "looks_right": Phrase(tr("Looks right"), "check-circle", Tone.PAID),
        "sent": Phrase(tr("Sent"), "lock", Tone.PAID),
        "missing": Phrase(tr("Missing"), "dash", Tone.T2),
        "empty": Phrase(tr("Missing"), "dash", Tone.T2),
        "unusual_length": Phrase(tr("Unusual length"), "alert", Tone.WARN),
        "masked_dots": Phrase(tr("Dots, not the key"), "x-circle", Tone.FAIL),
        "inner_space": Phrase(tr("A space inside"), "x-circle", Tone.FAIL),
        "not_plain_text": Phrase(tr("Odd signs inside"), "x-circle", Tone.FAIL),
        "too_long": Phrase(tr("Far too long"), "x-circle", Tone.FAIL),
        "sandbox_passkey_in_production": Phrase(tr("Test passkey"), "x-circle", Tone.FAIL),
        "initiator_password": Phrase(tr("Initiator password"), "x-circle", Tone.FAIL),
        "same_as_key": Phrase(tr("Same as the key"), "x-circle", Tone.FAIL),
    }
    return known.get(key, Phrase(tr("Unusual"), "alert", Tone.WARN))


def problem_phrase(problem: LastProblem | None) -> Phrase:
    """The last problem in a few words, for the list."""
    if problem is None:
        return Phrase(tr("None"), "dash", Tone.T2)
    if problem.kind == "finding":
        state = finding_words(problem.code)
        name = field_name(problem.field or "", current_language())
        return Phrase(tr("{field}: {state}", field=name, state=state.text.lower()), state.icon, state.tone)
    if problem.kind == "result":
        outcome = outcome_for(problem.code)
        wording = None if outcome is None else outcome.sw if current_language() == "sw" else outcome.en
        return Phrase(
            tr("Result {code}", code=problem.code) if wording is None else wording.word, "x-circle", Tone.FAIL
        )
    if problem.code == "till_not_supported":
        return Phrase(tr("Till entered, needs a PayBill"), "alert", Tone.WARN)
    return Phrase(short_problem(problem.code), "x-circle", Tone.FAIL)


def short_problem(code: str) -> str:
    short = {
        "keys_rejected": tr("Wrong key or secret"),
        "passkey_rejected": tr("Wrong passkey"),
        "keys_other_environment": tr("Keys of the other environment"),
        "shortcode_unknown": tr("Keys of another PayBill"),
        "product_missing": tr("Lipa na M‑Pesa missing"),
        "seal_nonce_invalid": tr("Sealed too long ago"),
        "no_network": tr("No connection"),
        "timed_out": tr("No answer in time"),
    }
    return short.get(code) or text_for(code, current_language()).happened.rstrip(".")


def problem_ref(problem: LastProblem) -> str:
    """What both sides read out: ``S07``; a result code as Safaricom gives it."""
    if problem.kind == "problem" and problem.code in PROBLEMS:
        return PROBLEMS[problem.code].ref
    return problem.code if problem.kind == "result" else ""


def cure(problem: LastProblem) -> str:
    """What to do about it, in a sentence or two."""
    lang = current_language()
    if problem.kind == "problem":
        text = text_for(problem.code, lang)
        return f"{text.why} {text.do}".strip()
    if problem.kind == "result":
        outcome = outcome_for(problem.code)
        if outcome is None:
            return ""
        wording = outcome.sw if lang == "sw" else outcome.en
        return f"{wording.happened} {wording.do}"
    return ""
