"""``python -m tests.simulation --seeds N [--first-seed K] [--payments P]``."""

from __future__ import annotations

import argparse
import sys
import time

from tests.simulation.run import Violation, replay_line, simulate


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--payments", type=int, default=30)
    options = parser.parse_args()
    failed = 0
    started = time.monotonic()
    for seed in range(options.first_seed, options.first_seed + options.seeds):
        try:
            simulate(seed, options.payments)
        except (Violation, Exception) as problem:  # noqa: BLE001 - every kind of failure gets its replay line
            failed += 1
            print(replay_line(seed, problem))
    took = time.monotonic() - started
    print(f"{options.seeds} seeds x {options.payments} payments in {took:.1f} s: {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
