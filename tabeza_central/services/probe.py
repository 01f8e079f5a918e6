"""The checklist's health check: proves a bar's stored credentials as far as that goes without a push.

Turns nothing on. What the invented status query says of passkey and shortcode is an inference, so it is advice.
"""

from __future__ import annotations

from tabeza_central.app_context import Context
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services.inquiries import open_credentials
from tabeza_central.services.setup import check_oauth, check_passkey
from tabeza_central.store import bars
from tabeza_central.store import credentials as versions
from tabeza_protocol.wire.trade import CredentialsProbe


def probe(context: Context, who: Principal) -> CredentialsProbe:
    """Raises ``no_candidate`` if nothing is stored and ``keys_unreadable`` if it does not open."""
    with context.store.read(bar=who.bar_id) as tx:
        stored = versions.candidate(tx, who.bar_id)
        if stored is None:
            bar = bars.find(tx, who.bar_id)
            assert bar is not None  # the token's own bar
            live = bar.mpesa_credential_version
            stored = versions.find(tx, who.bar_id, live) if live is not None else None
    if stored is None:
        raise Problem("no_candidate")
    opened = open_credentials(context, stored)
    oauth = check_oauth(context, opened)
    passkey = check_passkey(context, opened) if oauth.state == "passed" else None
    checks = [oauth] if passkey is None else [oauth, passkey]
    first_problem = next((check.problem for check in checks if check.problem is not None), None)
    return CredentialsProbe(
        bar_id=who.bar_id,
        ok=oauth.state == "passed" and (passkey is None or passkey.state != "failed"),
        checks=tuple(f"{check.name}: {check.state}" for check in checks),
        problem=first_problem,
    )
