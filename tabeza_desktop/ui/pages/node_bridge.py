"""From the timeline the core works out to the nodes the widget paints: same states, plus an icon."""

from __future__ import annotations

from collections.abc import Iterable

from tabeza_desktop.core.timeline import TimelineNode
from tabeza_desktop.ui.widgets.timeline import Node, NodeState

_ICONS = {"requested": "send", "sent": "send", "accepted": "phone", "prompt": "phone", "answered": "pulse",
          "answer": "pulse", "credited": "check", "recorded": "check"}


def nodes_for_timeline(nodes: Iterable[TimelineNode], monotonic: float) -> list[Node]:
    """``monotonic`` is the clock the running nodes count from."""
    return [
        Node(
            node.key, node.title, node.sub, NodeState(node.state), _ICONS.get(node.key, ""), node.at,
            None if node.since_seconds is None else monotonic - node.since_seconds,
        )
        for node in nodes
    ]
