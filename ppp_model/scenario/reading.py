"""YAML files, read with the place of every value and with limits that no honest file meets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from ppp_model.errors import Problem, ScenarioError
from ppp_model.scenario.nodes import Mark, Node, Scalar, shown

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 100_000

_PLAIN = "\0plain"
_OTHER = "\0other"
_INT = re.compile(r"[-+]?[0-9]{1,300}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NULLS = ("", "~", "null", "Null", "NULL")
_DIGITS_LAST = re.compile(r"(.*[^0-9.])?[-+]?[0-9]+")
_DIGITS_FIRST = re.compile(r"([0-9]+)([^0-9].*)?")
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

_IN_PLAIN_WORDS = (
    (r"character '\\t'", "a tab stands where only spaces may", "Indent with spaces."),
    (r"cannot start any token", "a value begins with a character that has a meaning in YAML", "Put it in quotes."),
    (r"mapping values are not allowed", "a `:` stands where no key can begin",
     "Check the indentation; put a text that holds `: ` in quotes."),
    (r"could not find expected ':'", "a key without `:`", "Write `key: value`."),
    (r"expected <block end>", "the indentation does not fit the lines above",
     "Entries of one map begin in one column."),
    (r"expected ',' or '[\]}]'", "a list or map in brackets is not closed", "Close it with `]` or `}`."),
    (r"undefined alias", "an alias (`*name`) without its anchor (`&name`)",
     "Put a text that begins with `*` in quotes."),
    (r"expected a single document", "a second document begins", "A file holds one document; remove `---`."),
    (r"scanning a quoted scalar|unexpected end of stream", "a quoted text is not closed", "Close the quotes."),
)  # fmt: skip


class _Loader(yaml.SafeLoader):
    """The safe loader, stopped at the limits; it leaves the meaning of scalars to the walker."""

    def __init__(self, text: str, file: str) -> None:
        super().__init__(text)
        self.file = file
        self.depth = 0
        self.nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Count depth and nodes while composing, so that deep nesting stops before Python's own limit."""
        self.depth += 1
        self.nodes += 1
        event = self.peek_event()  # type: ignore[no-untyped-call]
        _check_budget(self.depth, self.nodes, _mark(self.file, event.start_mark))
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        """Called only where no tag is written: whether a scalar stands without quotes."""
        return _PLAIN if kind is yaml.ScalarNode and implicit[0] else _OTHER


