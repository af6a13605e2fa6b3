"""Where draws are run: here, in threads, in processes, or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from ppp_model.errors import ScenarioError


@dataclass(frozen=True)
class Place:
    """What is asked for on the command line: processes, threads, or the address of a dask scheduler."""

    workers: int | None = None
    threads: int | None = None
    cluster: str | None = None

    def check(self) -> None:
        """Raise ScenarioError when more than one is asked for, or fewer than one worker."""
        asked = {f"--{name}": value for name, value in vars(self).items() if value is not None}
        if len(asked) > 1:
            raise ScenarioError.one(" ".join(asked), "", "do not go together", hint="Choose one of them.")
        for name, value in asked.items():
            if isinstance(value, int) and value < 1:
                raise ScenarioError.one(name, "", f"must be 1 or more, got {value}")

    @contextmanager
    def opened(self) -> Iterator[Executor | None]:
        """The executor, None to run here; closed at the end, also after an interruption."""
        self.check()
        if self.cluster is not None:
            with _on_cluster(self.cluster) as executor:
                yield executor
        elif self.workers is None and self.threads is None:
            yield None
        else:
            executor = self.again()
            try:
                yield executor
            finally:
                executor.shutdown(wait=False, cancel_futures=True)

    def again(self) -> Executor:
        """A new executor in place of one that broke."""
        if self.threads is not None:
            return ThreadPoolExecutor(self.threads, thread_name_prefix="ppp")
        return ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"))


@contextmanager
def _on_cluster(address: str) -> Iterator[Executor]:
    """Workers of a dask cluster."""
    try:
        from distributed import Client
    except ImportError:
        hint = "Install the extra: pip install 'ppp-model[cluster]'."
        raise ScenarioError.one("--cluster", "", "dask.distributed is not installed", hint=hint) from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError, TimeoutError) as error:
        raise ScenarioError.one("--cluster", "", f"no cluster answers at {address} ({error})") from None
    with client:
        yield client.get_executor(pure=False)
