"""Where Safaricom posts results: the checklist's path, the same with a payment's token, and the neutral one.

Whatever comes, the answer is what Safaricom expects to read: an error would only make it call a working receiver
broken. The exceptions: a callback that could be kept nowhere is told to try again, and a question of ``preflight``'s
is answered.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from tabeza_central.app_context import Context
from tabeza_central.problems import Problem
from tabeza_central.services import callback_probe
from tabeza_central.services.callbacks import CallbackReply, Intake
from tabeza_central.settings import NEUTRAL_CALLBACK_PATH
from tabeza_central.web.pools import Pools
from tabeza_central.web.route import Pool
from tabeza_central.web.shell import JSON, read_limited
from tabeza_protocol.routes import MPESA_CALLBACK

ACCEPTED: Final = msgspec.json.encode(CallbackReply())
PATHS: Final = (MPESA_CALLBACK, NEUTRAL_CALLBACK_PATH)


def handlers(context: Context, pools: Pools, intake: Intake) -> list[HTTPRouteHandler]:
    async def receive(request: Request[Any, Any, Any]) -> Response[bytes]:
        source = request.client.host if request.client else None
        body = await read_limited(request, context.policy.callback_body_bytes)
        if body is None:
            context.log.emit(
                "callback_refused",
                reason="too_large",
                source_address=source,
                bytes=context.policy.callback_body_bytes,
            )
            return _accepted()
        token = request.path_params.get("token")
        proof = callback_probe.answer(context.vault, token)
        if proof is not None:
            return Response(content=msgspec.json.encode({"preflight": proof}), media_type=JSON, status_code=200)
        await _keep(token, body, source)
        return _accepted()

    async def _keep(token: str | None, body: bytes, source: str | None) -> None:
        try:
            await pools[Pool.CALLBACKS].run(intake.receive, token, body, source)
        except Problem as problem:
            if problem.code != "body_too_large":
                raise

    paths = [path for base in PATHS for path in (base, base + "/{token:str}")]
    return [HTTPRouteHandler(paths, http_method="POST", status_code=200)(receive)]


def _accepted() -> Response[bytes]:
    return Response(content=ACCEPTED, media_type=JSON, status_code=200)
