"""A plan as one module of LLVM, with the layout of its memory."""

from __future__ import annotations

from dataclasses import dataclass

from llvmlite import ir

from ppp_model.engine.native.circle import LIMIT, OPEN, START, CircleWriter, own_names
from ppp_model.engine.native.memory import LANES, Area
from ppp_model.engine.native.places import POINTER, Places, counted, whole
from ppp_model.engine.native.plan import Plan
from ppp_model.engine.native.printer import INT, ZERO
from ppp_model.engine.native.segments import Segment, segments_of
from ppp_model.engine.native.writer import FAULTS, Writer

ENTRY = "run_blocks"
"""The function that runs blocks of draws: shared, drawn, own and handed-back values, number of blocks."""


@dataclass(frozen=True)
class Layout:
    """Where a program's values lie; ``out`` is what it hands back."""

    shared: Area
    drawn: Area
    own: Area
    out: Area

    @property
    def own_bytes(self) -> int:
        """Memory for one block."""
        return self.own.size * LANES * 8


def layout_of(plan: Plan, phases: list[list[Segment]], periods: int) -> Layout:
    """Where values lie."""
    circle = plan.circle
    solved = set(circle.names) if circle else set()
    starts = [START.format(name) for name in circle.names if name not in circle.latched] if circle else []
    rows = plan.rows | {START.format(name) for name in solved & plan.rows}
    rows |= {f"{name}#before" for name in solved & plan.rows}
    areas = [Area(periods, frozenset(rows)) for _ in range(4)]
    shared, drawn, own, out = areas
    shared.add([*plan.fixed, *starts, LIMIT])
    drawn.add(plan.drawn)
    own.add([FAULTS, *(own_names(circle) if circle else [OPEN])])
    own.add(name for name in kept_of(plan, phases) if name not in drawn)
    out.add([*plan.outputs, FAULTS, OPEN])
    return Layout(shared, drawn, own, out)


def kept_of(plan: Plan, phases: list[list[Segment]]) -> list[str]:
    """What is worked out and read outside its own loop, in the order in which it is worked out."""
    wanted = {*plan.outputs, *(plan.circle.lines if plan.circle else ())}
    segments = [segment for phase in phases for segment in phase]
    readers: dict[str, set[int]] = {}
    for number, segment in enumerate(segments):
        for item in segment.items:
            for name, _ in item.reads:
                readers.setdefault(name, set()).add(number)
    kept = []
    for number, segment in enumerate(segments):
        in_loop = segment.kind == "rows"
        kept += [n for n in segment.names if not in_loop or n in wanted or readers.get(n, set()) - {number}]
    return kept


@dataclass(frozen=True)
class Program:
    """A plan with its loops and the layout of its memory."""

    plan: Plan
    phases: tuple[list[Segment], ...]
    layout: Layout

    @property
    def text(self) -> str:
        """All that decides what the program does, to know it again."""
        plan, layout = self.plan, self.layout
        items = [(item.kind, item.names, item.direction, *map(str, item.formulas)) for item in plan.items]
        phases = [[(one.kind, one.direction, one.names) for one in phase] for phase in self.phases]
        circle = (plan.circle.names, plan.circle.lines, plan.circle.units) if plan.circle else None
        areas = [list(area.places.items()) for area in (layout.shared, layout.drawn, layout.own, layout.out)]
        return repr((layout.own.periods, items, phases, circle, areas, sorted(layout.own.rows)))

    def module(self) -> ir.Module:
        """The program as LLVM."""
        layout = self.layout
        module = ir.Module("draws")
        writer = Writer(module, Places(layout.shared, layout.drawn, layout.own), set(layout.own.places))
        names = ("before", "within", "after")
        before, within, after = (writer.called(some, name) for some, name in zip(self.phases, names, strict=True))
        circle = [CircleWriter(writer, self.plan.circle).write(within)] if self.plan.circle else []
        _write_entry(module, writer, layout, [before, *circle, after])
        return module


def program_of(plan: Plan, periods: int) -> Program:
    """The program of a plan."""
    phases = tuple(segments_of(items) for items in (plan.before, plan.within, plan.after))
    return Program(plan, phases, layout_of(plan, list(phases), periods))


def _write_entry(module: ir.Module, writer: Writer, layout: Layout, parts: list[ir.Function]) -> None:
    """The function that runs the parts for each block and copies what it hands back."""
    hand_back = _hand_back(writer, layout)
    made = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER] * 4 + [INT]), ENTRY)
    builder = ir.IRBuilder(made.append_basic_block("entry"))
    shared, drawn, own, out, blocks = made.args
    with counted(builder, whole(0), builder.sub(blocks, whole(1))) as block:
        here = builder.gep(drawn, [builder.mul(block, whole(layout.drawn.size * LANES))])
        there = builder.gep(out, [builder.mul(block, whole(layout.out.size * LANES))])
        for name in (FAULTS, OPEN):
            place = builder.gep(own, [whole(layout.own.places[name] * LANES)])
            builder.store(ZERO, builder.bitcast(place, ZERO.type.as_pointer()), align=8 * LANES)
        for part in parts:
            builder.call(part, [shared, here, own])
        builder.call(hand_back, [shared, here, own, there])
    builder.ret_void()


def _hand_back(writer: Writer, layout: Layout) -> ir.Function:
    """The function that copies what is handed back."""
    kind = ir.FunctionType(ir.VoidType(), [POINTER] * 4)
    made = ir.Function(writer.module, kind, "hand_back")
    made.linkage = "internal"
    builder = ir.IRBuilder(made.append_basic_block("entry"))
    target = Places(layout.shared, layout.drawn, layout.out)
    for name in layout.out.places:
        if name in layout.out.rows:
            with counted(builder, whole(1), whole(layout.out.periods)) as period:
                value = writer.places.load(builder, name, period)
                target.store_in(builder, 3, name, value, period)
        else:
            target.store_in(builder, 3, name, writer.places.load(builder, name))
    builder.ret_void()
    return made
