"""Pieces: what `extends` takes, and where it may not go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.scenario.load import open_study

Write = Callable[..., Path]


def refusal(path: str | Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        open_study(path).loaded()
    return str(caught.value)


def test_maps_merge_scalars_replace_null_removes(minimal_text: str, write_study: Write) -> None:
    piece = (
        "supply: {utilisation: [0.5, 0.6], new_users: 50 %}\n"
        "finance: {debt: {soft: {amount: 1 m USD, rate: 1 %, tenor: 10 years}, senior: {upfront_fee: 1 %}}}\n"
        "tax: {rate: 30 %}\n"
    )
    text = "extends: piece.yaml\n" + minimal_text.replace(
        "    senior:\n", "    soft: null\n    senior:\n"
    ).replace("40 000 m3/day", "40 000 m3/day\n  utilisation: [0.9]")  # fmt: skip
    loaded = open_study(write_study(text, {"piece.yaml": piece})).loaded()
    assert loaded.scenario.supply.utilisation == (0.9,)
    assert loaded.scenario.supply.new_users == 0.5
    assert list(loaded.scenario.finance.debt) == ["senior"]
    assert loaded.scenario.finance.debt["senior"].upfront_fee == 0.01
    assert loaded.scenario.tax.rate == 0.3
    assert loaded.marks["tax.rate"].file.endswith("piece.yaml")


def test_later_pieces_win_and_pieces_may_extend(minimal_text: str, write_study: Write) -> None:
    also = {
        "a.yaml": "tax: {rate: 10 %, depreciation: 9 years}\n",
        "b.yaml": "extends: deep/c.yaml\ntax: {rate: 20 %}\n",
        "deep/c.yaml": "extends: ../a.yaml\ntax: {rate: 15 %, depreciation: 12 years}\n",
    }
    study = open_study(write_study("extends: [a.yaml, b.yaml]\n" + minimal_text, also))
    assert study.loaded().scenario.tax.rate == 0.2
    assert study.loaded().scenario.tax.depreciation == 144.0
    assert sorted(file.name for file in study.files) == ["a.yaml", "b.yaml", "c.yaml", "scenario.yaml"]


def test_a_study_reaches_its_neighbours_and_no_further(minimal_text: str, write_study: Write) -> None:
    path = write_study("extends: ../cities/town.yaml\n" + minimal_text, {"../cities/town.yaml": "tax: {rate: 5 %}\n"})
    study = open_study(path.parent)
    assert study.loaded().scenario.tax.rate == 0.05
    assert study.root == path.parent.parent.resolve()
    (path.parent.parent.parent / "secret.yaml").write_text("tax: {rate: 5 %}\n")
    path.write_text("extends: ../../secret.yaml\n" + minimal_text)
    assert "leaves the folder" in refusal(path)


def test_another_file_stays_in_its_own_folder(minimal_text: str, write_study: Write) -> None:
    path = write_study(minimal_text, {"../town.yaml": "tax: {rate: 5 %}\n", "mine.yaml": "extends: ../town.yaml\n"})
    assert "leaves the folder" in refusal(path.parent / "mine.yaml")


def test_absolute_paths_and_links_out_are_refused(minimal_text: str, write_study: Write, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("tax: {rate: 5 %}\n")
    path = write_study(f"extends: {tmp_path}/scenarios/small/x.yaml\n" + minimal_text)
    assert "an absolute path is not allowed" in refusal(path)
    (path.parent / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    path.write_text("extends: link.yaml\n" + minimal_text)
    assert "leaves the folder" in refusal(path)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("town.yml", "`town.yml` does not exist. Did you mean `town.yaml`?"),
        ("deep", "`deep` is a folder"),
        ("5", "must be a path or a list of paths, got `5`"),
        ("{a: b}", "must be a path or a list of paths"),
        ('"\\0"', "is not a usable path"),
    ],
)
def test_bad_entries(entry: str, words: str, minimal_text: str, write_study: Write) -> None:
    path = write_study(f"extends: {entry}\n" + minimal_text, {"town.yaml": "{}\n", "deep/x.yaml": "{}\n"})
    assert words in refusal(path)


def test_extending_itself_is_a_circle(minimal_text: str, write_study: Write) -> None:
    assert "in a circle" in refusal(write_study("extends: scenario.yaml\n" + minimal_text))


def test_one_short_name_is_one_source(minimal_text: str, write_study: Write) -> None:
    path = write_study("extends: town.yaml\n" + minimal_text, {"town.yaml": "sources: {S1: Another book}\n"})
    assert "sources.S1: the source `S1` is already another one in" in refusal(path)


def test_missing_files_and_folders(minimal_text: str, write_study: Write, tmp_path: Path) -> None:
    path = write_study(minimal_text)
    assert "the folder has no scenario.yaml. It holds the studies small." in refusal(path.parent.parent)
    assert "Did you mean `small`?" in refusal(path.parent.parent / "smal")
    (tmp_path / "empty").mkdir()
    assert "It is empty." in refusal(tmp_path / "empty")
    assert "no such file or folder" in refusal(tmp_path / "no" / "where.yaml")
    assert "is not a usable path" in refusal("\0")
