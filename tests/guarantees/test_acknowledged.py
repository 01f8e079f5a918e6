"""Nobody is told "received" before the commit that kept it, however many share that commit."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from tabeza_central.store.group_commit import GroupCommit

FEW = 8


class HeldCommit:
    """A commit that stands still until it is let go, then does what it is told."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.entered, self.go_on = threading.Event(), threading.Event()
        self.kept: list[int] = []
        self._failure = failure

    def __call__(self, batch: Sequence[int]) -> None:
        self.entered.set()
        assert self.go_on.wait(20)
        if self._failure is not None:
            raise self._failure
        self.kept += batch


def crowd(commit: HeldCommit) -> tuple[GroupCommit[int], list[threading.Thread], dict[int, str]]:
    """One who leads, held in the commit, and some who wait behind."""
    group, told = GroupCommit[int](commit), dict[int, str]()

    def submit(n: int) -> None:
        try:
            group.submit(n)
            told[n] = "received" if n in commit.kept else "received, and it is nowhere"
        except OSError:
            told[n] = "try again"

    threads = [threading.Thread(target=submit, args=(n,)) for n in range(FEW)]
    threads[0].start()
    assert commit.entered.wait(20)
    for thread in threads[1:]:
        thread.start()
    look = threading.Event()
    for _ in range(4_000):  # until all who follow wait in line, or were told already
        if len(group._queue) == FEW - 1 and (told or all(thread.is_alive() for thread in threads)):
            break
        look.wait(0.005)
    return group, threads, told


def test_who_follows_is_told_only_once_it_is_kept() -> None:
    commit = HeldCommit()
    _, threads, told = crowd(commit)
    for thread in threads[1:]:
        thread.join(0.05)
    assert told == {}, "told before the commit"
    commit.go_on.set()
    for thread in threads:
        thread.join()
    assert told == dict.fromkeys(range(FEW), "received")


def test_a_commit_that_fails_is_received_by_nobody() -> None:
    commit = HeldCommit(OSError("the disk is full"))
    _, threads, told = crowd(commit)
    commit.go_on.set()
    for thread in threads:
        thread.join()
    assert told == dict.fromkeys(range(FEW), "try again")
