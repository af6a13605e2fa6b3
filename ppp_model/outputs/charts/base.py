"""A picture: a matplotlib figure with a title that says the finding, a unit, a note, and the table behind it."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from ppp_model.outputs.charts.style import (
    INK,
    SMALL,
    SOFT,
    TEXT,
    TINY,
    TITLE,
    Fill,
    balanced,
    settings,
    width_of,
    wrapped,
)

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 7.6
"""The width of every picture, in inches."""
EDGE = 0.12
_LEADING = 1.32
_SCALES = ((1e9, "bn"), (1e6, "m"), (1e3, "thousand"), (1.0, ""))
_POINT = 72.0


@dataclass(frozen=True)
class Scale:
    """The scale of numbers on an axis: so many to one, and what that is called."""

    size: float
    word: str

    def unit(self, currency: str) -> str:
        """The unit in words: USD m."""
        return f"{currency} {self.word}".strip()

    def text(self, value: float) -> str:
        """A number in the scale, to three digits or so."""
        scaled = value / self.size
        decimals = 0 if abs(scaled) >= 99.95 else 1 if abs(scaled) >= 9.995 else 2
        return f"{round(scaled, decimals) + 0.0:,.{decimals}f}"


def scale_of(values: Sequence[float]) -> Scale:
    """The scale in which the largest of some numbers is easy to read."""
    most = max((abs(value) for value in values), default=0.0)
    return Scale(*next(((size, word) for size, word in _SCALES if most >= size), _SCALES[-1]))


class Chart(Figure):
    """A picture. In a notebook it shows itself.

    ``finding`` is its title, a sentence with numbers; ``unit`` says what is shown and for which structure; ``note``
    explains marks; ``table`` holds the numbers that are drawn, and ``kinds`` says how to show its columns (``*``: all)
    as a measure's kind. ``body`` is the height of the drawing in inches.
    """

    def __init__(
        self, finding: str, unit: str, note: str, table: pd.DataFrame, body: float,
        kinds: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.finding, self.unit, self.note, self.table, self.body = finding, unit, note, table, body
        self.kinds = kinds or {}
        inner = WIDTH - 2 * EDGE
        self._head = [(line, TITLE, INK, True) for line in balanced(finding, inner, TITLE, bold=True)]
        self._head += [(line, TEXT, SOFT, False) for line in wrapped(unit, inner, TEXT)]
        notes = wrapped(note, inner, TINY) if note else []
        self.top = sum(size for _, size, _, _ in self._head) * _LEADING / _POINT + EDGE + 0.1
        self.foot = len(notes) * TINY * _LEADING / _POINT + EDGE
        self.tall = self.top + body + self.foot
        super().__init__(figsize=(WIDTH, self.tall))
        FigureCanvasAgg(self)
        self._write(notes)

    def _write(self, notes: Sequence[str]) -> None:
        self._words, down = [], EDGE
        for line, size, colour, bold in self._head:
            place = (EDGE / WIDTH, 1 - down / self.tall)
            weight = "bold" if bold else "normal"
            self._words.append(self.text(*place, line, size=size, color=colour, weight=weight, va="top"))
            down += size * _LEADING / _POINT
        for number, line in enumerate(reversed(notes)):
            up = EDGE + number * TINY * _LEADING / _POINT
            self._words.append(self.text(EDGE / WIDTH, up / self.tall, line, size=TINY, color=SOFT, va="bottom"))

    def panel(self, left: float, right: float, top: float, bottom: float, **options: Any) -> Axes:
        """Axes in the drawing, by their distances in inches from its sides."""
        width, height = WIDTH - left - right, self.body - top - bottom
        place = (left / WIDTH, (self.foot + bottom) / self.tall, width / WIDTH, height / self.tall)
        return self.add_axes(place, **options)

    def key(self, entries: Sequence[tuple[str, Fill]], left: float = EDGE, down: float = 0.1) -> None:
        """A row of samples with their names at the top of the drawing."""
        place, row = left, 0
        for name, fill in entries:
            wide = 0.34 + width_of(name, SMALL) + 0.16
            if place + wide > WIDTH and place > left:
                place, row = left, row + 1
            up = (self.foot + self.body - down - row * 0.2) / self.tall
            box = Rectangle((place / WIDTH, up - 0.055 / self.tall), 0.24 / WIDTH, 0.12 / self.tall, **fill.options())
            box.set_transform(self.transFigure)
            self.add_artist(box)
            self.text((place + 0.31) / WIDTH, up, name, size=SMALL, color=INK, va="center")
            place += wide

    def draw(self, renderer: Any) -> None:
        """Draw in the house's style: matplotlib makes some marks only now."""
        with rc_context(settings()):
            super().draw(renderer)

    def svg(self) -> str:
        """The drawing as SVG without title and note, which a page writes itself; the same for the same numbers."""
        area = Bbox([[0, self.foot - 0.02], [WIDTH, self.foot + self.body + 0.06]])
        for words in self._words:
            words.set_visible(False)
        found = io.StringIO()
        with rc_context(settings()):
            self.savefig(found, format="svg", bbox_inches=area, metadata={"Date": None}, transparent=True)
        for words in self._words:
            words.set_visible(True)
        return found.getvalue()

    def _repr_png_(self) -> bytes:
        found = io.BytesIO()
        with rc_context(settings()):
            self.savefig(found, format="png", dpi=110)
        return found.getvalue()


def styled(draw: Callable[..., Chart]) -> Callable[..., Chart]:
    """The drawing function, drawn in the house's style whatever the notebook's own is."""

    @functools.wraps(draw)
    def drawn(*given: Any, **named: Any) -> Chart:
        with rc_context(settings()):
            return draw(*given, **named)

    return drawn


def money_axis(axis: Any, scale: Scale, ticks: int = 5) -> None:
    """Mark an axis in a scale of money or people."""
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / scale.size:,.4g}"))


def share_axis(axis: Any, ticks: int = 5) -> None:
    """Mark an axis in percent."""
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.4g} %"))


def year_axis(axis: Any) -> None:
    """Mark an axis in calendar years."""
    axis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))


def bars_only(axes: Axes) -> None:
    """Leave nothing but the bars and their labels."""
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.xaxis.set_visible(False)


def threshold(axes: Axes, value: float, words: str, outside: bool = False, moved: float = 0.0) -> None:
    """A limit as a dashed line with its name above it, or beside the drawing (``moved`` up by so many points)."""
    axes.axhline(value, color=INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=4)
    axes.annotate(
        words, (1.0, value), xycoords=("axes fraction", "data"), xytext=(5, moved) if outside else (0, 2),
        textcoords="offset points", size=SMALL, ha="left" if outside else "right",
        va="center" if outside else "bottom", annotation_clip=False,
    )  # fmt: skip


def rule(axes: Axes, side: str = "y") -> None:
    """Fine lines across the drawing."""
    axes.grid(True, axis=side)  # type: ignore[arg-type]
    axes.spines["left" if side == "y" else "bottom"].set_visible(False)
