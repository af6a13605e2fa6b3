"""Segments as functions of LLVM: each loops over the periods of a block of draws."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from llvmlite import ir

from ppp_model.engine.line import When
from ppp_model.engine.native.folds import FOLDS, sweep
from ppp_model.engine.native.items import Item
from ppp_model.engine.native.places import POINTER, Places, counted, variable, whole
from ppp_model.engine.native.printer import FLAG, ONE, ZERO, Printer
from ppp_model.engine.native.segments import Segment
from ppp_model.engine.trace import Symbol

FAULTS = "#faults"
"""Where a block keeps which of its draws have divided by zero."""
_STEP = {When.NOW: 0, When.ALL: 0, When.PREV: -1, When.NEXT: 1}
NO_FAULT = ir.Constant(FLAG, [0] * FLAG.count)


class Writer:
    """Writes segments into a module; ``kept`` are the names that are read outside the segment that works them out."""

    def __init__(self, module: ir.Module, places: Places, kept: set[str]) -> None:
        self.module = module
        self.places = places
        self.kept = kept
        self.count = 0

    def function(self, name: str) -> ir.IRBuilder:
        """A builder at the start of a new function of a block: shared, drawn and own values."""
        made = ir.Function(self.module, ir.FunctionType(ir.VoidType(), [POINTER] * 3), name)
        made.linkage = "internal"
        made.attributes.add("noinline")
        made.attributes.add("nounwind")
        for argument in made.args:
            argument.add_attribute("noalias")
        builder = ir.IRBuilder(made.append_basic_block("entry"))
        start = made.append_basic_block("start")  # variables of the function stand in its entry
        builder.branch(start)
        builder.position_at_end(start)
        return builder

    def write(self, segment: Segment) -> ir.Function:
        """The function that works out a segment."""
        builder = self.function(f"segment{self.count}")
        self.count += 1
        Body(self, builder, segment).write()
        builder.ret_void()
        return builder.function

    def called(self, segments: Iterable[Segment], name: str) -> ir.Function:
        """A function that works out segments one after the other."""
        functions = [self.write(segment) for segment in segments]
        builder = self.function(name)
        for one in functions:
            builder.call(one, builder.function.args)
        builder.ret_void()
        return builder.function


class Body:
    """The text of one segment's function."""

    def __init__(self, writer: Writer, builder: ir.IRBuilder, segment: Segment) -> None:
        self.places, self.kept = writer.places, writer.kept
        self.builder, self.segment = builder, segment
        self.period: Any = None
        self.values: dict[tuple[str, int], Any] = {}
        """What is known in this period, by name and step to the period that is meant."""
        self.scalars: dict[str, Any] = {}
        self.carried: dict[str, Any] = {}
        self.inside = set(segment.names) if segment.kind == "rows" else set()
        self.faults: list[Any] = []
        self.printer = Printer(builder, self.read, self.faults)

    def write(self) -> None:
        """Write all items."""
        if self.segment.kind == "sweep":
            for item in self.segment.items:
                sweep(self.builder, self.places, item.names[0], item.formulas[0])
            return
        self._load_scalars()
        if self.segment.kind == "scalars":
            self._write_scalars()
            return
        fault = variable(self.builder, NO_FAULT)
        folds = self._folds() if self.segment.kind == "fold" else {}
        self.carried = {name: variable(self.builder) for name in self._behind()}
        first, last = whole(1), whole(self.places.own.periods)
        ends = (first, last, 1) if self.segment.direction > 0 else (last, first, -1)
        with counted(self.builder, *ends) as self.period:
            for item in self.segment.items:
                if folds:
                    folds[item.names[0]].step(self.printer, item.formulas[0])
                else:
                    self._write_rows(item)
            for name, carried in self.carried.items():
                self.builder.store(self.values[name, 0], carried)
            for one in self.faults:
                self.builder.store(self.builder.or_(self.builder.load(fault), one), fault)
        for name, fold in folds.items():
            self.places.store(self.builder, name, fold.result(self.printer))
        if self.faults:
            self._keep_faults(self.builder.load(fault))

    def read(self, symbol: Symbol) -> Any:
        """The value that a formula means by a symbol."""
        step = _STEP[When(symbol.when)]
        if symbol.name not in self.places.rows:
            return self._scalar(symbol.name, step)
        key = (symbol.name, step)
        if key not in self.values:
            if step and symbol.name in self.carried:
                self.values[key] = self.builder.load(self.carried[symbol.name])
            else:
                meant = self.builder.add(self.period, whole(step)) if step else self.period
                self.values[key] = self.places.load(self.builder, symbol.name, meant)
        return self.values[key]

    def _scalar(self, name: str, step: int) -> Any:
        """A single number; as the row that it stands for it is 0 before the first period and after the last."""
        value = self.scalars[name]
        if not step:
            return value
        end = whole(1 if step < 0 else self.places.own.periods)
        return self.builder.select(self.builder.icmp_signed("==", self.period, end), ZERO, value)

    def _load_scalars(self) -> None:
        """Single numbers from outside are read once, before the loop."""
        for item in self.segment.items:
            for name, _ in sorted(item.reads):
                if name not in self.places.rows and name not in self.scalars and name not in self.segment.names:
                    self.scalars[name] = self.places.load(self.builder, name)

    def _write_scalars(self) -> None:
        for item in self.segment.items:
            self.scalars[item.names[0]] = self.printer.value(item.formulas[0])
            self.places.store(self.builder, item.names[0], self.scalars[item.names[0]])
        if self.faults:
            found = self.faults[0]
            for one in self.faults[1:]:
                found = self.builder.or_(found, one)
            self._keep_faults(found)

    def _write_rows(self, item: Item) -> None:
        for name, formula in zip(item.names, item.formulas, strict=True):
            self.values[name, 0] = self.printer.value(formula)
            if name in self.kept:
                self.places.store(self.builder, name, self.values[name, 0], self.period)

    def _behind(self) -> set[str]:
        """Rows of the segment that it reads in the period worked out before."""
        reads = {read for item in self.segment.items for read in item.reads}
        return {name for name, when in reads if name in self.inside and _STEP[when]}

    def _folds(self) -> dict[str, Any]:
        return {item.names[0]: FOLDS[item.formulas[0].op](self.builder) for item in self.segment.items}

    def _keep_faults(self, found: Any) -> None:
        before = self.places.load(self.builder, FAULTS)
        self.places.store(self.builder, FAULTS, self.builder.select(found, ONE, before))
