"""The order of calculation, worked out from the arguments of the lines.

Lines that need each other across periods form a loop that runs forward (``Prev``) or backward (``Next``); every
other line runs on the whole row. A circle within one period, or one that looks both ways, is an error that prints it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ppp_model.engine.line import When
from ppp_model.errors import ModelError

Needs = Mapping[str, Mapping[str, When]]
"""For each line, the lines it needs and when."""


@dataclass(frozen=True)
class Step:
    """Lines calculated together: one line over all periods, or a loop of lines period by period."""

    lines: tuple[str, ...]
    direction: int = 0
    """0: whole rows; +1: forward through the periods; -1: backward."""


def steps(needs: Needs) -> list[Step]:
    """The steps of the calculation, each after all that it needs. Raises ModelError for a circle."""
    found = []
    for component in _components(needs):
        if len(component) == 1 and component[0] not in needs[component[0]]:
            found.append(Step(tuple(component)))
        else:
            found.append(_loop(component, needs))
    return found


def _loop(component: list[str], needs: Needs) -> Step:
    inside = {
        name: {other: when for other, when in needs[name].items() if other in set(component)} for name in component
    }
    now = {name: {o: w for o, w in others.items() if w is When.NOW} for name, others in inside.items()}
    ordered = _components(now)
    for part in ordered:
        if len(part) > 1 or part[0] in now[part[0]]:
            raise ModelError(
                f"a circle within one period: {_circle(part[0], next(o for o in now[part[0]] if o in part), now)}"
            )
    for name in component:
        for other, when in needs[name].items():
            if when is When.ALL and other not in inside[name]:
                raise ModelError(f"line {name!r} runs period by period and cannot need all of {other!r}")
    edges = [(name, other, when) for name, others in inside.items() for other, when in others.items()]
    ahead = [(name, other) for name, other, when in edges if when in (When.NEXT, When.ALL)]
    looks_back = any(when is When.PREV for _, _, when in edges)
    if ahead and (looks_back or any(when is When.ALL for _, _, when in edges)):
        raise ModelError(f"a circle that needs later and earlier periods at once: {_circle(*ahead[0], inside)}")
    return Step(tuple(part[0] for part in ordered), -1 if ahead else 1)


def _circle(name: str, needed: str, needs: Needs) -> str:
    """A shortest circle through the need of one line for another, as text."""
    came_from: dict[str, str] = {}
    queue = [needed]
    for current in queue:
        for other in needs[current]:
            if other not in came_from and other != needed:
                came_from[other] = current
                queue.append(other)
    path = [name]
    while path[-1] != needed:
        path.append(came_from[path[-1]])
    return " -> ".join([name, *path[::-1]])


def _components(needs: Needs) -> list[list[str]]:
    """Strongly connected components, each after those it needs (Tarjan's method without recursion)."""
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in needs:
        if root in index:
            continue
        work = [(root, iter(needs[root]))]
        index[root] = lowest[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, others = work[-1]
            for other in others:
                if other not in needs:
                    continue
                if other not in index:
                    index[other] = lowest[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(needs[other])))
                    break
                if other in on_stack:
                    lowest[name] = min(lowest[name], index[other])
            else:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[name])
                if lowest[name] == index[name]:
                    found.append(_pop_until(stack, on_stack, name))
    return found


def _pop_until(stack: list[str], on_stack: set[str], name: str) -> list[str]:
    component = []
    while True:
        top = stack.pop()
        on_stack.discard(top)
        component.append(top)
        if top == name:
            return component[::-1]


def needed_by(names: Iterable[str], needs: Needs) -> set[str]:
    """The given lines and all that they need, directly or not."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(needs.get(name, ()))
    return found


def depending_on(names: Iterable[str], needs: Needs) -> set[str]:
    """The given lines and all that need them, directly or not."""
    users: dict[str, list[str]] = {}
    for name, others in needs.items():
        for other in others:
            users.setdefault(other, []).append(name)
    return needed_by(names, {name: dict.fromkeys(found, When.NOW) for name, found in users.items()})
