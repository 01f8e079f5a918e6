"""Promotion, integers, one push, one success, durable callbacks (guarantees 1 to 5), each broken on purpose."""
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
        1,
        "a_failed_test_promotes",
        (
            Edit(
                CENTRAL + "services/settlement.py",
                "promotion.test_failed(tx, failed)",
                "promotion.test_passed(ctx, tx, failed, at)",
            ),
        ),
        (PAYMENTS + "test_promotion.py::test_a_failed_test_touches_nothing_that_works",),
    ),
    Mutation(
        1,
        "a_test_of_replaced_keys_promotes",
        (
            Edit(
                CENTRAL + "services/promotion.py",
                'if version.state == "candidate" and may_replace(bar, version):',
                "if may_replace(bar, version):",
            ),
        ),
        (PAYMENTS + "test_promotion.py::test_a_test_of_keys_that_were_replaced_meanwhile_promotes_nothing",),
    ),
    Mutation(
        1,
        "a_sandbox_pass_goes_over_production",
        (
            Edit(
                CENTRAL + "services/promotion.py",
                (
                    "if version.environment != Environment.SANDBOX:\n"
                    "        return True\n"
                    "    return bar.is_test_bar and bar.mpesa_environment != Environment.PRODUCTION"
                ),
                "return True",
            ),
        ),
        (PAYMENTS + "test_promotion.py::test_sandbox_never_replaces_production",),
    ),
    Mutation(
        1,
        "going_live_needs_no_passed_test",
        (
            Edit(
                CENTRAL + "services/setup.py",
                'if bar.mpesa_test_status != "passed" or bar.mpesa_credential_version != request.credential_version:',
                "if False:",
            ),
        ),
        (
            CENTRAL_TESTS + "setup/test_go_live.py::test_not_after_a_failed_test_or_none",
            CENTRAL_TESTS + "setup/test_go_live.py::test_not_for_another_version_than_the_tested_one",
        ),
    ),
    Mutation(
        1,
        "an_untested_version_may_push",
        (
            Edit(
                CENTRAL + "services/pushes.py",
                "if not (bar.mpesa_enabled and tested and bar.mpesa_credential_version):",
                "if not bar.mpesa_credential_version:",
            ),
        ),
        (
            PAYMENTS + "test_promotion.py::test_a_new_bar_is_turned_on_by_nothing_but_its_test_and_its_owner",
            PAYMENTS + "test_requests.py::test_a_bar_that_is_not_set_up_asks_for_nothing",
        ),
    ),
    Mutation(
        2,
        "shillings_are_divided_with_a_float",
        (
            Edit(
                CENTRAL + "services/dispatching.py",
                "payment.amount_cents // CENTS_PER_SHILLING",
                "payment.amount_cents / CENTS_PER_SHILLING",
            ),
        ),
        (HERE + "test_integers.py::test_what_goes_to_safaricom_and_into_the_books_is_an_integer",),
    ),
    Mutation(
        2,
        "a_callbacks_amount_goes_through_a_float",
        (
            Edit(
                CENTRAL + "domain/callback_body.py", "text, parse_float=Decimal,", "text, parse_float=float,"
            ),
        ),
        (CENTRAL_TESTS + "domain/test_judgement.py::test_amounts_come_from_the_digits_as_written",),
    ),
    Mutation(
        2,
        "the_tabs_account_is_a_cent_short",
        (
            Edit(
                CENTRAL + "domain/ledger.py",
                "if len(lines) < 2 or sum(line.amount_cents for line in lines) != 0:",
                "if len(lines) < 2:",
            ),
        ),
        (CENTRAL_TESTS + "domain/test_money_rules.py::test_lines_that_do_not_sum_to_zero_are_never_written",),
    ),
    Mutation(
        2,
        "cents_are_dropped_instead_of_rounded_up",
        (
            Edit(
                PROTOCOL + "money.py",
                "return Kes(-(-amount // CENTS_PER_SHILLING) * CENTS_PER_SHILLING)",
                "return Kes(amount // CENTS_PER_SHILLING * CENTS_PER_SHILLING)",
            ),
        ),
        (PROTOCOL_TESTS + "test_money.py::test_rounding_up_covers_the_balance_by_less_than_a_shilling",),
    ),
    Mutation(
        3,
        "the_push_leaves_before_dispatched_is_committed",
        (
            Edit(
                CENTRAL + "services/dispatching.py",
                (
                    "    if _commit_dispatched(ctx, job):\n"
                    '        failpoint("dispatch.before_send")\n'
                    "        answer = ctx.daraja.push(credentials, request)\n"
                ),
                (
                    "    answer = ctx.daraja.push(credentials, request)\n"
                    "    if _commit_dispatched(ctx, job):\n"
                    '        failpoint("dispatch.before_send")\n'
                ),
            ),
        ),
        (PAYMENTS + "test_requests.py::test_dispatched_is_committed_before_the_first_byte_leaves",),
    ),
    Mutation(
        3,
        "a_push_cut_short_is_sent_again",
        (
            Edit(
                CENTRAL + "services/dispatching.py",
                ("if payment is None or payment.state is not S.QUEUED:\n        _already_sent"),
                (
                    "if payment is None or payment.state not in (S.QUEUED, S.DISPATCHED):\n"
                    "        _already_sent"
                ),
            ),
            Edit(
                CENTRAL + "services/dispatching.py",
                ("if payment is None or payment.state is not S.QUEUED:\n            return False"),
                (
                    "if payment is None or payment.state is S.DISPATCHED:\n"
                    "            return payment is not None"
                ),
            ),
        ),
        (PAYMENTS + "test_janitor.py::test_a_push_whose_worker_died_is_taken_over_but_never_sent_again",),
    ),
    Mutation(
        3,
        "a_push_without_an_answer_is_repeated",
        (
            Edit(
                CENTRAL + "daraja/client.py",
                (
                    "        except httpx.TimeoutException:\n"
                    '            return NoAnswer("timeout")\n'
                    "        except httpx.HTTPError:\n"
                    '            return NoAnswer("disconnected")\n'
                ),
                (
                    "        except httpx.HTTPError:\n"
                    "            try:\n"
                    "                response = self._http.send(request, stream=True)\n"
                    "            except httpx.HTTPError:\n"
                    '                return NoAnswer("timeout")\n'
                ),
            ),
        ),
        (
            CENTRAL_TESTS
            + "daraja/test_client.py::test_a_push_that_may_have_left_is_unknown_and_never_repeated",
        ),
    ),
    Mutation(
        3,
        "a_refused_token_is_tried_again_and_again",
        (
            Edit(
                CENTRAL + "daraja/client.py",
                "return send(newer) if isinstance(newer, HeldToken) else _unsent(newer)",
                (
                    "while isinstance(newer, HeldToken):\n"
                    "            answer = send(newer)\n"
                    "            if not errors.is_token_refusal(answer, read_only=read_only) or newer.generation > 9:\n"
                    "                return answer\n"
                    "            newer = self._tokens.after_refusal(credentials, newer)\n"
                    "        return _unsent(newer)"
                ),
            ),
        ),
        (CENTRAL_TESTS + "daraja/test_client.py::test_a_token_refused_twice_stops_there",),
    ),
    Mutation(
        3,
        "a_key_takes_another_request_for_the_first",
        (Edit(CENTRAL + "services/pushes.py", "if same.request_hash != request_hash:", "if False:"),),
        (PAYMENTS + "test_requests.py::test_the_same_key_with_another_request_is_an_error",),
    ),
    Mutation(
        3,
        "the_console_sends_before_it_writes_down",
        (
            Edit(
                CONSOLE + "services/payments.py",
                (
                    "        self._backend.state.record_request(pending, bar_id, request_hash(pending, bar_id, body))\n"
                    "        api = self._backend.api\n"
                ),
                "        api = self._backend.api\n",
            ),
        ),
        (CONSOLE_TESTS + "services/test_requests.py::test_a_request_is_on_the_disk_before_it_is_sent",),
    ),
    Mutation(
        3,
        "a_second_press_is_a_second_request",
        (
            Edit(
                CONSOLE + "services/payments.py",
                "if under_way is not None and under_way.stage is RequestStage.SENDING:",
                "if False:",
            ),
        ),
        (CONSOLE_TESTS + "services/test_requests.py::test_a_second_press_while_sending_is_the_same_request",),
    ),
    Mutation(
        4,
        "a_late_success_is_ignored",
        (
            Edit(
                CENTRAL + "domain/judgement.py",
                (
                    "    if known.exception in HELD_FOR_A_PERSON:\n"
                    '        return Judgement(Do.NOTHING, "held_for_a_person", "0", body.receipt)\n'
                ),
                (
                    "    if known.exception in HELD_FOR_A_PERSON or known.state in (S.FAILED, S.REFUSED):\n"
                    '        return Judgement(Do.NOTHING, "held_for_a_person", "0", body.receipt)\n'
                ),
            ),
        ),
        (PAYMENTS + "test_callbacks.py::test_a_late_success_wins_and_is_told",),
    ),
    Mutation(
        4,
        "a_failure_overwrites_success",
        (
            Edit(
                CENTRAL + "domain/judgement.py",
                (
                    "    if known.state is S.SUCCEEDED:\n"
                    "        return Judgement(\n"
                    '            Do.NOTHING if finality is Finality.NOT_FINAL else Do.ALERT, "failed_after_paid", code\n'
                    "        )\n"
                ),
                "",
            ),
            Edit(
                PROTOCOL + "payment_states.py",
                "_S.SUCCEEDED: frozenset(),",
                "_S.SUCCEEDED: frozenset({_S.FAILED}),",
            ),
        ),
        (
            PAYMENTS + "test_callbacks.py::test_failed_after_paid_changes_nothing_and_is_told",
            PROTOCOL_TESTS + "test_rules.py::test_success_can_be_reached_from_every_state_and_never_left",
        ),
    ),
    Mutation(
        4,
        "a_receipt_counts_on_two_payments",
        (
            Edit(
                CENTRAL + "services/settlement.py",
                "if other is not None and other.id != payment.id:",
                "if False:",
            ),
        ),
        (PAYMENTS + "test_callbacks.py::test_a_receipt_on_two_payments_goes_to_a_person",),
    ),
    Mutation(
        4,
        "a_success_that_comes_again_is_booked_again",
        (
            Edit(
                CENTRAL + "domain/judgement.py",
                'return Judgement(Do.NOTHING, "duplicate", "0")',
                'return Judgement(Do.SETTLE, "duplicate", "0", body.receipt)',
            ),
            Edit(
                CENTRAL + "services/settlement.py",
                ('        values["queried_paid_at"] = at\n    if not values:\n        return payment\n'),
                (
                    '        values["queried_paid_at"] = at\n'
                    "    if not values:\n"
                    "        lines, _ = _lines(tx, payment)\n"
                    '        again = Entry(id=ctx.ids.new_id(), cause=Cause("mpesa_again", ctx.ids.new_id()), at=at, lines=lines,\n'
                    "                      tab_id=payment.tab_id, payment_id=payment.id)\n"
                    "        ledger.post(tx, payment.bar_id, again)\n"
                    "        return payment\n"
                ),
            ),
        ),
        (PAYMENTS + "test_callbacks.py::test_a_callback_that_comes_again_credits_once",),
    ),
    Mutation(
        5,
        "acknowledged_before_the_commit",
        (
            Edit(
                CENTRAL + "store/group_commit.py",
                "        mine.done.wait()\n",
                ("        if not lead:\n            return\n"),
            ),
        ),
        (
            HERE + "test_acknowledged.py::test_who_follows_is_told_only_once_it_is_kept",
            HERE + "test_acknowledged.py::test_a_commit_that_fails_is_received_by_nobody",
        ),
    ),
    Mutation(
        5,
        "acknowledged_while_the_database_is_away",
        (
            Edit(
                CENTRAL + "services/callbacks.py",
                ("        except StoreDown:\n            self._spool(arrived)"),
                ("        except StoreDown:\n            pass"),
            ),
        ),
        (PAYMENTS + "test_intake.py::test_with_the_database_away_the_spool_takes_it_and_nothing_is_lost",),
    ),
    Mutation(
        5,
        "the_spool_is_emptied_before_it_is_stored",
        (
            Edit(
                CENTRAL + "services/callbacks.py",
                ("        arrived = msgspec.json.decode(content, type=Arrived)\n        try:"),
                (
                    "        arrived = msgspec.json.decode(content, type=Arrived)\n"
                    "        ctx.spool.drop(entry_id)\n"
                    "        try:"
                ),
            ),
        ),
        (PAYMENTS + "test_intake.py::test_with_the_database_away_the_spool_takes_it_and_nothing_is_lost",),
    ),
    Mutation(
        5,
        "a_full_spool_is_acknowledged",
        (
            Edit(
                CENTRAL + "services/callbacks.py",
                '            raise Problem("unavailable") from problem\n',
                ("            del problem\n            return\n"),
            ),
        ),
        (PAYMENTS + "test_intake.py::test_when_neither_can_take_it_the_sender_is_told",),
    ),
    Mutation(
        5,
        "what_matches_nothing_is_thrown_away",
        (
            Edit(
                CENTRAL + "services/judging.py",
                "again = next_after(self._ctx.policy.unmatched_delays_us, row.received_at, now)",
                "again = None",
            ),
        ),
        (PAYMENTS + "test_callbacks.py::test_what_matches_nothing_waits_and_is_tried_again",),
    ),
)
