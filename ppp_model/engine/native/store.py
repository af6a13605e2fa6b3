"""Machine code of programs: compiled once, kept on disk by what it was made from."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir

from ppp_model.engine import settle
from ppp_model.engine.native.program import ENTRY

VARIABLE = "PPP_MODEL_CACHE"
"""Environment variable with the folder for compiled programs; "" keeps none."""


def folder() -> Path | None:
    """The folder in which compiled programs are kept; None where there shall be none."""
    if VARIABLE in os.environ:
        return Path(os.environ[VARIABLE]) if os.environ[VARIABLE] else None
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "ppp-model"


def loaded(text: str, module: Callable[[], ir.Module]) -> Loaded:
    """A program that its text describes: its machine code from disk, or compiled from its module and kept there."""
    key = _key(text)
    code = _kept(key)
    if code is None:
        code = compiled(str(module()))
        _keep(key, code)
    return Loaded(code)


@cache
def _version() -> str:
    """What the printers are now: programs of other printers are not used again."""
    places = [*Path(__file__).parent.glob("*.py"), Path(settle.__file__)]
    return hashlib.sha256(b"".join(place.read_bytes() for place in sorted(places))).hexdigest()


def _key(text: str) -> str:
    """The name under which a program is kept: of its text and the machine that it is for."""
    _start()
    features = llvm.get_host_cpu_features().flatten()
    machine = f"{llvm.get_process_triple()} {llvm.get_host_cpu_name()} {features} {llvm.llvm_version_info}"
    return hashlib.sha256(f"{text}\n{machine}\n{_version()}".encode()).hexdigest()


def _kept(key: str) -> bytes | None:
    """The machine code that is kept under a name."""
    place = folder()
    try:
        return (place / f"{key}.o").read_bytes() if place else None
    except OSError:
        return None


def _keep(key: str, code: bytes) -> None:
    """Keep machine code; where the folder cannot be written nothing is kept."""
    place = folder()
    if place is None:
        return
    with contextlib.suppress(OSError):
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place, delete=False) as file:
            file.write(code)
        os.replace(file.name, place / f"{key}.o")


def compiled(text: str) -> bytes:
    """Machine code of a module, for this machine."""
    module = llvm.parse_assembly(text)
    module.verify()
    target = _target()
    module.triple, module.data_layout = target.triple, str(target.target_data)
    options = llvm.create_pipeline_tuning_options(speed_level=2)
    options.slp_vectorization = options.loop_vectorization = False  # the lanes are vectors already
    builder = llvm.create_pass_builder(target, options)
    builder.getModulePassManager().run(module, builder)
    return bytes(target.emit_object(module))


class Loaded:
    """Machine code in memory, ready to be called; calls release Python's lock."""

    def __init__(self, code: bytes) -> None:
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        address = self._engine.get_function_address(ENTRY)
        kind = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 4, ctypes.c_int64)
        self.call: Callable[..., Any] = kind(address)


def _start() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


def _target() -> Any:
    _start()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=2, jit=True
    )
