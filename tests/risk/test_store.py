"""A folder of draws takes up the chunks of its own simulation alone, and leaves those that another run is writing."""

import os
import shutil
import time

import numpy as np
import pytest
from pyarrow import parquet

from tests.risk.studies import study_of

MOVING = """\
  inputs:
    volume: {input: supply.utilisation, distribution: triangular, low: 60 %, mode: 90 %, high: 110 %}
"""
FIRST, SECOND = "draws-000000000-000000008.parquet", "draws-000000008-000000016.parquet"


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    return study_of(tmp_path_factory.mktemp("plant"), MOVING)


def without_a_column(folder, other):
    table = parquet.read_table(folder / FIRST)
    parquet.write_table(table.drop_columns(["equity_irr"]), folder / FIRST)


def of_other_draws(folder, other):
    shutil.copy(folder / SECOND, folder / FIRST)


def of_another_simulation(folder, other):
    shutil.copy(other / FIRST, folder / FIRST)


def with_another_type(folder, other):
    table = parquet.read_table(folder / FIRST)
    place = table.schema.get_field_index("equity_irr")
    parquet.write_table(table.set_column(place, "equity_irr", table["equity_irr"].cast("string")), folder / FIRST)


@pytest.mark.parametrize(
    "spoiled",
    [without_a_column, of_other_draws, of_another_simulation, with_another_type],
    ids=lambda one: one.__name__,
)
def test_a_file_that_is_not_that_chunk_is_run_again(plant, tmp_path, spoiled):
    folder, other = tmp_path / "draws", tmp_path / "other"
    whole = plant.simulate(draws=16, chunk=8, folder=folder)
    plant.simulate(draws=16, chunk=8, seed=2, folder=other)
    spoiled(folder, other)
    again = plant.simulate(draws=16, chunk=8, folder=folder)
    assert np.isfinite(whole["equity_irr"]).all()
    assert again["equity_irr"].tolist() == whole["equity_irr"].tolist()


@pytest.mark.parametrize(("hours", "kept"), [(0, True), (2, False)])
def test_a_file_that_another_run_is_writing_is_left_alone(plant, tmp_path, hours, kept):
    plant.simulate(draws=16, folder=tmp_path)
    writing = tmp_path / f".{FIRST}.1.tmp"
    writing.write_text("half of it")
    os.utime(writing, (time.time() - hours * 3600,) * 2)
    plant.simulate(draws=16, folder=tmp_path)
    assert writing.exists() == kept