class _Walker:
    """Turns composed YAML nodes into `Node`, counting what aliases unfold."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.nodes = 0
        self.problems: list[Problem] = []
        self.inside: set[int] = set()

    def walk(self, source: yaml.Node, depth: int = 1, key: Mark | None = None) -> Node:
        mark = _mark(self.file, source.start_mark)
        self.nodes += 1
        _check_budget(depth, self.nodes, mark)
        if id(source) in self.inside:
            raise _error(mark, "a value holds an alias of itself", "Write the value out.")
        if source.tag not in (_PLAIN, _OTHER):
            tag = source.tag.replace("tag:yaml.org,2002:", "!!")
            self._add(mark, f"tags are not allowed, got `{tag}`", "Write the value without `!`; quote a text.")
        if isinstance(source, yaml.ScalarNode):
            if any("\ud800" <= letter <= "\udfff" for letter in source.value):
                self._add(mark, "holds half a character (a surrogate)", "Write the character itself.")
            return Node(scalar(source.value, source.tag == _PLAIN), mark, source.value, key)
        self.inside.add(id(source))
        if isinstance(source, yaml.MappingNode):
            node = Node(self._map(source, depth), mark, "", key)
        else:
            node = Node([self.walk(item, depth + 1) for item in source.value], mark, "", key)
        self.inside.discard(id(source))
        return node

    def _map(self, source: yaml.MappingNode, depth: int) -> dict[str, Node]:
        """The entries of a map; keys that are no text or stand twice are noted as problems."""
        entries: dict[str, Node] = {}
        cut = set(self._cut_by_commas(source))
        for key_node, value_node in source.value:
            if id(key_node) in cut:
                continue
            mark = _mark(self.file, key_node.start_mark)
            key = scalar(key_node.value, key_node.tag == _PLAIN) if isinstance(key_node, yaml.ScalarNode) else ()
            if not isinstance(key, str):
                text = f"`{key_node.value}`" if isinstance(key_node, yaml.ScalarNode) else "a list or map"
                self._add(mark, f"a key must be a text, got {text}", "Put it in quotes or give it a name.")
            elif key == "<<":
                self._add(mark, "`<<` is not allowed", "Use `extends`, or write the keys out.")
            elif key in entries:
                first = entries[key].key
                self._add(mark, f"the key `{key}` is written twice, first in line {first.line if first else '?'} and "
                          f"again in line {mark.line}", "Keep one of the two.")  # fmt: skip
            else:
                entries[key] = self.walk(value_node, depth + 1, mark)
        return entries

    def _cut_by_commas(self, source: yaml.MappingNode) -> Iterator[int]:
        """The ids of keys of a map in braces that are the rest of a number with commas; a problem for each number."""
        entries = source.value if source.flow_style else []
        first = 0
        while first < len(entries):
            parts = [entries[first][1]]
            for key, value in entries[first + 1 :]:
                if not _continues(parts[-1], key, value):
                    break
                parts.append(key)
            if len(parts) > 1:
                self._add(_mark(self.file, parts[0].start_mark), *_comma_words([part.value for part in parts]))
                yield from map(id, parts[1:])
            first += len(parts)

    def _add(self, mark: Mark, what: str, hint: str) -> None:
        self.problems.append(Problem(str(mark), "", what, hint=hint))


def read_file(path: Path) -> Node:
    """The tree of a YAML file whose top is a map; raises `ScenarioError`."""
    file = shown(path)
    node = read_text(_text_of(path, file), file)
    if node is None:
        raise _error(Mark(file), "the file is empty", "Write at least one `key: value`.")
    if not isinstance(node.value, dict):
        raise _error(node.mark, "the file must be a map (`key: value`)", "")
    return node


def read_text(text: str, file: str) -> Node | None:
    """The tree of a YAML text, None if it says nothing; raises `ScenarioError`."""
    try:
        loader = _Loader(text, file)
    except ReaderError as error:
        raise _unprintable(text, file, error) from None
    try:
        source = loader.get_single_node()
    except ReaderError as error:
        raise _unprintable(text, file, error) from None
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(file, error) from None
    except (ValueError, OverflowError):  # PyYAML on an escape such as "\UFFFFFFFF"
        raise _error(_mark(file, loader.get_mark()), "not valid YAML: no such character", "") from None
    if source is None:
        return None
    walker = _Walker(file)
    node = walker.walk(source)
    if walker.problems:
        raise ScenarioError(walker.problems)
    return node


def scalar(text: str, plain: bool) -> Scalar:
    """A scalar by the core rules of YAML 1.2: `NO` and `1_000` are texts, and so are dates, `.inf` and `0x1F`."""
    if not plain:
        return text
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) and len(text) < 300 else text


def _continues(before: yaml.Node, key: yaml.Node, value: yaml.Node) -> bool:
    """Whether a key without a value goes on with the digits before it, as `000 USD` does after `32`."""
    return (
        all(isinstance(node, yaml.ScalarNode) and node.tag == _PLAIN for node in (before, key, value))
        and value.value == ""
        and bool(_DIGITS_LAST.fullmatch(before.value) and _DIGITS_FIRST.fullmatch(key.value))
    )


def _comma_words(parts: list[str]) -> tuple[str, str]:
    """What is wrong with a number that commas cut into parts, and how it is written: without them, or with a point."""
    groups = [found[1] for part in parts[1:] if (found := _DIGITS_FIRST.fullmatch(part))]
    joint = "." if len(groups) == 1 and len(groups[0]) != len("000") else ""
    return f"a comma in `{{...}}` ends the value, got `{','.join(parts)}`", f"Write `{joint.join(parts)}`."


def _text_of(path: Path, file: str) -> str:
    """The text of a file, if it can be read, is not too large and is UTF-8."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _error(Mark(file), f"cannot be read: {(error.strerror or str(error)).lower()}", "") from None
    if len(data) > MAX_BYTES:
        raise _error(Mark(file), f"the file is larger than {MAX_BYTES:_} bytes", "Split it with `extends`.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        raise _error(_mark_after(file, before), "the file is not UTF-8 text", "Save it as UTF-8.") from None


def _check_budget(depth: int, nodes: int, mark: Mark) -> None:
    if depth > MAX_DEPTH:
        raise _error(mark, f"nested deeper than {MAX_DEPTH} levels", "")
    if nodes > MAX_NODES:
        raise _error(mark, f"more than {MAX_NODES:_} values when aliases are written out", "Remove aliases (`*name`).")


def _syntax_error(file: str, error: yaml.MarkedYAMLError) -> ScenarioError:
    """A mistake in the YAML itself, in plain words where we have them."""
    mark = error.problem_mark or error.context_mark
    where = _mark(file, mark) if mark else Mark(file)
    said = " ".join(str(part) for part in (error.context, error.problem) if part)
    for pattern, what, hint in _IN_PLAIN_WORDS:
        if re.search(pattern, said):
            return _error(where, f"not valid YAML: {what}", hint)
    return _error(where, f"not valid YAML: {said}", "")


def _unprintable(text: str, file: str, error: ReaderError) -> ScenarioError:
    """A control character in the text."""
    position = int(error.position)
    return _error(_mark_after(file, text[:position]), f"a control character (number {error.character})", "Remove it.")


def _mark_after(file: str, before: str) -> Mark:
    """The place just behind a piece of text."""
    return Mark(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _mark(file: str, mark: Any) -> Mark:
    return Mark(file, mark.line + 1, mark.column + 1)


def _error(mark: Mark, what: str, hint: str) -> ScenarioError:
    return ScenarioError.one(str(mark), "", what, hint=hint)
