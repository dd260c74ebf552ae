"""What a process has beside its modules: what the interpreter, its C code and the system remember.

Each kind of state is read in one way and put back in one way. What a fixture puts back at its end is as it
was when a test is over.
"""

from __future__ import annotations

import _thread
import atexit
import decimal
import gc
import locale
import logging
import os
import random
import signal
import sys
import threading
import time
import warnings
import weakref
from collections.abc import Callable
from typing import Any

_THREADS_END_S = 0.2
"""Threads that are about to end may do so."""
_POLL_S = 0.01
_MOST_BLOCKS = 500
"""Of 624 random numbers: so many may be drawn and the generator still counts as the one that was there."""
_WORDS = 624
_OWN_VARIABLES = ("PYTEST_CURRENT_TEST",)

_Read = Callable[[], Any]
_Write = Callable[[Any], None]


class ProcessState:
    """The state when this is made; `changed` tells what differs, and puts it back.

    Args:
        seeds: Whether the code under test seeds the global random generator itself.
    """

    def __init__(self, seeds: bool = False) -> None:
        _register_early()
        self._seeds = seeds
        self._loggers = _Loggers()
        self._probes: list[tuple[str, _Read, _Write | None]] = [
            *_probes(),
            ("logging", self._loggers.state, self._loggers.put_back),
        ]
        self._known: list[Any] = []
        self._random: Any = None
        self._modules = 0
        self._threads: list[Any] = []
        self._count = 0
        self._exits = 0
        self.refresh()

    def refresh(self) -> None:
        """What is now, is what is expected."""
        self._loggers.refresh()
        self._known = [_safely(read) for _, read, _ in self._probes]
        self._random = random.getstate()
        self._modules = len(sys.modules)
        self._threads, self._count = threading.enumerate(), _count()
        self._exits = _exits()

    def changed(self) -> list[str]:
        """What is no longer as it was; all of it is as before afterwards, where that can be."""
        found = []
        for (name, read, write), known in zip(self._probes, self._known):
            if _key(_safely(read)) != _key(known):
                found.append(name)
                if write is not None:
                    _put_back(write, known)
        if self._is_seeded():
            found.append("the random generator")
            random.setstate(self._random)
        if self._has_threads():
            found.append("threads that go on")
        # What is imported may have handlers of its own.
        if _exits() > self._exits and len(sys.modules) == self._modules:
            found.append("functions that run at exit")
        self.refresh()
        return found

    def _is_seeded(self) -> bool:
        if self._seeds:
            return False
        return not _is_drawn(self._random, random.getstate())

    def _has_threads(self) -> bool:
        new = [each for each in threading.enumerate() if each not in self._threads]
        deadline = time.monotonic() + _THREADS_END_S
        for each in new:
            if each is not threading.current_thread():
                each.join(max(0.0, deadline - time.monotonic()))
        while _count() > self._count and time.monotonic() < deadline:
            time.sleep(_POLL_S)
        return _count() > self._count


def _count() -> int:
    """Threads, those that only the interpreter knows of included."""
    number: int = _thread._count()
    return number


def _register_early() -> None:
    """The first finalizer of all asks to be called at exit: it is not the first test's doing."""

    class Nothing:
        pass

    weakref.finalize(Nothing(), lambda: None)


def _is_drawn(before: Any, after: Any) -> bool:
    """Whether a state of the random generator comes from another by drawing numbers."""
    if before == after or before[1] == after[1]:
        return True
    if before[1][:_WORDS] == after[1][:_WORDS]:
        return bool(after[1][_WORDS] >= before[1][_WORDS])
    generator = random.Random()
    generator.setstate(before)
    for _ in range(_MOST_BLOCKS):
        generator.getrandbits(32 * _WORDS)
        if generator.getstate()[1][:_WORDS] == after[1][:_WORDS]:
            return True
    return False


def _exits() -> int:
    count: Any = getattr(atexit, "_ncallbacks", None)
    return count() if count is not None else 0


def _safely(read: _Read) -> Any:
    try:
        return read()
    except Exception:  # a state that cannot be read now may be readable later
        return None


def _put_back(write: _Write, known: Any) -> None:
    try:
        write(known)
    except Exception:  # the test is refused all the same
        return


def _key(state: Any) -> Any:
    """What two states are compared by: objects by what they are, not by what they say of themselves."""
    kind = type(state)
    if kind in (int, str, float, bytes, bool, type(None)):
        return (kind, state)
    if kind in (list, tuple):
        return (kind, [_key(each) for each in state])
    if kind is dict:
        return (kind, {key: _key(each) for key, each in state.items()})
    return (object, id(state))


