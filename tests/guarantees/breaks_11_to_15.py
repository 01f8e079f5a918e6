"""One balance, the switch, the feed, the window, an end for every payment (guarantees 11 to 15), each broken on purpose."""
# ruff: noqa: E501 - the code of others, as it stands

from __future__ import annotations

from tests.guarantees.mutation import (
    CENTRAL,
    CENTRAL_TESTS,
    CONSOLE,
    CONSOLE_TESTS,
    HERE,
    PAYMENTS,
    Edit,
    Mutation,
)

MUTATIONS = (
    Mutation(
        11,
        "the_tabs_figures_have_a_definition_of_their_own",
        (
            Edit(
                CENTRAL + "domain/ledger.py",
                "received = -sum(line.amount_cents for line in own if line.kind in PAYMENT_KINDS)",
                'received = -sum(line.amount_cents for line in own if line.kind == "mpesa")',
            ),
        ),
        (
            HERE + "test_one_balance.py::test_charged_less_paid_is_the_sum_of_the_lines",
            HERE + "test_one_balance.py::test_what_was_overpaid_counts_as_paid_and_is_owed_back",
        ),
    ),
    Mutation(
        11,
        "a_credit_is_not_counted_as_paid",
        (
            Edit(
                CENTRAL + "domain/ledger.py",
                'PAYMENT_KINDS: Final = frozenset({"mpesa", "cash", "cash_void", "overage", "credit",',
                'PAYMENT_KINDS: Final = frozenset({"mpesa", "cash", "cash_void", "overage",',
            ),
        ),
        (HERE + "test_one_balance.py::test_money_that_comes_after_the_tab_was_closed_counts_as_paid",),
    ),
    Mutation(
        11,
        "the_audit_does_not_compare_tabs",
        (Edit(CENTRAL + "observe/audit.py", '        ("I2", sums.tabs_that_differ),\n', ""),),
        (HERE + "test_the_audit_sees.py::test_damage_to_the_books_is_found",),
    ),
    Mutation(
        11,
        "the_audit_counts_one_side_only",
        (
            Edit(
                CENTRAL + "store/audit.py",
                "return int(tx.execute(select(_sum(_L.c.amount_cents)).where(_L.c.bar_id == bar_id, _MONEY)).scalar_one())",
                "return succeeded_cents(tx, bar_id)",
            ),
        ),
        (HERE + "test_the_audit_sees.py::test_damage_to_the_books_is_found",),
    ),
    Mutation(
        11,
        "the_audit_sees_no_unbooked_payment",
        (Edit(CENTRAL + "observe/audit.py", '        ("I4", sums.unbooked),\n', ""),),
        (HERE + "test_the_audit_sees.py::test_every_check_of_the_audit_finds_its_own_damage",),
    ),
    Mutation(
        11,
        "the_audit_sees_no_second_journal",
        (Edit(CENTRAL + "observe/audit.py", '        ("I4", sums.booked_twice),\n', ""),),
        (HERE + "test_the_audit_sees.py::test_every_check_of_the_audit_finds_its_own_damage",),
    ),
    Mutation(
        11,
        "the_audit_forgives_leaving_succeeded",
        (Edit(CENTRAL + "observe/audit.py", '        ("I7", sums.left_succeeded),\n', ""),),
        (HERE + "test_the_audit_sees.py::test_every_check_of_the_audit_finds_its_own_damage",),
    ),
    Mutation(
        12,
        "dispatch_does_not_look_at_the_switch",
        (
            Edit(
                CENTRAL + "services/dispatching.py", "        if pause is not None:\n", "        if False:\n"
            ),
        ),
        (PAYMENTS + "test_kill_switch.py::test_off_refuses_new_requests_and_what_was_queued",),
    ),
    Mutation(
        12,
        "the_switch_is_read_without_a_lock",
        (
            Edit(
                CENTRAL + "services/dispatching.py",
                "pause = pause_of(tx, job.bar_id, lock=True)",
                "pause = pause_of(tx, job.bar_id)",
            ),
        ),
        (CENTRAL_TESTS + "torture/test_switch.py::test_off_waits_for_a_dispatch_that_has_read_on",),
    ),
    Mutation(
        12,
        "switching_off_forgets_what_was_on",
        (
            Edit(
                CENTRAL + "services/switchboard.py",
                "    switches.put(tx, switch)\n",
                (
                    "    switches.put(tx, switch)\n"
                    "    for each in bars.listed(tx) if not switch.enabled else []:\n"
                    '        bars.change(tx, each.id, {"mpesa_enabled": False})\n'
                ),
            ),
        ),
        (PAYMENTS + "test_kill_switch.py::test_on_again_restores_everything_as_it_was",),
    ),
    Mutation(
        12,
        "off_stops_callbacks_too",
        (
            Edit(
                CENTRAL + "services/judging.py",
                (
                    "        judgement = judge_callback(settlement.known(tx, payment), body)\n"
                    "        if judgement.do is not Do.QUERY:"
                ),
                (
                    "        judgement = judge_callback(settlement.known(tx, payment), body)\n"
                    "        from tabeza_central.services.switchboard import pause_of\n"
                    "        if pause_of(tx, payment.bar_id) is not None:\n"
                    '            return self._wait(tx, job, row, None, "unmatched")\n'
                    "        if judgement.do is not Do.QUERY:"
                ),
            ),
        ),
        (PAYMENTS + "test_kill_switch.py::test_what_was_sent_goes_on_to_its_end",),
    ),
    Mutation(
        12,
        "a_switch_never_set_is_not_locked",
        (
            Edit(
                CENTRAL + "store/switches.py", "    if lock and len(rows) < len(scopes):\n", "    if False:\n"
            ),
        ),
        (
            CENTRAL_TESTS + "torture/test_switch.py::test_off_waits_for_a_dispatch_that_has_read_on",
            CENTRAL_TESTS
            + "torture/test_switch.py::test_a_dispatch_that_comes_while_off_is_being_set_waits_and_sends_nothing",
        ),
    ),
    Mutation(
        13,
        "the_feed_forgets_the_tab_that_money_came_to",
        (
            Edit(CENTRAL + "store/ledger.py", '    tx.touch(bar_id, "tab", tab_id)\n', ""),
            Edit(
                CENTRAL + "store/payments.py",
                '        tx.touch(bar_id, "tab", tab_id)  # its row shows the newest payment\n',
                "        pass\n",
            ),
        ),
        (PAYMENTS + "test_feed.py::test_deltas_equal_a_fresh_load",),
    ),
    Mutation(
        13,
        "a_page_of_the_feed_drops_its_last_row",
        (
            Edit(
                CENTRAL + "services/feed.py",
                "return _filled(ctx, tx, bar_id, page, epoch,",
                "return _filled(ctx, tx, bar_id, page[:-1] if more else page, epoch,",
            ),
        ),
        (PAYMENTS + "test_feed.py::test_a_fresh_load_comes_in_pages_of_at_most_200",),
    ),
    Mutation(
        13,
        "the_cursor_is_written_without_its_rows",
        (
            Edit(
                CONSOLE + "store/cache.py",
                "            _upsert(connection, schema.tabs, applied.tabs, schema.tab_row)\n",
                "            _upsert(connection, schema.tabs, applied.tabs[1:], schema.tab_row)\n",
            ),
        ),
        (
            CONSOLE_TESTS + "store/test_store.py::test_rows_and_cursor_are_written_together_or_not_at_all",
            CONSOLE_TESTS + "services/test_sync.py::test_deltas_over_a_restart_equal_a_fresh_load",
        ),
    ),
    Mutation(
        13,
        "an_older_row_replaces_a_newer_one",
        (
            Edit(
                CONSOLE + "store/cache.py",
                "return tuple(row for row in rows if row.id not in versions or row.version > versions[row.id])",
                "return rows",
            ),
            Edit(
                CONSOLE + "core/trade.py",
                ("        if not is_newer(rows.get(tab.id), tab):\n            continue\n"),
                "",
            ),
        ),
        (CONSOLE_TESTS + "services/test_sync.py::test_rows_change_in_place_and_only_forward",),
    ),
    Mutation(
        13,
        "a_closed_tab_stays_on_the_screen",
        (Edit(CONSOLE + "core/trade.py", "            rows.pop(tab.id, None)\n", "            continue\n"),),
        (CONSOLE_TESTS + "models/test_models.py::test_open_tabs_are_always_those_of_a_plain_dict",),
    ),
    Mutation(
        14,
        "requests_run_in_the_window",
        (
            Edit(
                CONSOLE + "services/lanes.py",
                "        future = self._pools[lane].submit(self._work, call, work)\n",
                (
                    "        future: Future[None] = Future()\n"
                    "        self._work(call, work)\n"
                    "        future.set_result(None)\n"
                ),
            ),
        ),
        (
            CONSOLE_TESTS + "services/test_sync.py::test_nothing_of_the_network_happens_on_the_gui_thread",
            HERE + "test_window_thread.py::test_a_shift_at_the_counter_never_leaves_the_lanes",
        ),
    ),
    Mutation(
        14,
        "a_first_load_is_not_taken_in_bites",
        (Edit(CONSOLE + "services/sync.py", "        self._pages.acquire(timeout=ACK_SECONDS)\n", ""),),
        (HERE + "test_window_thread.py::test_the_feed_never_runs_ahead_of_the_window",),
    ),
    Mutation(
        14,
        "the_window_reads_the_cache_itself",
        (
            Edit(
                CONSOLE + "services/sync.py",
                ("        before = self._state.clock.value\n        now = self._now()\n"),
                (
                    "        before = self._state.clock.value\n"
                    "        self._backend.cache.position()\n"
                    "        now = self._now()\n"
                ),
            ),
        ),
        (HERE + "test_window_thread.py::test_a_shift_at_the_counter_never_leaves_the_lanes",),
    ),
    Mutation(
        14,
        "the_window_asks_the_service_itself",
        (
            Edit(
                CONSOLE + "services/payments.py",
                "        self._command(lambda: self._send(pending, bar_id, body), owner, done, failed, apply=apply, undo=undo)\n",
                (
                    "        sent = self._send(pending, bar_id, body)\n"
                    "        self._command(lambda: sent, owner, done, failed, apply=apply, undo=undo)\n"
                ),
            ),
        ),
        (HERE + "test_window_thread.py::test_a_shift_at_the_counter_never_leaves_the_lanes",),
    ),
    Mutation(
        15,
        "the_janitor_gives_up_quietly",
        (Edit(CENTRAL + "services/janitor.py", "    _give_up(ctx, tx, payment)\n", ""),),
        (PAYMENTS + "test_janitor.py::test_it_is_asked_about_on_the_schedule_then_a_person_decides",),
    ),
    Mutation(
        15,
        "a_failing_job_is_dropped",
        (
            Edit(
                CENTRAL + "workers/loop.py",
                "jobs.put_off(tx, job, self._ctx.now() + delay, error)",
                "jobs.finish(tx, job)",
            ),
        ),
        (PAYMENTS + "test_janitor.py::test_a_failing_job_stays_and_is_tried_again",),
    ),
    Mutation(
        15,
        "what_a_dead_worker_held_stays_held",
        (
            Edit(
                CENTRAL + "store/jobs.py",
                "where = and_(_J.c.run_at <= now, _J.c.lease_until <= now)",
                "where = and_(_J.c.run_at <= now, _J.c.lease_owner.is_(None))",
            ),
        ),
        (PAYMENTS + "test_janitor.py::test_a_push_whose_worker_died_is_taken_over_but_never_sent_again",),
    ),
    Mutation(
        15,
        "a_restart_leaves_cut_short_pushes_as_they_are",
        (
            Edit(
                CENTRAL + "services/dispatching.py",
                ("            mark_cut_short(ctx, tx, payment)\n    return len(found)"),
                ("            pass\n    return len(found)"),
            ),
        ),
        (PAYMENTS + "test_janitor.py::test_a_restart_makes_cut_short_pushes_unknown_at_once",),
    ),
    Mutation(
        15,
        "the_second_check_is_the_last",
        (Edit(CENTRAL + "services/janitor.py", "    if done >= len(delays):", "    if done >= 2:"),),
        (PAYMENTS + "test_janitor.py::test_it_is_asked_about_on_the_schedule_then_a_person_decides",),
    ),
)
