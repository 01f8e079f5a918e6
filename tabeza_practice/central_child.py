"""Practice mode's central service: the real one, on SQLite, pointed at the simulated Safaricom of the same console.

Started by :mod:`tabeza_practice.launcher` with its settings in the environment. The first start plays the made-up
bar's past (:mod:`tabeza_practice.seed`); every start announces, with the service's own ready line, what the console
needs for practice: a pairing code while nobody has claimed the bar, the phone, and the made-up Daraja keys to type.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

from tabeza_central import compose, server
from tabeza_central.cli import print_line
from tabeza_central.services import operator
from tabeza_central.settings import settings_from_environment
from tabeza_central.store import bars, migrate
from tabeza_central.store.engine import open_engine
from tabeza_central.store.uow import ALL_BARS
from tabeza_practice import night
from tabeza_practice.seed import Past
from tabeza_protocol.pairing_codes import PairingPurpose

DATABASE_NAME: Final = "central.sqlite"


def main(_arguments: list[str]) -> int:
    """Serves until the parent closes our standard input."""
    folder = Path(os.environ["TABEZA_PRACTICE_FOLDER"])
    safaricom: dict[str, Any] = json.loads(os.environ["TABEZA_PRACTICE_SAFARICOM"])
    database = f"sqlite:///{folder / DATABASE_NAME}"
    os.environ.update(
        DATABASE_URL=database,
        TABEZA_SERVICE_KIND="practice",
        DARAJA_SANDBOX_URL=safaricom["sandbox_url"],
        DARAJA_PRODUCTION_URL=safaricom["production_url"],
    )
    keys = {tenant["shortcode"]: tenant for tenant in safaricom["tenants"]}
    lookups = next((tenant for tenant in keys.values() if tenant["products"] == ["lookup"]), None)
    if lookups is not None:
        os.environ["TABEZA_LOOKUP_CONSUMER_KEY"] = lookups["consumer_key"]
        os.environ["TABEZA_LOOKUP_CONSUMER_SECRET"] = lookups["consumer_secret"]
    settings = settings_from_environment()
    engine = open_engine(database)
    try:
        migrate.upgrade(engine)
    finally:
        engine.dispose()

    def prepare(service: compose.Service) -> dict[str, Any]:
        return _prepared(service, safaricom, keys[night.PAYBILL], folder / DATABASE_NAME)

    port = int(os.environ.get("TABEZA_PRACTICE_PORT", "0"))
    server.serve(settings, port=port, announce=print_line, prepare=prepare, exit_with_stdin=True)
    return 0


def _prepared(
    service: compose.Service, safaricom: dict[str, Any], tenant: dict[str, Any], database: Path
) -> dict[str, Any]:
    context = service.context
    with context.store.read(bar=ALL_BARS) as tx:
        known = bars.listed(tx)
    bar_id = known[0].id if known else Past(context, context.clock.now()).play()
    claimed = bool(known and known[0].owner_claimed_at)
    purpose = PairingPurpose.ADD_DEVICE if claimed else PairingPurpose.CLAIM_OWNER
    limit = os.environ.get("TABEZA_PRACTICE_PUSH_LIMIT")
    if limit:
        operator.set_push_limit(context, bar_id, int(limit))
    return {
        "practice": {
            "bar_id": bar_id,
            "pairing_code": operator.new_code(context, bar_id, purpose).code,
            "owner_claimed": claimed,
            "cashier": {"name": night.CASHIER_NAME, "pin": night.CASHIER_PIN},
            "phone": night.PRACTICE_PHONE,
            "shortcode": tenant["shortcode"],
            "consumer_key": tenant["consumer_key"],
            "consumer_secret": tenant["consumer_secret"],
            "passkey": tenant["passkey"],
            "control_url": safaricom["base_url"],
            "database": str(database),
        }
    }
