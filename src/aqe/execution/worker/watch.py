"""Notices when code under test asks for something that is different in every run.

The functions that answer such questions are replaced before the subject is imported. They still answer
truthfully; only the question is noted. The global random generator starts every program in the same state.
"""

import datetime
import gc
import os
import random
import selectors
import sys
import time
import uuid
import warnings
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from .calendar_clock import Calendar
from .interrupts import Timer

_CLOCKS = (
    "time",
    "time_ns",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "process_time",
    "process_time_ns",
    "thread_time",
    "thread_time_ns",
)
_BROKEN_DOWN = {"localtime": 0, "gmtime": 0, "ctime": 0, "asctime": 0, "strftime": 1}
"""Functions that ask the clock when they get no more than so many arguments."""
_PROCESS = ("getpid", "getppid", "getpgid", "getlogin", "uname", "cpu_count", "getloadavg", "times")
_QUIET = frozenset(
    "asyncio concurrent logging multiprocessing queue random sched selectors socket subprocess "
    "tempfile threading unittest warnings".split()
)
"""Standard modules whose own questions do not show in results."""
_PASSING = frozenset(["os", "collections.abc", "_collections_abc", __name__])
_STANDARD: Any = getattr(sys, "stdlib_module_names", frozenset(["locale", "tempfile", "posixpath"]))
_frame = sys._getframe


