"""Forgery, the unknown, the limit, secrets, walls (guarantees 6 to 10), each broken on purpose."""
# ruff: noqa: E501 - the code of others, as it stands

from __future__ import annotations

from tests.guarantees.mutation import (
    CENTRAL,
    CENTRAL_TESTS,
    CONSOLE,
    CONSOLE_TESTS,
    HERE,
    PAYMENTS,
    PROTOCOL,
    PROTOCOL_TESTS,
    Edit,
    Mutation,
)

MUTATIONS = (
    Mutation(
        6,
        "the_callback_token_is_not_compared",
        (
            Edit(
                CENTRAL + "vault/callback_tokens.py",
                "if not hmac.compare_digest(expected, token[-2 * _MAC_BYTES :]):",
                "if not expected:",
            ),
        ),
        (CENTRAL_TESTS + "vault/test_callback_tokens.py::test_one_changed_digit_is_nobody",),
    ),
    Mutation(
        6,
        "any_callback_is_trusted",
        (
            Edit(
                CENTRAL + "services/judging.py",
                ("        if row.payment_id:\n            return self._trusted(tx, job, row, body)\n"),
                (
                    '        named = payments.anywhere_by_checkout(tx, body.checkout_request_id or "")\n'
                    "        if named:\n"
                    "            judgement = judge_callback(settlement.known(tx, named[0]), body)\n"
                    '            after = settlement.apply(self._ctx, tx, named[0], judgement, "callback")\n'
                    '            return self._done(tx, job, row, after, "hint")\n'
                    "        if row.payment_id:\n"
                    "            return self._trusted(tx, job, row, body)\n"
                ),
            ),
        ),
        (PAYMENTS + "test_callbacks.py::test_without_the_right_token_a_callback_credits_nothing",),
    ),
    Mutation(
        6,
        "the_amount_is_not_compared",
        (
            Edit(
                CENTRAL + "domain/judgement.py",
                ("    if body.amount_cents != known.amount_cents:\n        return Judgement(Do.REVIEW"),
                ("    if body.amount_cents is None:\n        return Judgement(Do.REVIEW"),
            ),
        ),
        (
            PAYMENTS + "test_callbacks.py::test_another_amount_goes_to_a_person",
            CENTRAL_TESTS + "domain/test_judgement.py::test_another_amount_never_settles",
        ),
    ),
    Mutation(
        6,
        "the_ids_are_not_compared",
        (Edit(CENTRAL + "domain/judgement.py", "    if not _same_ids(known, body):", "    if False:"),),
        (PAYMENTS + "test_callbacks.py::test_another_payments_token_credits_nothing",),
    ),
    Mutation(
        6,
        "an_adopted_id_is_credited_without_a_query",
        (
            Edit(
                CENTRAL + "domain/judgement.py",
                "if known.adopted and not known.queried_paid and known.state is not S.SUCCEEDED:",
                "if False:",
            ),
            Edit(
                CENTRAL + "domain/judgement.py",
                (
                    "    if known.checkout_request_id is None:\n"
                    '        return Judgement(Do.QUERY, "answer_lost", body.result_code, adopt_checkout=body.checkout_request_id)\n'
                    "    if not"
                ),
                "    if known.checkout_request_id is not None and not",
            ),
        ),
        (PAYMENTS + "test_callbacks.py::test_a_lost_answer_is_made_good_by_the_callback_and_a_query",),
    ),
    Mutation(
        6,
        "a_claim_above_the_limit_is_believed_at_once",
        (
            Edit(
                CENTRAL + "domain/judgement.py",
                "if known.amount_cents > known.instant_limit_cents and not known.queried_paid:",
                "if False:",
            ),
        ),
        (PAYMENTS + "test_callbacks.py::test_above_the_instant_limit_the_query_decides_first",),
    ),
    Mutation(
        7,
        "a_timeout_is_a_failure",
        (
            Edit(
                CENTRAL + "services/janitor.py",
                'payments.move(tx, payment, S.UNKNOWN, at=ctx.now(), event="expired", actor="service")',
                'payments.move(tx, payment, S.FAILED, at=ctx.now(), event="failed", actor="service")',
            ),
        ),
        (PAYMENTS + "test_janitor.py::test_a_prompt_without_a_result_is_unknown_after_two_minutes",),
    ),
    Mutation(
        7,
        "a_code_nobody_knows_is_a_failure",
        (
            Edit(
                CENTRAL + "domain/judgement.py",
                'Do.DOUBT if known.state is not S.SUCCEEDED else Do.ALERT, "unknown_code", body.result_code',
                'Do.FAIL if known.state is not S.SUCCEEDED else Do.ALERT, "unknown_code", body.result_code',
            ),
        ),
        (PAYMENTS + "test_callbacks.py::test_a_code_nobody_knows_is_neither_paid_nor_failed",),
    ),
    Mutation(
        7,
        "no_answer_is_a_refusal",
        (
            Edit(
                CENTRAL + "services/dispatching.py",
                (
                    "elif isinstance(answer, Refused) and payment.state is S.DISPATCHED:\n"
                    "        _refuse_in(ctx, tx, job, payment, answer.problem, answer.error_code)"
                ),
                (
                    "elif not isinstance(answer, Accepted) and payment.state is S.DISPATCHED:\n"
                    '        _refuse_in(ctx, tx, job, payment, "unavailable")'
                ),
            ),
        ),
        (PAYMENTS + "test_janitor.py::test_no_answer_and_no_callback_ends_in_front_of_a_person",),
    ),
    Mutation(
        7,
        "a_page_of_html_is_a_refusal",
        (
            Edit(
                CENTRAL + "daraja/errors.py",
                (
                    "    body = json_object(answer.body)\n"
                    "    if body is None:\n"
                    "        return _no_answer(body)\n"
                    '    if 200 <= answer.status < 300 and _text(body, "ResponseCode") == "0":\n'
                    "        merchant"
                ),
                (
                    "    body = json_object(answer.body)\n"
                    "    if body is None:\n"
                    '        return Refused("safaricom_unreachable", None, answer.status)\n'
                    '    if 200 <= answer.status < 300 and _text(body, "ResponseCode") == "0":\n'
                    "        merchant"
                ),
            ),
        ),
        (CENTRAL_TESTS + "daraja/test_errors.py::test_anything_else_after_sending_is_unknown_never_refused",),
    ),
    Mutation(
        7,
        "a_query_that_says_not_yet_is_a_failure",
        (
            Edit(
                CENTRAL + "services/settlement.py",
                (
                    "    if isinstance(answer, NotYet) or not isinstance(answer, Result):\n"
                    "        return payment\n"
                ),
                (
                    "    if isinstance(answer, NotYet):\n"
                    '        answer = Result("1032", "")\n'
                    "    if not isinstance(answer, Result):\n"
                    "        return payment\n"
                ),
            ),
        ),
        (PAYMENTS + "test_janitor.py::test_noise_on_a_query_is_no_answer",),
    ),
    Mutation(
        7,
        "the_console_calls_an_unsure_request_refused",
        (
            Edit(
                CONSOLE + "services/payments.py",
                'if problem is None or getattr(error, "may_have_acted", False):',
                "if problem is None:",
            ),
        ),
        (CONSOLE_TESTS + "services/test_requests.py::test_a_lost_answer_is_unsure_and_is_found_by_its_key",),
    ),
    Mutation(
        8,
        "eleven_in_five_minutes",
        (
            Edit(
                CENTRAL + "domain/limits.py",
                "    if len(inside) < limit:\n",
                "    if len(inside) <= limit:\n",
            ),
        ),
        (
            PAYMENTS + "test_limits.py::test_the_eleventh_in_five_minutes_waits_exactly_as_long_as_it_says",
            PAYMENTS + "test_limits.py::test_many_at_once_get_exactly_ten",
        ),
    ),
    Mutation(
        8,
        "the_window_is_a_second_short",
        (
            Edit(
                CENTRAL + "domain/limits.py",
                "inside = [attempt for attempt in attempts if attempt.initiated_at > now - width]",
                "inside = [attempt for attempt in attempts if attempt.initiated_at > now - width + SECOND]",
            ),
        ),
        (PAYMENTS + "test_limits.py::test_the_eleventh_in_five_minutes_waits_exactly_as_long_as_it_says",),
    ),
    Mutation(
        8,
        "attempts_that_failed_do_not_count",
        (
            Edit(
                CENTRAL + "services/pushes.py",
                ("        for row in rows\n    ]\n    refusal"),
                (
                    "        for row in rows\n"
                    "        if row.state not in (PaymentState.FAILED, PaymentState.REFUSED)\n"
                    "    ]\n"
                    "    refusal"
                ),
            ),
        ),
        (PAYMENTS + "test_limits.py::test_refused_and_failed_attempts_count",),
    ),
    Mutation(
        8,
        "the_gate_is_not_locked",
        (
            Edit(
                CENTRAL + "store/bars.py",
                "    return tx.changed(update(gates).where(gates.c.bar_id == bar_id).values(last_at=now)) == 1",
                "    return tx.one_or_none(select(gates.c.bar_id).where(gates.c.bar_id == bar_id)) is not None",
            ),
        ),
        (CENTRAL_TESTS + "store/test_contention.py::test_sixty_at_one_gate_get_exactly_ten",),
    ),
    Mutation(
        8,
        "a_clock_set_back_opens_the_gate",
        (
            Edit(
                CENTRAL + "domain/limits.py",
                "inside = [attempt for attempt in attempts if attempt.initiated_at > now - width]",
                "inside = [attempt for attempt in attempts if now >= attempt.initiated_at > now - width]",
            ),
        ),
        (PAYMENTS + "test_limits.py::test_a_clock_set_back_gives_no_new_pushes",),
    ),
    Mutation(
        9,
        "a_secret_prints_itself",
        (
            Edit(
                PROTOCOL + "secret.py",
                ("    def __repr__(self) -> str:\n        return REDACTED"),
                ("    def __repr__(self) -> str:\n        return str(self._value)"),
            ),
        ),
        (PROTOCOL_TESTS + "test_rules.py::test_a_secret_shows_itself_nowhere",),
    ),
    Mutation(
        9,
        "the_log_takes_any_field",
        (
            Edit(
                CENTRAL + "observe/logs.py",
                (
                    '        if extra := set(fields) - set(allowed) - {"line"}:\n'
                    '            raise ValueError(f"{event!r} does not carry {sorted(extra)}")\n'
                ),
                "",
            ),
        ),
        (HERE + "test_secrets.py::test_an_event_carries_only_what_the_catalogue_names",),
    ),
    Mutation(
        9,
        "phones_are_written_whole_in_the_log",
        (
            Edit(
                CENTRAL + "observe/logs.py",
                "    found = _CHECKOUT_TAIL.match(checkout_request_id)\n",
                "    found = None\n",
            ),
            Edit(
                CENTRAL + "observe/logs.py",
                '        return _PHONE.sub(lambda m: f"{m[0][:-6]}***{m[0][-3:]}", value)',
                "        return value",
            ),
        ),
        (PAYMENTS + "test_callbacks.py::test_the_checklists_log_lines_are_word_for_word",),
    ),
    Mutation(
        9,
        "the_spool_keeps_the_body_open",
        (
            Edit(
                CENTRAL + "services/callbacks.py",
                'body_encrypted=ctx.vault.seal(CALLBACK_BAR, "callback", body)',
                'body_encrypted=body.decode("latin-1")',
            ),
        ),
        (PAYMENTS + "test_intake.py::test_with_the_database_away_the_spool_takes_it_and_nothing_is_lost",),
    ),
    Mutation(
        9,
        "the_console_keeps_the_typed_keys",
        (
            Edit(
                PROTOCOL + "secret.py",
                ("    def wipe(self) -> None:\n        self._value = None"),
                ("    def wipe(self) -> None:\n        self._value = self._value"),
            ),
        ),
        (
            PROTOCOL_TESTS + "test_rules.py::test_a_wiped_secret_is_gone",
            CONSOLE_TESTS + "services/test_secrecy.py::test_keys_are_sealed_wiped_and_leave_no_trace",
        ),
    ),
    Mutation(
        9,
        "the_consoles_log_does_not_redact",
        (
            Edit(
                CONSOLE + "diagnostics/logs.py",
                ("    for shape in _SHAPES:\n        text = shape.sub(REDACTED, text)\n    return text"),
                "    return text",
            ),
        ),
        (CONSOLE_TESTS + "services/test_secrecy.py::test_whoever_logs_a_secret_writes_none",),
    ),
    Mutation(
        9,
        "a_ciphertext_opens_in_another_place",
        (
            Edit(
                CENTRAL + "vault/at_rest.py",
                'raw = self._keyring.derive(key_id, "credential/v1", bar_id, field, length',
                'raw = self._keyring.derive(key_id, "credential/v1", length',
            ),
        ),
        (CENTRAL_TESTS + "vault/test_at_rest.py::test_a_ciphertext_moved_to_another_place_does_not_open",),
    ),
    Mutation(
        10,
        "the_bar_of_a_token_is_not_compared",
        (
            Edit(
                CENTRAL + "web/auth.py",
                (
                    "    if named_bar is not None and named_bar != who.bar_id:\n"
                    '        raise Problem("not_found")\n'
                ),
                "",
            ),
            Edit(
                CENTRAL + "services/guard.py",
                "if not principal.bar_id or bar_id != principal.bar_id:",
                "if not principal.bar_id:",
            ),
        ),
        (CENTRAL_TESTS + "web/test_role_matrix.py::test_another_bar_does_not_exist",),
    ),
    Mutation(
        10,
        "a_tab_is_found_by_its_id_alone",
        (
            Edit(
                CENTRAL + "store/tabs.py",
                "statement = select(_T).where(_T.c.bar_id == bar_id, _T.c.id == tab_id)",
                "statement = select(_T).where(_T.c.id == tab_id)",
            ),
        ),
        (HERE + "test_walls.py::test_a_question_for_the_wrong_bar_finds_nothing",),
    ),
    Mutation(
        10,
        "a_payment_is_found_by_its_id_alone",
        (
            Edit(
                CENTRAL + "store/payments.py",
                "statement = select(_T).where(_T.c.bar_id == bar_id, _T.c.id == payment_id)",
                "statement = select(_T).where(_T.c.id == payment_id)",
            ),
        ),
        (HERE + "test_walls.py::test_a_question_for_the_wrong_bar_finds_nothing",),
    ),
    Mutation(
        10,
        "a_role_is_not_looked_at",
        (
            Edit(
                CENTRAL + "web/auth.py",
                ('    if not access.allows(who.role):\n        raise Problem("not_allowed")\n'),
                "",
            ),
            Edit(
                CENTRAL + "services/guard.py",
                ('    if principal.role not in roles:\n        raise Problem("not_allowed")\n'),
                "",
            ),
        ),
        (
            PAYMENTS + "test_requests.py::test_only_people_of_the_bar_ask_for_money",
            CENTRAL_TESTS + "web/test_role_matrix.py::test_every_cell_of_the_matrix",
        ),
    ),
    Mutation(
        10,
        "the_database_has_no_walls",
        (
            Edit(
                CENTRAL + "store/row_security.py",
                '            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",\n',
                "",
            ),
        ),
        (
            CENTRAL_TESTS + "store/test_row_security.py::test_the_wall_is_forced_on_the_tables_owner_too",
            CENTRAL_TESTS + "store/test_row_security.py::test_with_no_bar_named_there_is_nothing",
        ),
    ),
    Mutation(
        10,
        "a_change_is_made_by_id_alone",
        (
            Edit(
                CENTRAL + "store/tabs.py",
                "update(_T).where(_T.c.bar_id == bar_id, _T.c.id == tab_id)",
                "update(_T).where(_T.c.id == tab_id)",
            ),
        ),
        (HERE + "test_walls.py::test_a_change_for_the_wrong_bar_changes_nothing",),
    ),
)
