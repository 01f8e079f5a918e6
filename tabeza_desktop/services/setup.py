"""The set-up guide's doing: every step is stored as it is taken, keys are sealed and wiped, the KES 1 is watched.

Daraja keys exist in this process between typing and sealing and nowhere else: not in the draft, not in state, not in
any exception. Support gets states and finding keys, never a value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
from PySide6.QtCore import QObject

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.requests import Requests, RequestStage
from tabeza_desktop.core.setup_flow import (
    STEPS,
    Busy,
    SetupDraft,
    SetupView,
    StepKey,
    is_done,
    may_open,
    neighbour,
    progress_request,
    resume_step,
    step_views,
    with_edits,
)
from tabeza_desktop.services.backend import Backend, to_problem
from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_desktop.services.lanes import Lanes, Refusal
from tabeza_desktop.services.payments import PaymentsService
from tabeza_desktop.state.app_state import AppState
from tabeza_protocol.credentials import CredentialField, Finding, inspect_field, tidy
from tabeza_protocol.environment import Environment
from tabeza_protocol.secret import Secret
from tabeza_protocol.shortcodes import ShortcodeKind
from tabeza_protocol.wire.setup import (
    CandidateView,
    CredentialsPlain,
    GoLiveRequest,
    MpesaSettings,
    OrganisationLookup,
    SealedCredentialsRequest,
)
from tabeza_protocol.wire.trade import PaymentView


class SetupService(Service):
    """Private state: whether progress is on its way to the service, and whether there is newer to send."""

    def __init__(self, lanes: Lanes, backend: Backend, state: AppState, payments: PaymentsService) -> None:
        super().__init__(lanes, backend, state)
        self._payments = payments
        self._telling = self._tell_again = False
        state.trade.applied.connect(self._follow)
        state.mpesa.changed.connect(self._settings_changed)
        state.requests.changed.connect(self._requests_changed)

    # --- opening and moving

    def load(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """Open the guide where it was left. Works without the service; the settings are then the last known.

        What the person changes while this is under way wins over what was stored; once loaded, this window's own
        draft is the newest there is.
        """
        bar_id, began = self._bar_id, self._view.draft

        def apply(answer: tuple[SetupDraft, MpesaSettings | None, PaymentView | None]) -> SetupView:
            stored, settings, test = answer
            known = self._view.draft
            draft = known if self._view.loaded else with_edits(stored, began, known)
            view = SetupView(
                draft=draft, settings=settings or self._state.mpesa.value, test=test, loaded=True
            )
            at = resume_step(view)
            self._show(replace(view, draft=msgspec.structs.replace(draft, current=at)))
            if settings is not None:
                self._state.mpesa.set(settings)
            return self._view

        self._command(lambda: self._read(bar_id), owner, done, failed, apply=apply)

    def go_to(self, step: StepKey) -> bool:
        """Open a step that may be opened."""
        if not may_open(self._view, step):
            return False
        self._change(current=step)
        return True

    def next(self) -> bool:
        """On to the next step, if this one allows it."""
        target = neighbour(self._view, +1)
        if target is None:
            return False
        done_at = dict(self._view.draft.done_at)
        if is_done(self._view, self._view.current):
            done_at.setdefault(self._view.current, self._backend.now())
        self._change(current=target, done_at=done_at)
        return True

    def back(self) -> bool:
        target = neighbour(self._view, -1)
        if target is None:
            return False
        self._change(current=target)
        return True

    # --- what is typed and ticked

    def tick(self, item: str, on: bool) -> None:
        ticked = self._view.draft.ticked
        self._change(ticked=ticked | {item} if on else ticked - {item})

    def set_paybill(self, text: str, kind: ShortcodeKind | None) -> None:
        """The number as typed, and what the owner says it is. Another number forgets the name that was found."""
        before = self._view.draft
        changed: dict[str, Any] = {"shortcode_text": text, "declared_kind": kind}
        if msgspec.structs.replace(before, shortcode_text=text).shortcode != before.shortcode:
            changed |= {"lookup": None, "name_confirmed": False, "seen_on_paybill": False}
        self._change(**changed)

    def confirm_name(self, on: bool) -> None:
        self._change(name_confirmed=on)

    def set_environment(self, environment: Environment) -> None:
        self._change(environment=environment)

    def seen(self, on: bool) -> None:
        """The owner sees the KES 1 on their own PayBill."""
        self._change(seen_on_paybill=on)

    def inspect(self, field: CredentialField, text: str, other: str = "") -> Finding:
        """What the shape of one key says. The text is looked at and forgotten; the finding is kept."""
        draft = self._view.draft
        finding = inspect_field(field, text, draft.environment, other)
        self._change(
            findings={**draft.findings, field: finding.key}, lengths={**draft.lengths, field: finding.length}
        )
        return finding

    # --- what is asked of the service

    def lookup(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """The registered name of the number, if Safaricom can be asked. Never blocks, never verifies."""
        bar_id, shortcode = self._bar_id, self._view.draft.shortcode

        def work() -> OrganisationLookup:
            if shortcode is None:
                raise Refusal(Problem("shortcode_invalid"))
            return self._backend.api.lookup(bar_id, shortcode)

        def apply(found: OrganisationLookup) -> OrganisationLookup:
            self._busy(None)
            if found.shortcode == self._view.draft.shortcode:
                self._change(lookup=found, name_confirmed=False)
            return found

        self._busy("looking_up")
        self._command(work, owner, done, failed, apply=apply, undo=self._refused)

    def send(
        self,
        key: Secret,
        secret: Secret,
        passkey: Secret,
        owner: QObject | None = None,
        done: Done = None,
        failed: Failed = None,
    ) -> None:
        """Seal the three keys and send them once. They are wiped whatever happens."""
        bar_id, draft = self._bar_id, self._view.draft

        def work() -> CandidateView:
            try:
                return self._seal_and_send(bar_id, draft, key, secret, passkey)
            finally:
                for typed in (key, secret, passkey):
                    typed.wipe()

        def apply(candidate: CandidateView) -> CandidateView:
            settings = self._view.settings
            if settings is not None:
                self._state.mpesa.set(msgspec.structs.replace(settings, candidate=candidate))
            self._show(replace(self._view, busy=None, test=None, test_request=None))
            self._change(
                sent_version=candidate.version,
                sent_at=self._backend.now(),
                findings={},
                lengths={},
                test_key=None,
                test_payment_id=None,
                seen_on_paybill=False,
            )
            return candidate

        self._busy("sending")
        self._command(work, owner, done, failed, apply=apply, undo=self._refused)

    def start_test(
        self, phone: str, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """Ask the owner's own phone for KES 1, by the same rules as any payment."""
        pending = self._payments.request_test(phone, owner, done, failed)
        if pending is not None:
            self._show(replace(self._view, test=None, test_request=pending, problem=None))
            self._change(test_key=pending.key, test_payment_id=None)

    def check_test(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """Ask M-Pesa now what became of the KES 1."""
        payment_id = self._view.draft.test_payment_id
        if payment_id is not None:
            self._payments.check_again(payment_id, owner, done, failed)

    def go_live(
        self, word: str, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """Turn payments on, by the typed word."""
        view = self._view
        version = view.draft.sent_version
        if view.settings is not None and view.settings.candidate is not None:
            version = view.settings.candidate.version
        elif view.settings is not None and view.settings.credential_version is not None:
            version = view.settings.credential_version
        body = GoLiveRequest(
            bar_id=self._bar_id,
            credential_version=version or 0,
            seen_on_paybill=view.draft.seen_on_paybill,
            word=word.strip(),
        )

        def apply(settings: MpesaSettings) -> MpesaSettings:
            self._busy(None)
            self._state.mpesa.set(settings)
            self._change(done_at={**self._view.draft.done_at, StepKey.GO_LIVE: self._backend.now()})
            return settings

        self._busy("going_live")
        self._command(
            lambda: self._backend.api.go_live(body), owner, done, failed, apply=apply, undo=self._refused
        )

    # --- in a lane

    def _read(self, bar_id: str) -> tuple[SetupDraft, MpesaSettings | None, PaymentView | None]:
        draft = self._backend.state.setup_draft(bar_id)
        settings, test = None, None
        try:
            settings = self._backend.api.settings(bar_id)
            if draft.test_payment_id is not None:
                test = self._backend.api.payment(bar_id, draft.test_payment_id).payment
        except Exception as error:
            if to_problem(error) is None:
                raise
            if draft.test_payment_id is not None:
                test = self._backend.history.payment(draft.test_payment_id)
        return draft, settings, test

    def _seal_and_send(
        self, bar_id: str, draft: SetupDraft, key: Secret, secret: Secret, passkey: Secret
    ) -> CandidateView:
        shortcode = draft.shortcode
        if shortcode is None or draft.declared_kind in (None, ShortcodeKind.TILL):
            raise Refusal(Problem("till_not_supported" if draft.is_till else "shortcode_invalid"))
        plain = CredentialsPlain(
            consumer_key=tidy(key.reveal()),
            consumer_secret=tidy(secret.reveal()),
            passkey=tidy(passkey.reveal()),
            environment=draft.environment,
            business_shortcode=shortcode,
        )
        try:
            return self._sealed_once(bar_id, draft, plain)
        except Exception as error:
            problem = to_problem(error)
            if problem is None or problem.code != "seal_nonce_invalid":
                raise
        # The nonce ran out before anything was opened: one more sealing, under a new one.
        return self._sealed_once(bar_id, draft, plain)

    def _sealed_once(self, bar_id: str, draft: SetupDraft, plain: CredentialsPlain) -> CandidateView:
        from tabeza_desktop.api.sealing import Binding, seal, vouched_key

        api, record = self._backend.api, self._backend.device_record()
        pinned = self._backend.pinned_fingerprint() or record.identity_fingerprint
        chosen = vouched_key(api.identity(), pinned, self._backend.now())
        nonce = api.seal_nonce(bar_id).nonce
        body = SealedCredentialsRequest(
            environment=plain.environment,
            business_shortcode=plain.business_shortcode,
            declared_kind="paybill" if draft.declared_kind is ShortcodeKind.PAYBILL else "not_sure",
            registered_name=draft.lookup.paybill_name if draft.lookup is not None else None,
            key_id=chosen.key_id,
            nonce=nonce,
            sealed=seal(plain, chosen, Binding(bar_id, record.device_id, nonce)),
        )
        return api.send_credentials(bar_id, body).candidate

    # --- on the GUI thread

    @property
    def _view(self) -> SetupView:
        return self._state.setup.value

    def _show(self, view: SetupView) -> None:
        self._state.setup.set(replace(view, steps=step_views(view)))

    def _busy(self, what: Busy | None) -> None:
        self._show(replace(self._view, busy=what, problem=None))

    def _refused(self, problem: Problem) -> None:
        """Shown, and told as a code: whoever guides from afar sees what the owner is stopped by."""
        self._show(replace(self._view, busy=None, problem=problem))
        bar = self._state.session.value.bar
        if bar is not None:
            self._tell(bar.id)

    def _change(self, **fields: Any) -> None:
        """One change of the draft: shown, written down, told to the service."""
        before = self._view.draft
        draft = msgspec.structs.replace(before, **fields)
        if draft == before:
            return
        draft = msgspec.structs.replace(draft, saved_at=self._backend.now())
        bar = self._state.session.value.bar
        self._show(replace(self._view, draft=draft))
        if bar is not None:
            self._keep(lambda: self._backend.state.save_setup_draft(bar.id, draft))
            self._tell(bar.id)

    def _tell(self, bar_id: str) -> None:
        """Progress for support, the newest only, one at a time; a failure waits for the next change."""
        if self._telling:
            self._tell_again = True
            return
        self._telling, self._tell_again = True, False
        body = progress_request(self._view, bar_id)

        def told(_: object) -> None:
            self._telling = False
            if self._tell_again:
                self._tell(bar_id)

        self._command(lambda: self._backend.api.put_progress(body), None, None, None, apply=told, undo=told)

    def _settings_changed(self, settings: MpesaSettings | None) -> None:
        if self._view.settings != settings:
            self._show(replace(self._view, settings=settings))

    def _follow(self, changes: ChangeSet) -> None:
        """The KES 1 moves by itself, from the feed."""
        wanted = self._view.draft.test_payment_id
        for payment in changes.payments:
            if payment.id == wanted and (
                self._view.test is None or payment.version > self._view.test.version
            ):
                self._show(replace(self._view, test=payment))

    def _requests_changed(self, requests: Requests) -> None:
        """The KES 1 request was accepted, refused or found."""
        draft = self._view.draft
        request = requests.by_key.get(draft.test_key or "")
        if request is None or request == self._view.test_request:
            return
        self._show(replace(self._view, test_request=request))
        if request.stage is RequestStage.ACCEPTED and request.payment_id != draft.test_payment_id:
            self._change(test_payment_id=request.payment_id)
            self._payments.detail(
                request.payment_id or "", done=lambda detail: self._take_test(detail.payment)
            )

    def _take_test(self, payment: PaymentView) -> None:
        self._follow(ChangeSet(payments=(payment,)))

    def steps_left(self) -> int:
        """How many steps are still to do."""
        return sum(not is_done(self._view, step) for step in STEPS)
