"""Many tasks on any executor: draws of one study, or cities. Nothing is lost, and what fails is listed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Generic, Protocol, TypeVar

from ppp_model.errors import PppError

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Key = TypeVar("Key", bound=Hashable, contravariant=True)

RETRIES = 3
"""How often a task is tried again when its worker fails it."""
_AHEAD = 32
"""Tasks that are handed out before their turn, so that no worker waits and results do not pile up."""


class Executor(Protocol):
    """What is asked of an executor: ``submit`` gives a future with ``result`` and ``add_done_callback``."""

    def submit(self, fn: Callable[..., Any], /, *args: Any) -> Any:
        """Start a call."""


class Kept(Protocol[Key, V]):
    """Results that outlive an interruption."""

    def find(self, key: Key) -> V | None:
        """The result of a task that is done already."""

    def keep(self, key: Key, result: V) -> None:
        """Keep the result of a task."""


@dataclass
class Gathered(Generic[K, V]):
    """What tasks came to."""

    results: dict[K, V] = field(default_factory=dict)
    errors: dict[K, Exception] = field(default_factory=dict)
    """The error of each task without a result, in the order of the tasks."""
    found: int = 0
    """Tasks whose results were kept before."""

    @property
    def failures(self) -> dict[K, str]:
        """Why a task has no result."""
        return {key: str(e) if isinstance(e, PppError) else repr(e) for key, e in self.errors.items()}

    def in_order_of(self, keys: Iterable[K]) -> Gathered[K, V]:
        """The same, in the order of the tasks."""
        keys = list(keys)
        results = {key: self.results[key] for key in keys if key in self.results}
        return Gathered(results, {key: self.errors[key] for key in keys if key in self.errors}, self.found)


def run_tasks(
    function: Callable[..., V],
    tasks: Mapping[K, tuple[Any, ...]],
    executor: Executor | None = None,
    kept: Kept[K, V] | None = None,
    take: Callable[[K, V], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
    again: Callable[[], Executor] | None = None,
    retries: int = RETRIES,
) -> Gathered[K, V]:
    """Call ``function`` with the arguments of each task, here or on an executor, in whatever order they end.

    ``kept`` has the results of an earlier run and keeps those of this one. ``take`` is given each result, which then is
    not gathered. ``progress`` is told how many of how many tasks are done. A task that its worker fails (a process that
    dies, a lost connection) is tried again; ``again`` gives a new executor for one that is broken. An error that the
    task would meet again (``PppError``) is listed at once. Results are in the order of the tasks, however they end.
    """
    gathered: Gathered[K, V] = Gathered()
    ends, told = take or gathered.results.__setitem__, progress or (lambda done, of: None)
    todo = dict(tasks)
    for key in tasks if kept is not None else ():
        result = kept.find(key) if kept is not None else None
        if result is not None:
            ends(key, result)
            del todo[key]
    gathered.found = done = len(tasks) - len(todo)
    told(done, len(tasks))
    outcomes = _here(function, todo) if executor is None else _Away(function, todo, executor, again, retries)
    for key, outcome in outcomes:
        if isinstance(outcome, Exception):
            gathered.errors[key] = outcome
        else:
            if kept is not None:
                kept.keep(key, outcome)
            ends(key, outcome)
        done += 1
        told(done, len(tasks))
    return gathered.in_order_of(tasks)


def _here(function: Callable[..., V], tasks: Mapping[K, tuple[Any, ...]]) -> Any:
    """Each task in turn with its result or its error."""
    for key, args in tasks.items():
        try:
            yield key, function(*args)
        except Exception as error:
            yield key, error


class _Away:
    """Tasks on an executor: iterates over each with its result or its last error, as they end."""

    def __init__(
        self, function: Callable[..., Any], tasks: Mapping[Any, tuple[Any, ...]], executor: Executor,
        again: Callable[[], Executor] | None, retries: int,
    ) -> None:  # fmt: skip
        self._function, self._tasks, self._executor = function, tasks, executor
        self._again, self._left = again, dict.fromkeys(tasks, retries)
        self._ended: SimpleQueue[tuple[Any, Any]] = SimpleQueue()
        self._flying: dict[Any, Any] = {}

    def __iter__(self) -> Any:
        waiting = list(reversed(self._tasks))
        try:
            while waiting or self._flying:
                while waiting and len(self._flying) < _AHEAD:
                    self._start(waiting.pop())
                key, future = self._ended.get()
                if self._flying.get(key) is not future:
                    continue
                del self._flying[key]
                outcome = self._outcome(future)
                if self._tried_again(key, outcome):
                    waiting.append(key)
                else:
                    yield key, outcome
        finally:
            for future in self._flying.values():
                future.cancel()

    def _start(self, key: Any) -> None:
        try:
            future = self._executor.submit(self._function, *self._tasks[key])
        except RuntimeError:  # it is broken, or shut down
            if self._again is None or not self._left[key]:
                raise
            self._left[key] -= 1
            self._executor = self._again()
            future = self._executor.submit(self._function, *self._tasks[key])
        self._flying[key] = future
        future.add_done_callback(lambda ended: self._ended.put((key, future)))

    def _outcome(self, future: Any) -> Any:
        try:
            return future.result()
        except Exception as error:
            return error

    def _tried_again(self, key: Any, outcome: Any) -> bool:
        """Whether a task is to be tried once more."""
        if not isinstance(outcome, Exception) or isinstance(outcome, PppError) or not self._left[key]:
            return False
        self._left[key] -= 1
        return True
