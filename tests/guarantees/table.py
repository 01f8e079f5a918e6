"""Every way in which a guarantee is broken on purpose, by name."""

from __future__ import annotations

from typing import Final

from tests.guarantees import breaks_1_to_5, breaks_6_to_10, breaks_11_to_15
from tests.guarantees.mutation import Mutation

MUTATIONS: Final[tuple[Mutation, ...]] = (
    *breaks_1_to_5.MUTATIONS,
    *breaks_6_to_10.MUTATIONS,
    *breaks_11_to_15.MUTATIONS,
)
BY_NAME: Final = {mutation.name: mutation for mutation in MUTATIONS}
