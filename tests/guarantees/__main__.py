"""``python -m tests.guarantees MUTATION [TEST...]``: which tests notice. Without arguments: the list of mutations."""

from __future__ import annotations

import sys

from tests.guarantees.runner import outcomes
from tests.guarantees.table import BY_NAME, MUTATIONS


def main(arguments: list[str]) -> int:
    if not arguments:
        for mutation in MUTATIONS:
            print(f"{mutation.guarantee:2}  {mutation.name}")
        return 0
    name, *tests = arguments
    for test, outcome in sorted(outcomes(name, tests or list(BY_NAME[name].killed_by)).items()):
        if outcome != "passed":
            print(f"{outcome:10}  {test}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