def _probes() -> list[tuple[str, _Read, _Write | None]]:
    found: list[tuple[str, _Read, _Write | None]] = [
        ("the environment", _environment, _set_environment),
        ("the working folder", os.getcwd, os.chdir),
        ("the mask of modes", _mask, _set_mask),
        ("warnings.filters", lambda: list(warnings.filters), _set_filters),
        ("the locale", lambda: locale.setlocale(locale.LC_ALL), _set_locale),
        ("the decimal context", _decimal, _set_decimal),
        ("the recursion limit", sys.getrecursionlimit, sys.setrecursionlimit),
        ("the switch interval", sys.getswitchinterval, sys.setswitchinterval),
        ("signal handlers", _handlers, _set_handlers),
        ("the time zone", lambda: (time.tzname, time.timezone, time.daylight), _set_zone),
        ("the default timeout of sockets", _socket_timeout, _set_socket_timeout),
        ("the garbage collector", lambda: (gc.isenabled(), gc.get_threshold()), _set_gc),
        ("the stack of threads", threading.stack_size, None),
        ("limits of the process", _limits, None),
        ("what traces the process", lambda: (sys.gettrace(), sys.getprofile()), _set_tracing),
    ]
    if hasattr(sys, "get_int_max_str_digits"):
        found.append(
            ("the limit of digits", sys.get_int_max_str_digits, sys.set_int_max_str_digits)
        )
    return found


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OWN_VARIABLES}


def _set_environment(known: dict[str, str]) -> None:
    for name in _environment():
        if name not in known:
            del os.environ[name]
    os.environ.update(known)


def _mask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _set_mask(known: int) -> None:
    os.umask(known)


def _set_filters(known: list[Any]) -> None:
    warnings.filters[:] = known  # type: ignore[index]
    getattr(warnings, "_filters_mutated", lambda: None)()


class _Loggers:
    """What holds for all loggers, and for each of those that there are."""

    def __init__(self) -> None:
        self._known: list[logging.Logger] = []

    def refresh(self) -> None:
        """Those that are made later are whose they are."""
        made = list(logging.root.manager.loggerDict.values())
        self._known = [logging.root, *(each for each in made if isinstance(each, logging.Logger))]

    def state(self) -> list[Any]:
        """Levels, handlers and filters."""
        return [
            [logging.root.manager.disable, logging.raiseExceptions, logging.lastResort],
            *(
                (each.level, list(each.handlers), list(each.filters), each.propagate, each.disabled)
                for each in self._known
            ),
        ]

    def put_back(self, known: list[Any]) -> None:
        """Make it as it was."""
        disabled, logging.raiseExceptions, logging.lastResort = known[0]
        logging.disable(disabled)
        for each, (level, handlers, filters, propagate, is_off) in zip(self._known, known[1:]):
            each.setLevel(level)
            each.handlers[:], each.filters[:] = handlers, filters
            each.propagate, each.disabled = propagate, is_off


def _set_locale(known: str) -> None:
    locale.setlocale(locale.LC_ALL, known)


def _decimal() -> tuple[Any, ...]:
    """The context and the default one, but for the flags, which every calculation raises."""
    return tuple(
        (
            each.prec,
            each.rounding,
            each.Emin,
            each.Emax,
            each.capitals,
            each.clamp,
            [kind.__name__ for kind, is_on in each.traps.items() if is_on],
        )
        for each in (decimal.getcontext(), decimal.DefaultContext)
    )


def _set_decimal(known: tuple[Any, ...]) -> None:
    for context, each in zip((decimal.getcontext(), decimal.DefaultContext), known):
        context.prec, context.rounding, context.Emin, context.Emax = each[:4]
        context.capitals, context.clamp = each[4:6]
        for kind in context.traps:
            context.traps[kind] = kind.__name__ in each[6]


def _handlers() -> list[Any]:
    numbers = sorted(signal.valid_signals()) if hasattr(signal, "valid_signals") else []
    return [(int(each), signal.getsignal(each)) for each in numbers]


def _set_handlers(known: list[Any]) -> None:
    for number, handler in known:
        if handler is not None and signal.getsignal(number) is not handler:
            signal.signal(number, handler)


def _set_zone(known: Any) -> None:
    """The variable of the environment is as it was by now."""
    if hasattr(time, "tzset"):
        time.tzset()


def _socket_timeout() -> Any:
    socket: Any = sys.modules.get("socket")
    return None if socket is None else socket.getdefaulttimeout()


def _set_socket_timeout(known: Any) -> None:
    sys.modules["socket"].setdefaulttimeout(known)


def _set_gc(known: Any) -> None:
    gc.set_threshold(*known[1])
    if known[0]:
        gc.enable()
    else:
        gc.disable()


def _set_tracing(known: Any) -> None:
    sys.settrace(known[0])
    sys.setprofile(known[1])


def _limits() -> Any:
    resource: Any = sys.modules.get("resource")
    if resource is None:
        return None
    names = [each for each in dir(resource) if each.startswith("RLIMIT_")]
    return [resource.getrlimit(getattr(resource, each)) for each in names]
