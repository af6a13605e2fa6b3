"""A drawing of matplotlib as SVG inside a page: no namespace, no address outside, no id that another drawing has."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

from ppp_model.outputs.charts import Chart
from ppp_model.outputs.charts.style import FAMILIES, family

_SVG, _LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_STACK = ", ".join([*(f"'{name}'" for name in FAMILIES[:-1]), "sans-serif"])
_PLACES = ("d", "x", "y", "width", "height", "transform")
_NUMBER = re.compile(r"-?\d+\.\d+")
_DROPPED = ("metadata", "style", "title")


def inline_svg(chart: Chart, prefix: str) -> str:
    """The drawing for a page; ``prefix`` sets its ids apart from those of other drawings on the page."""
    root = ElementTree.parse(io.StringIO(chart.svg())).getroot()
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.removeprefix(_SVG) in _DROPPED:
                parent.remove(child)
    used = {name for one in root.iter() for name in _references(one)}
    for one in root.iter():
        one.tag = one.tag.removeprefix(_SVG)
        _clean(one, used, prefix)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-label", chart.finding)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _references(one: ElementTree.Element) -> list[str]:
    found = [name for value in one.attrib.values() for name in _REFERENCE.findall(value)]
    link = one.attrib.get(_LINK, "")
    return [*found, link[1:]] if link.startswith("#") else found


def _clean(one: ElementTree.Element, used: set[str], prefix: str) -> None:
    """Keep only ids that are used, each with the prefix; the typeface is a list of those of the same width."""
    name = one.attrib.pop("id", None)
    if name in used:
        one.set("id", f"{prefix}-{name}")
    link = one.attrib.pop(_LINK, "")
    if link.startswith("#"):
        one.set("href", f"#{prefix}-{link[1:]}")
    for key, value in list(one.attrib.items()):
        value = _REFERENCE.sub(lambda found: f"url(#{prefix}-{found[1]})", value)
        one.set(key, _short(key, value).replace(f"'{family()}'", _STACK))


def _short(key: str, value: str) -> str:
    """Places to a hundredth of a point, which is finer than print."""
    if key not in _PLACES:
        return value
    return " ".join(_NUMBER.sub(lambda found: f"{round(float(found[0]), 2):g}", value).split())
