"""How long Safaricom waits for its "accepted": callbacks posted on connections of their own, several at once.

Every one has a valid token and a body of its own, so each is sealed, committed (SQLite, synchronous FULL) and judged
by the workers meanwhile. The client shares the machine with the service.
"""

from __future__ import annotations

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tabeza_protocol.routes import MPESA_CALLBACK
from tests.benchmarks.figures import summary
from tests.benchmarks.stage import town
from tests.journeys.town import PATIENCE_S, Town

CALLBACKS = 1_000
CONCURRENCY = (1, 8, 32)


def measure(callbacks: int = CALLBACKS) -> dict[str, Any]:
    with town() as here:
        tokens = _tokens(here)
        found: dict[str, Any] = {}
        for clients in CONCURRENCY:
            started = time.perf_counter()
            with ThreadPoolExecutor(clients) as pool:
                posts = range(callbacks if clients > 1 else callbacks // 4)
                times = list(pool.map(lambda n, c=clients: _post(here, tokens[n % len(tokens)], f"{c}-{n}"), posts))
            took = time.perf_counter() - started
            found[f"{clients}_at_once"] = {**summary(times), "per_second": round(len(times) / took)}
        return {**found, "wanted": {"p99_ms": 150}}


def _tokens(here: Town) -> list[str]:
    """Callback tokens as payments have them; of payments unknown here, so each callback waits for its match."""
    with here.services() as service:
        ids = service.context.ids
        return [service.context.callback_tokens.make(ids.new_id()) for _ in range(50)]


def _post(here: Town, token: str, label: str) -> float:
    """Milliseconds from connecting to the last byte of the answer."""
    inner = {"MerchantRequestID": label, "CheckoutRequestID": f"ws_CO_{label}", "ResultCode": 1032, "ResultDesc": "x"}
    body = json.dumps({"Body": {"stkCallback": inner}})
    started = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", here.central_port, timeout=PATIENCE_S)
    try:
        line.request("POST", f"{MPESA_CALLBACK}/{token}", body, {"Content-Type": "application/json"})
        answer = line.getresponse()
        answer.read()
    finally:
        line.close()
    assert answer.status == 200
    return (time.perf_counter() - started) * 1000