class Watched:
    """A function that notes that it was called. Not a descriptor, like the built-in one it replaces."""

    def __init__(
        self, function: Callable[..., Any], note: Callable[[int], None], seen: Any = None
    ) -> None:
        seen = function if seen is None else seen
        self._function = function
        self._note = note
        self._seen: str = repr(seen)
        self._stands_for: type = type(seen)
        self.__name__ = str(seen.__name__)
        self.__qualname__ = seen.__name__
        self.__module__ = seen.__module__
        self.__doc__ = seen.__doc__

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Notes and answers."""
        self._note(len(arguments) + len(keywords))
        return self._function(*arguments, **keywords)

    def __reduce__(self) -> str:
        return self.__name__

    def __repr__(self) -> str:
        return self._seen


class Watch:
    """What the running program asked for."""

    def __init__(self, calendar: Optional[Calendar] = None) -> None:
        self._calendar = calendar or Calendar()
        self.touched: Set[str] = set()
        self.own_variables: Set[str] = set()
        """Variables of the environment that the program set itself."""
        self.timer: Optional[Timer] = None
        self._is_seeded = False
        self._is_used = False
        self._seed: Callable[..., Any] = random.seed

    def begin(self) -> None:
        """Forgets the last program."""
        self.touched.clear()
        self.own_variables.clear()
        self._calendar.begin()
        self._is_seeded = False
        if self._is_used:
            self.seed()
        self._forget_loop()

    def _forget_loop(self) -> None:
        """Takes away the event loop that an earlier program left as the current one.

        Under a shifted clock there is none at all, as behind ``asyncio.run``: what depends on whether some
        other test ran a loop before shows by that.
        """
        asyncio: Any = sys.modules.get("asyncio")
        policy = getattr(getattr(asyncio, "events", None), "_event_loop_policy", None)
        if policy is None and not (asyncio and self._calendar.shift_s):
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            asyncio.set_event_loop_policy(None)
            if self._calendar.shift_s:
                asyncio.set_event_loop(None)

    def left_loop(self) -> bool:
        """Whether the program made an event loop that nobody runs, by asking for the current one."""
        policy = getattr(sys.modules.get("asyncio.events"), "_event_loop_policy", None)
        return getattr(getattr(policy, "_local", None), "_loop", None) is not None

    def seed(self) -> None:
        """Puts the global random generator into its first state."""
        self._is_used = False
        self._seed(0)

    def install(self) -> None:
        """Replaces the functions. Call it once, before the subject is imported."""
        machine = dict(vars(time))
        self._calendar.install()
        for name in _CLOCKS:
            self._replace(time, name, self._noter("clock"), machine.get(name))
        for name, few in _BROKEN_DOWN.items():
            self._replace(time, name, self._noter("clock", few), machine[name])
        for name in _PROCESS:
            self._replace(os, name, self._noter("process"))
        self._replace(os, "urandom", self._noter("urandom"))
        self._replace(random, "_urandom", self._use_system_random)
        for name in ("uuid1", "uuid4", "getnode"):
            self._replace(uuid, name, self._noter("uuid"))
        self._watch_random()
        self._watch_environment()
        self._watch_waiting()
        self._watch_datetime()

    def _replace(
        self, module: Any, name: str, note: Callable[[int], None], seen: Any = None
    ) -> None:
        function = getattr(module, name, None)
        if function is not None:
            setattr(module, name, Watched(function, note, seen))

    def _noter(self, label: str, few: int = 1000) -> Callable[[int], None]:
        def note(count: int) -> None:
            if count <= few and _asker(3).partition(".")[0] not in _QUIET:
                self.touched.add(label)

        return note

    def _watch_random(self) -> None:
        generator = getattr(random, "_inst", None)
        for name, function in list(vars(random).items()):
            owner = getattr(function, "__self__", None)
            if owner is generator and generator is not None and name != "seed":
                self._replace(random, name, self._use_random)
        self._replace(random, "seed", self._seed_random)
        original = random.Random.seed

        def seed(generator: random.Random, a: Any = None, version: int = 2) -> None:
            if a is None:
                self.touched.add("random")
                a = 0
            original(generator, a, version)

        random.Random.seed = seed  # type: ignore[method-assign, assignment]

    def _use_random(self, count: int) -> None:
        self._is_used = True
        if not self._is_seeded:
            self.touched.add("random")

    def _use_system_random(self, count: int) -> None:
        """Only `random.SystemRandom` asks by this way, and through it `secrets`: for whoever called it."""
        self.touched.add("urandom")

    def _seed_random(self, count: int) -> None:
        self._is_used = True
        self._is_seeded = count > 0

    def _watch_environment(self) -> None:
        kind: Any = type(os.environ)
        original, every = kind.__getitem__, kind.__iter__

        def note() -> None:
            asker = _asker(3).partition(".")[0]
            own = asker in _STANDARD or asker in _QUIET or asker.startswith("aqe_worker")
            if not own:
                self.touched.add("environment")

        def read(environ: Any, name: Any) -> Any:
            if name not in self.own_variables:
                note()
            return original(environ, name)

        def gone_through(environ: Any) -> Any:
            note()
            return every(environ)

        kind.__getitem__ = read
        kind.__iter__ = gone_through

    def _watch_waiting(self) -> None:
        """Code that would wait for longer than it may is interrupted at once."""
        sleep = time.sleep
        watch = self

        class Sleep(Watched):
            def __call__(self, *arguments: Any, **keywords: Any) -> Any:
                if arguments and isinstance(arguments[0], (int, float)):
                    watch.wait(float(arguments[0]))
                    watch._calendar.sleep(float(arguments[0]))
                return sleep(*arguments, **keywords)

        setattr(time, "sleep", Sleep(sleep, lambda count: None))  # noqa: B010
        base: Any = selectors.DefaultSelector

        class Selector(base):  # type: ignore[misc]
            def select(self, timeout: Optional[float] = None) -> List[Tuple[Any, int]]:
                if len(self.get_map()) <= 1:  # nothing but a loop's own wake-up pipe
                    watch.wait(float("inf") if timeout is None else timeout)
                return base.select(self, timeout)  # type: ignore[no-any-return]

        selectors.DefaultSelector = Selector  # type: ignore[misc]

    def wait(self, duration_s: float) -> None:
        """The program is about to wait; nothing else can end it before."""
        if self.timer is not None and duration_s > self.timer.left_s() and _is_alone(self.timer):
            self.timer.interrupt()

    def _watch_datetime(self) -> None:
        try:
            import ctypes

            modified = ctypes.pythonapi.PyType_Modified
        except (ImportError, AttributeError):
            return
        kind: Any = datetime.datetime
        (members,) = [each for each in gc.get_referents(kind.__dict__) if isinstance(each, dict)]
        for name, utc in (("now", None), ("utcnow", datetime.timezone.utc)):
            members[name] = classmethod(self._moment(members[name], utc))
        modified(ctypes.py_object(kind))

    def _moment(self, original: Any, utc: Optional[datetime.tzinfo]) -> Callable[..., Any]:
        note = self._noter("clock")

        def moment(kind: Any, *arguments: Any, **keywords: Any) -> Any:
            note(0)
            answer = original.__get__(None, kind)(*arguments, **keywords)
            if self._calendar.is_machine:
                return answer
            now_s = self._calendar.now()
            if utc is not None:
                return kind.fromtimestamp(now_s, utc).replace(tzinfo=None)
            return kind.fromtimestamp(now_s, *arguments, **keywords)

        return moment


def _asker(depth: int) -> str:
    """The module that asked, standard go-betweens left out."""
    frame: Any = _frame(depth)
    while frame is not None:
        found: Dict[str, Any] = frame.f_globals
        name = found.get("__name__", "")
        if name not in _PASSING:
            return name if isinstance(name, str) else ""
        frame = frame.f_back
    return ""


def _is_alone(timer: Timer) -> bool:
    """Whether no other thread could wake this one."""
    import _thread

    return _thread._count() <= timer.threads
