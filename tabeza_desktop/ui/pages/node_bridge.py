"""From the timeline the core works out to the nodes the widget paints: same states, plus an icon."""

from __future__ import annotations

from collections.abc import Iterable

from tabeza_desktop.core.timeline import TimelineNode
from tabeza_desktop.ui.widgets.timeline import Node, NodeState

_ICONS = {"requested": "send", "prompt": "phone", "accepted": "phone", "answer": "pulse", "recorded": "check"}
_STATES = {NodeState.RUNNING: "phone-ring", NodeState.FAILED: "x", NodeState.UNKNOWN: "refresh"}


def _icon(key: str, state: NodeState) -> str:
    if key == "recorded" and state is not NodeState.DONE:
        return "dash"
    return _STATES.get(state, _ICONS.get(key, ""))


def nodes_for_timeline(nodes: Iterable[TimelineNode], monotonic: float) -> list[Node]:
    """``monotonic`` is the clock the running nodes count from."""
    given = tuple(nodes)
    over = any(node.key == "answer" and node.state in ("done", "failed", "unknown") for node in given)
    found = []
    for node in given:
        state = NodeState(node.state)
        if state is NodeState.SHOULD and over:
            state = NodeState.SHOULD_OVER
        since = None if node.since_seconds is None else monotonic - node.since_seconds
        found.append(Node(node.key, node.title, node.sub, state, _icon(node.key, state), node.at, since))
    return found
