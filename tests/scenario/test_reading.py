"""YAML by the core rules of 1.2, with the place of every value, and with limits."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.scenario.nodes import Mark
from ppp_model.scenario.reading import MAX_BYTES, read_file, read_text


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "f.yaml")
    assert len(caught.value.problems) == 1
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("12:30:00", "12:30:00"),
        ("1_000", "1_000"),
        ("2025-01-01", "2025-01-01"),
        ("007", 7),
        ("0x1F", "0x1F"),
        (".inf", ".inf"),
        ("3.5", 3.5),
        ("1e3", 1000.0),
        ("3.5 %", "3.5 %"),
        ("'5'", "5"),
        ("~", None),
        ("", None),
    ],
)
def test_scalars(text: str, value: object) -> None:
    node = read_text(f"a: {text}", "f.yaml")
    assert node is not None
    assert node.items["a"].value == value
    assert type(node.items["a"].value) is type(value)


def test_marks_count_from_one() -> None:
    node = read_text("a:\n  b: 5 %\n", "f.yaml")
    assert node is not None
    assert node.items["a"].place == Mark("f.yaml", 1, 1)
    assert node.items["a"].items["b"].place == Mark("f.yaml", 2, 6)
    assert str(node.items["a"].items["b"].key) == "f.yaml:2:3"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\nb: 2\na: 3", "f.yaml:3:1: the key `a` is written twice, first in line 1 and again in line 3"),
        ("a: &x [*x]", "f.yaml:1:4: a value holds an alias of itself"),
        ("a: &x {b: *x}", "holds an alias of itself"),
        ("a: !!str 5", "f.yaml:1:4: tags are not allowed, got `!!str`"),
        ("a: !!python/object:os.system x", "tags are not allowed"),
        ("a: !mine x", "tags are not allowed"),
        ("2025: x", "a key must be a text, got `2025`. Put it in quotes"),
        ("true: x", "a key must be a text, got `true`"),
        ("? [a]\n: b", "a key must be a text, got a list or map"),
        ("<<: {a: 1}", "`<<` is not allowed"),
        ("a:\n\tb: 2", "f.yaml:2:1: not valid YAML: a tab"),
        ("a: b: c", "f.yaml:1:5: not valid YAML: a `:` stands where no key can begin"),
        ("a: %5", "f.yaml:1:4: not valid YAML: a value begins with a character"),
        ("a: [1, 2", "not closed"),
        ("a: 'x", "a quoted text is not closed"),
        ("a: *x", "without its anchor"),
        ("a: 1\n---\nb: 2", "f.yaml:2:1: not valid YAML: a second document"),
        ("a: x\x01y", "f.yaml:1:5: a control character"),
        ('a: "\\UFFFFFFFF"', "no such character"),
        ('a: "\\ud800"', "surrogate"),
        ("[" * 5000, "nested deeper than 40 levels"),
        ("{a: " * 5000, "nested deeper than 40 levels"),
    ],
)
def test_refusal(text: str, words: str) -> None:
    assert words in refusal(text)


def test_all_duplicates_are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        read_text("a: 1\na: 2\nb: 1\nb: 2", "f.yaml")
    assert len(caught.value.problems) == 2


def test_bomb_is_refused_quickly() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 20)]
    started = time.perf_counter()
    assert "more than 100_000 values when aliases are written out" in refusal("\n".join(lines))
    assert time.perf_counter() - started < 5


def test_an_honest_alias_is_written_out() -> None:
    node = read_text("a: &x {c: 1}\nb: *x", "f.yaml")
    assert node is not None
    assert node.items["b"].items["c"].value == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"# nothing\n", "the file is empty"),
        (b"- a\n", "must be a map"),
        (b"a: 1\nb: caf\xe9", ":2:7: the file is not UTF-8 text"),
        (b"\xff\xfea\x00", "not UTF-8"),
        (b"#" * (MAX_BYTES + 1), "larger than 1_000_000 bytes"),
    ],
)
def test_bad_files(tmp_path: Path, data: bytes, words: str) -> None:
    file = tmp_path / "f.yaml"
    file.write_bytes(data)
    with pytest.raises(ScenarioError) as caught:
        read_file(file)
    assert words in str(caught.value)


def test_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    assert read_file(file).items["a"].value == 1


def test_files_below_the_current_directory_are_shown_relative_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "f.yaml").write_text("a: 1")
    monkeypatch.chdir(tmp_path)
    assert read_file(tmp_path / "f.yaml").mark.file == "f.yaml"
    monkeypatch.chdir("/")
    assert read_file(tmp_path / "f.yaml").mark.file == (tmp_path / "f.yaml").relative_to("/").as_posix()
