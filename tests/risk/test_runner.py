"""Many tasks on any executor: nothing is lost, what fails is listed, what is kept is not done again."""

import os
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from ppp_model import load
from ppp_model.errors import ModelError
from ppp_model.risk.runner import run_tasks
from tests.risk.studies import study_of

SQUARES = {number: (number,) for number in range(50)}


def square(number):
    return number * number


def slow_first(number):
    time.sleep(0.02 if number < 2 else 0)
    return number


def refuses_odd(number):
    if number % 2:
        raise ModelError(f"{number} is odd")
    return number


class Shelf(dict):
    """Results in memory that count how often they are kept."""

    def find(self, key):
        return self.get(key)

    def keep(self, key, result):
        self[key] = result


class Flaky:
    """An executor of one's own, with no more than submit, whose first futures fail."""

    def __init__(self, failures):
        self.failures, self.calls = failures, 0

    def submit(self, function, *args):
        self.calls += 1
        future = Future()
        if self.calls <= self.failures:
            future.set_exception(ConnectionError("the worker is gone"))
        else:
            try:
                future.set_result(function(*args))
            except ModelError as error:
                future.set_exception(error)
        return future


@pytest.mark.parametrize("workers", [None, 1, 3])
def test_results_are_in_the_order_of_the_tasks(workers):
    if workers is None:
        found = run_tasks(slow_first, SQUARES)
    else:
        with ThreadPoolExecutor(workers) as executor:
            found = run_tasks(slow_first, SQUARES, executor)
    assert list(found.results.items()) == [(number, number) for number in range(50)]
    assert found.failures == {}


@pytest.mark.parametrize("executor", [None, Flaky(0)])
def test_what_fails_is_listed_and_the_rest_is_there(executor):
    found = run_tasks(refuses_odd, {number: (number,) for number in range(5)}, executor)
    assert found.results == {0: 0, 2: 2, 4: 4}
    assert found.failures == {1: "1 is odd", 3: "3 is odd"}
    if executor is not None:
        assert executor.calls == 5  # an error that would come again is not tried again


def test_a_task_that_its_worker_fails_is_tried_again():
    executor = Flaky(3)
    found = run_tasks(square, {4: (4,)}, executor, retries=3)
    assert (found.results, executor.calls) == ({4: 16}, 4)


def test_a_task_that_fails_every_time_is_given_up():
    found = run_tasks(square, {4: (4,)}, Flaky(9), retries=2)
    assert found.failures == {4: "ConnectionError('the worker is gone')"}


def test_what_is_kept_is_not_done_again():
    kept, told = Shelf({0: "kept", 3: "kept"}), []
    found = run_tasks(square, {n: (n,) for n in range(5)}, kept=kept, progress=lambda done, of: told.append((done, of)))
    assert found.results == {0: "kept", 1: 1, 2: 4, 3: "kept", 4: 16}
    assert found.found == 2
    assert told == [(2, 5), (3, 5), (4, 5), (5, 5)]
    assert kept == found.results


def test_results_that_are_taken_are_not_gathered():
    taken = {}
    found = run_tasks(square, SQUARES, take=taken.__setitem__)
    assert (found.results, taken) == ({}, {n: n * n for n in range(50)})


def test_few_tasks_are_handed_out_before_their_turn():
    """Of 50 tasks whose results are not looked at yet only a part has been submitted."""

    class Held(Flaky):
        def submit(self, function, *args):
            most.append(self.calls - len(taken))
            return super().submit(function, *args)

    most, taken = [], []
    run_tasks(square, {n: (n,) for n in range(500)}, Held(0), take=lambda key, result: taken.append(key))
    assert max(most) < 50
    assert sorted(taken) == list(range(500))


def cost_of(file, currency):
    return load(file).run().measures["net_public_cost_pv"], currency


def test_cities_run_as_draws_do(tmp_path):
    """Of two cities one has no file: the other is run, and it is said what is missing."""
    there = study_of(tmp_path).file.path
    with ThreadPoolExecutor(2) as executor:
        found = run_tasks(cost_of, {"here": (there, "USD"), "lost": (tmp_path / "lost.yaml", "USD")}, executor)
    assert found.results == {"here": (load(there).run().measures["net_public_cost_pv"], "USD")}
    assert list(found.failures) == ["lost"]
    assert "lost.yaml" in found.failures["lost"]


def dies_once(number, folder):
    """Kills its process the first time it does task 3."""
    mark = Path(folder, "dead")
    if number == 3 and not mark.exists():
        mark.touch()
        os._exit(1)
    return number


def test_a_process_that_dies_loses_nothing(tmp_path):
    def again():
        return pools.append(ProcessPoolExecutor(1, mp_context=get_context("spawn"))) or pools[-1]

    pools = []
    found = run_tasks(dies_once, {n: (n, str(tmp_path)) for n in range(6)}, again(), again=again)
    for pool in pools:
        pool.shutdown()
    assert found.results == {n: n for n in range(6)}
    assert len(pools) == 2
