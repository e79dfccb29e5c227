"""Layers from nesting: a mention that lies inside another one is inner, every other is outer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# Outer > inner > inner: how many mentions one may lie in.
DEEPEST = 2


class Node(NamedTuple):
    """A mention's span, the layer that its file states or `None`, its string, and its place for messages."""

    start: int
    end: int
    stated: str | None
    text: str
    place: str

    @property
    def shown(self) -> str:
        return f"{self.text!r} at [{self.start}, {self.end})"


def layers(nodes: Sequence[Node], complete: bool) -> tuple[list[str], list[str]]:
    """The layer of each node, and the faults of them all, lines `place: what is wrong; what to do`.

    Of two mentions on one span the one that states `inner` lies inside the other; where neither does, or both do,
    they are the same span twice. A stated layer that the nesting contradicts is a
    fault where the nodes are `complete`: the mention around an inner one may be among those that were refused.
    """
    order = sorted(range(len(nodes)), key=lambda i: (nodes[i].start, -nodes[i].end, nodes[i].stated == "inner"))
    found = ["outer"] * len(nodes)
    faults: list[str] = []
    open_nodes: list[Node] = []
    for i in order:
        node = nodes[i]
        open_nodes = [other for other in open_nodes if other.end > node.start]
        crossed = next((other for other in open_nodes if other.end < node.end), None)
        twin = next((other for other in open_nodes if _same(other, node)), None)
        if crossed is not None:
            faults.append(
                f"{node.place}: {node.shown} crosses {crossed.shown} without lying inside it; mend one of the spans"
            )
        elif twin is not None:
            faults.append(f"{node.place}: {node.shown} stands twice in one layer, also at {twin.place}; take one out")
        else:
            found[i] = "inner" if open_nodes else "outer"
            faults.extend(_faults(node, open_nodes, found[i] if complete else node.stated or found[i]))
            open_nodes.append(node)
    return found, faults


def _same(other: Node, node: Node) -> bool:
    """Whether two mentions are the same span of one layer: only a stated inner may lie on a whole outer one."""
    return other[:2] == node[:2] and not (node.stated == "inner" and other.stated != "inner")


def _faults(node: Node, holders: Sequence[Node], layer: str) -> list[str]:
    if len(holders) > DEEPEST:
        chain = ", ".join(holder.shown for holder in holders)
        return [f"{node.place}: {node.shown} is nested deeper than outer > inner > inner, in {chain}; take one out"]
    if node.stated not in (None, layer):
        holder = f"lies in {holders[-1].shown}" if holders else "lies in no other mention"
        return [f"{node.place}: {node.shown} is stated to be {node.stated} and {holder}; mend the layer or a span"]
    return []
