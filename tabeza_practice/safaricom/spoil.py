"""What a fault makes of an HTTP answer: refusals, firewall pages, silence."""

from __future__ import annotations

from tabeza_practice.safaricom.faults import Fault
from tabeza_practice.safaricom.messages import Refused, Reply, json_reply

_REFUSALS: dict[str, Refused] = {
    "spike_arrest": Refused(500, "500.003.02", "Error Occurred: Spike Arrest Violation"),  # [D]
    "quota": Refused(500, "500.003.03", "Quota Violation"),  # [D]
    "busy": Refused(500, "500.003.02", "System is busy. Please try again in few minutes."),  # [D]
    "internal": Refused(500, "500.003.1001", "Internal Server Error"),  # [D]
    "internal_but_accepted": Refused(500, "500.003.1001", "Internal Server Error"),  # [I]
    "unreachable": Refused(
        500, "500.003.1001", "Service is currently unreachable. Please try again later."
    ),  # [I]
}

# the firewall's page as captured [C], its numbers blanked
_WAF_PAGE = (
    '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head>'
    '<body style="margin:0px;height:100%"><iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=9" '
    "frameborder=0>Request unsuccessful. Incapsula incident ID: 000000000000000000-000000000000000000"
    "</iframe></body></html>"
)
_WAF_TEXT = "Request unsuccessful. Incapsula incident ID: 000000000000000000-0000"

HANG_MS = 60_000
SLOW_MS = 3_000


def instead(fault: Fault, request_id: str) -> Reply:
    """The answer to a request that is not processed at all."""
    kind = fault.spec.kind
    if kind in _REFUSALS:
        return _REFUSALS[kind].reply(request_id)
    if kind == "unreached_reset":
        return Reply(0, connection="reset")
    if kind == "empty_400":
        return Reply(400)
    if kind == "waf_403":
        return Reply(403, _WAF_PAGE.encode(), "text/html")
    if kind in ("waf_503", "oauth_down"):
        return Reply(503, _WAF_TEXT.encode(), "text/html")
    if kind == "spike_arrest_429":
        detail = {"errorcode": "policies.ratelimit.SpikeArrestViolation"}
        fault_body = {"faultstring": "Spike arrest violation. Allowed rate : 5ps", "detail": detail}
        return json_reply(429, {"fault": fault_body})
    raise AssertionError(kind)


def afterwards(fault: Fault, honest: Reply, request_id: str) -> Reply:
    """The answer to a request that was processed, spoilt on its way back."""
    kind, delay_ms = fault.spec.kind, fault.spec.delay_ms
    if kind == "lost_reset":
        return Reply(0, connection="reset")
    if kind == "lost_hang":
        return Reply(0, connection="hang", delay_ms=HANG_MS if delay_ms is None else delay_ms)
    if kind == "slow":
        honest.delay_ms += SLOW_MS if delay_ms is None else delay_ms
        return honest
    if kind == "internal_but_accepted":
        return _REFUSALS[kind].reply(request_id)
    raise AssertionError(kind)
