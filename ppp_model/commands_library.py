"""What `ppp network` and `ppp run-all` do: a template in many cities, all studies of a folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ppp_model.outputs.console import check_target, csv_text, print_json, put_whole, tell, write_whole
from ppp_model.replication import Options, share_of
from ppp_model.risk.executors import Place

if TYPE_CHECKING:
    from ppp_model.network import Network, Rule

_EVERY = 5.0
"""Seconds between two words on progress where there is no terminal."""


@dataclass(frozen=True)
class Files:
    """Where a network's results go."""

    folder: Path | None
    pool: Path | None
    pool_size: int
    force: bool


def network(
    cities: Path, template: Path, run: tuple[Sequence[str] | None, str | None, Sequence[str]], rule: Rule,
    options: Options, place: Place, files: Files, top: int, as_json: bool,
) -> list[str]:  # fmt: skip
    """Run the template in every city, show what came out, and write it; returns what failed, in words."""
    from ppp_model.network import read_cities, run_network

    if files.pool is not None:
        check_target(files.pool, files.force)
    with progress() as told, _told_how_to_go_on(files.folder):
        found = run_network(
            read_cities(cities), template, *run, options, rule, place, files.folder, files.force, told
        )  # fmt: skip
    if files.folder is not None:
        _write(found, files.folder)
    if as_json:
        print_json(found.to_dict())
    else:
        from ppp_model.network.page import network_page
        from ppp_model.outputs.terminal_page import print_page

        print_page(network_page(found, top))
    if files.pool is not None:
        from ppp_model.network.pooled import pool_text

        write_whole(files.pool, pool_text(found, files.pool_size), files.force)
    if not as_json:
        _next(files)
    return (
        [f"{len(found.failures)} of {len(found.cities) + len(found.failures)} cities failed"] if found.failures else []
    )


def _write(found: Network, folder: Path) -> None:
    """The tables and the picture of a network, into its folder."""
    for name, rows in (
        ("ranking.csv", found.ranking),
        ("best_by_class.csv", found.by_class),
        ("totals.csv", [{"with": name, **one} for name, one in found.totals.items()]),
        ("without.csv", [{"city": name, "why": why} for name, why in (found.failures | found.without).items()]),
    ):
        heads = list(dict.fromkeys(head for row in rows for head in row)) or ["city", "why"]
        put_whole(folder / name, csv_text([heads, *([row.get(head) for head in heads] for row in rows)]), force=True)
    frame = found.everything
    lines = [list(map(str, frame.columns)), *frame.astype(object).where(frame.notna(), None).to_numpy().tolist()]
    put_whole(folder / "everything.csv", csv_text(lines), force=True)
    if found.ranking:
        temporary = folder / ".reach.tmp.png"
        found.chart().savefig(temporary)
        temporary.replace(folder / "reach.png")
    tell(f"wrote ranking.csv, best_by_class.csv, totals.csv, without.csv, everything.csv and reach.png to {folder}")


def _next(files: Files) -> None:
    if files.pool is not None:
        print(f"\nNext: ppp pool {files.pool}")
    elif files.folder is None:
        print("\nWith -o FOLDER the cities are kept as they are done, and tables and a picture are written.")


def run_all(folder: Path, workers: int | None, as_json: bool) -> list[str]:
    """Run every study of a folder under every structure and case; returns what went wrong."""
    from ppp_model.library import run_all as everything
    from ppp_model.outputs.page_library import library_page

    begun = time.perf_counter()
    with progress() as told:
        found = everything(folder, Place(workers=workers or os.cpu_count() or 1), told)
    seconds = time.perf_counter() - begun
    problems = found.problems
    if as_json:
        print_json({"folder": str(folder), "seconds": seconds, "studies": found.rows, "problems": problems})
    else:
        from ppp_model.outputs.terminal_page import print_page

        print_page(library_page(found.rows, problems, str(folder), seconds))
    return [f"{len(problems)} problems"] if problems else []


@contextmanager
def _told_how_to_go_on(folder: Path | None) -> Iterator[None]:
    """What an interruption leaves, in words."""
    try:
        yield
    except KeyboardInterrupt:
        tell(f"cities done so far are in {folder}; the same command goes on" if folder else "nothing was kept: use -o")
        raise


@contextmanager
def progress() -> Iterator[Any]:
    """Words on stderr of how many are done: a bar on a terminal, a line now and then elsewhere."""
    import sys

    if not sys.stderr.isatty():
        last = [time.monotonic()]

        def say(done: int, total: int) -> None:
            if time.monotonic() - last[0] > _EVERY or done == total:
                last[0] = time.monotonic()
                tell(f"{done} of {total}")

        yield say
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def rule_of(reach: str, cover: float, affordable: bool, budget_share: str, owners: bool) -> Rule:
    """The rule for the best structure of a city, as it was typed."""
    from ppp_model.network import Rule

    share = share_of(budget_share, "--budget-share")
    return Rule(share_of(reach, "--reach"), cover, affordable, None if share == 1 else share, owners)


def options_of(exponent: float, traded: str) -> Options:
    """How studies are carried, as it was typed."""
    return Options(scale_exponent=exponent, traded=share_of(traded, "--traded"))


def place_of(workers: int | None, cluster: str | None) -> Place:
    """Where cities are run: in as many processes as there are cores, if nobody says."""
    return Place(workers=workers, cluster=cluster) if workers or cluster else Place(workers=os.cpu_count() or 1)
