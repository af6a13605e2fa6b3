"""How pictures look: colours that colour-blind readers tell apart, a hatch for each so that grey print does too."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from ppp_model.outputs.formats import together

INK, SOFT, FAINT, RULE, PAPER = "#17222d", "#55606c", "#8b949e", "#d9dee3", "#ffffff"
"""Text, second text, marks that stand back, rules, and the ground."""
BLUE, ORANGE, GREEN, RED, SKY, PURPLE, GREY = (
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#9aa3ad",
)  # fmt: skip
"""The palette of Okabe and Ito, with a grey for what is not the point."""
ALERT = "#b04a00"
"""The red of the palette, dark enough for text."""

FAMILIES = ("Arial", "Helvetica", "Liberation Sans", "Arimo", "DejaVu Sans")
"""Typefaces of the same width, so that a text fits wherever it is shown; the last comes with matplotlib."""
TITLE, TEXT, SMALL, TINY = 12.5, 9.0, 8.5, 7.5
"""Sizes of type in points."""


@dataclass(frozen=True)
class Fill:
    """How an area is filled: a colour, and lines across it."""

    colour: str
    hatch: str = ""

    def options(self) -> dict[str, Any]:
        """As options of a matplotlib patch."""
        return {"facecolor": self.colour, "hatch": self.hatch, "edgecolor": PAPER, "linewidth": 0.6}

    @property
    def ink(self) -> str:
        """The colour of text on it."""
        red, green, blue = (int(self.colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        return PAPER if 0.30 * red + 0.59 * green + 0.11 * blue < 0.52 else INK


STEPS = (
    Fill("#08406a"), Fill("#0072b2", "///"), Fill("#4b9cd3", "++"), Fill("#9cc9e8", "\\\\\\"), Fill("#d3e6f4", "---"),
    Fill("#eef4f9", "xxx"),
)  # fmt: skip
"""Fills of ordered groups, from the first, which is darkest."""
PARTY = {
    "users": Fill(BLUE),
    "public": Fill(RED, "///"), "nation": Fill(RED, "///"), "state": Fill("#e98b4f", "xxx"),
    "city": Fill("#f3b68c", "\\\\\\"),
    "donors": Fill(GREEN, "++"), "partners": Fill(PURPLE, "xxx"),
    "utility": Fill(SKY, "---"), "owners": Fill(ORANGE, "\\\\\\"), "lenders": Fill(GREY, "|||"),
    "banks": Fill("#c4cad1", "---"), "suppliers": Fill("#4a5560"),
}  # fmt: skip
"""The fill of each party, the same in every picture."""
PARTY_NAMES = {
    "users": "Users", "public": "Public purse", "nation": "Nation", "state": "State", "city": "City",
    "donors": "Donors", "partners": "Partner cities", "utility": "Utility or buyer", "owners": "Project's owners",
    "lenders": "Lenders", "banks": "Banks", "suppliers": "Builders and suppliers",
}  # fmt: skip
_ONE = ("nation", "state", "city", "public", "utility")


def in_a_sentence(party: str) -> str:
    """What to call a party within a sentence: users, the nation."""
    name = PARTY_NAMES[party].lower()
    return f"the {name}" if party in _ONE else name


def pays(party: str, share: str) -> str:
    """That a party pays a share, in words."""
    return f"{in_a_sentence(party)} {'pays' if party in _ONE else 'pay'} {share}"


@functools.cache
def family() -> str:
    """The first typeface of the list that is installed."""
    known = set(font_manager.get_font_names())
    return next((name for name in FAMILIES if name in known), "DejaVu Sans")


def settings() -> Any:
    """The settings of matplotlib for every picture; text is never read as mathematics."""
    return {
        "font.family": [family()], "font.size": TEXT, "text.color": INK, "text.parse_math": False,
        "text.usetex": False, "axes.edgecolor": RULE, "axes.labelcolor": SOFT, "axes.linewidth": 0.8,
        "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
        "axes.formatter.use_mathtext": False,
        "axes.unicode_minus": False, "axes.facecolor": PAPER, "figure.facecolor": PAPER, "savefig.facecolor": PAPER,
        "xtick.color": RULE, "ytick.color": RULE, "xtick.labelcolor": SOFT, "ytick.labelcolor": SOFT,
        "xtick.labelsize": SMALL, "ytick.labelsize": SMALL, "xtick.major.size": 3, "ytick.major.size": 0,
        "xtick.major.width": 0.8, "grid.color": RULE, "grid.linewidth": 0.6, "hatch.linewidth": 0.7,
        "lines.linewidth": 1.8, "lines.solid_capstyle": "butt", "patch.linewidth": 0.6, "figure.dpi": 110,
        "savefig.dpi": 160, "svg.fonttype": "none", "svg.hashsalt": "ppp-model", "path.simplify": False,
    }  # fmt: skip


@functools.cache
def _font(bold: bool) -> FT2Font:
    properties = font_manager.FontProperties(family=[family()], weight="bold" if bold else "normal")
    return FT2Font(font_manager.findfont(properties))


@functools.lru_cache(4096)
def width_of(text: str, size: float = TEXT, bold: bool = False) -> float:
    """The width of a text, in inches."""
    font = _font(bold)
    font.set_size(size, 72)
    font.set_text(text)
    return float(font.get_width_height()[0]) / 64 / 72


def wrapped(text: str, width: float, size: float = TEXT, bold: bool = False) -> list[str]:
    """A text in lines that are no wider than ``width`` inches; a single word, or a number with its unit, may be."""
    lines: list[list[str]] = [[]]
    space, used = width_of("a a", size, bold) - width_of("aa", size, bold), 0.0
    for word in together(text).split(" "):
        wide = width_of(word, size, bold)
        if lines[-1] and used + space + wide > width:
            lines.append([])
            used = 0.0
        used += wide + (space if lines[-1] else 0.0)
        lines[-1].append(word)
    return [" ".join(line) for line in lines]


def balanced(text: str, width: float, size: float = TEXT, bold: bool = False) -> list[str]:
    """The same, with lines of about one length."""
    lines = wrapped(text, width, size, bold)
    while len(lines) > 1 and len(narrower := wrapped(text, width - 0.2, size, bold)) == len(lines):
        lines, width = narrower, width - 0.2
    return lines
