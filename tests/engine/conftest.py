"""What the engine's tests share: made-up modules of lines."""

from collections.abc import Callable
from types import ModuleType

import pytest

from ppp_model.engine.model import Model


@pytest.fixture(scope="session")
def made() -> Callable[..., ModuleType]:
    """Puts decorated functions, inputs and totals together as a module, as if they stood in a file of their own."""

    def build(*functions, **parts) -> ModuleType:
        module = ModuleType("made")
        for function in functions:
            function.__module__ = "made"
            setattr(module, function.__name__, function)
        vars(module).update(parts)
        return module

    return build


@pytest.fixture(scope="session")
def model_with(made) -> Callable[..., Model]:
    """A model of one made-up module that is added to the project."""

    def build(*functions, **parts) -> Model:
        model = Model()
        model.add(made(*functions, **parts))
        return model

    return build
