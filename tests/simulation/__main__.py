"""``python -m tests.simulation --seeds N [--first-seed K] [--payments P] [--jobs J]``."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time

from tests.simulation.run import Violation, replay_line, simulate


def tried(work: tuple[int, int]) -> str | None:
    """Runs one seed; the line that replays it if something was violated."""
    seed, payments = work
    try:
        simulate(seed, payments)
    except (Violation, Exception) as problem:  # noqa: BLE001 - every kind of failure gets its replay line
        return replay_line(seed, payments, problem)
    return None


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--payments", type=int, default=30)
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes; each takes seeds of its own"
    )
    options = parser.parse_args()
    failed = 0
    started = time.monotonic()
    work = [
        (seed, options.payments) for seed in range(options.first_seed, options.first_seed + options.seeds)
    ]
    with multiprocessing.Pool(min(options.jobs, options.seeds)) as pool:
        for line in pool.imap_unordered(tried, work):
            if line is not None:
                failed += 1
                print(line, flush=True)
    took = time.monotonic() - started
    print(f"{options.seeds} seeds x {options.payments} payments in {took:.1f} s: {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
