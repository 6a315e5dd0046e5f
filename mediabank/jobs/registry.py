"""Which tasks there are: each is registered by name where it lives, so that lower layers can defer it by name."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

Arguments = Mapping[str, Any]
Function = TypeVar("Function", bound=Callable[..., Awaitable[None]])


@dataclass(frozen=True)
class Registered:
    """One kind of task; with `batch` above 1 the function is handed a list of argument mappings."""

    name: str
    function: Callable[..., Awaitable[None]]
    batch: int


_registered: dict[str, Registered] = {}


def task(name: str, *, batch: int = 1) -> Callable[[Function], Function]:
    """Register an idempotent coroutine function as the task of this name.

    It is called with the arguments that were deferred, or, with `batch`, once with a list of up to that many.
    """

    def register(function: Function) -> Function:
        _registered[name] = Registered(name, function, batch)
        return function

    return register


def registered() -> Mapping[str, Registered]:
    """Every registered task by name."""
    return _registered
