"""Imports the subject with its probes, under its own name, from its own file."""

import functools
import gc
import importlib
import importlib.util
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, Callable, Dict, List, Optional, Sequence

from .instrument import Instrumented, instrument
from .probes import Recorder
from .watch import Watch
from .watchdog import Watchdog

_Cache: Any = type(functools.lru_cache(maxsize=None)(len))

TraceFunction = Callable[[FrameType, str, Any], Any]


class Loaded:
    """A subject that is imported."""

    def __init__(
        self, module: ModuleType, filename: str, instrumented: Instrumented, recorder: Recorder
    ) -> None:
        self.module = module
        self.filename = filename
        self.instrumented = instrumented
        self.recorder = recorder
        self.trace_function: Optional[TraceFunction] = None
        self.reached: List[int] = []
        self.source = ""
        self.places: List[str] = []
        self.furnished = False
        self.watch: Optional[Watch] = None
        self.watchdog: Optional[Watchdog] = None
        self.functions: List[FunctionType] = []
        self.forgetters: List[Callable[[], None]] = []
        """What empties the caches that decorate its functions."""
        self._goal_of_line = {line: goal for goal, line in enumerate(instrumented.lines)}

    def goal_of_line(self, line: int) -> Optional[int]:
        """The goal of the logical line that holds a line, where it counts."""
        return self._goal_of_line.get(self.instrumented.starts.get(line, line))


class SubjectFinder:
    """Finds the subject before all others, so that its file is compiled our way."""

    def __init__(self, name: str, path: str, loader: "SubjectLoader") -> None:
        self._name = name
        self._path = path
        self._loader = loader

    def find_spec(
        self, fullname: str, path: Optional[Sequence[str]], target: Any = None
    ) -> Optional[ModuleSpec]:
        """The spec of the subject; None for every other module."""
        if fullname != self._name:
            return None
        is_package = os.path.basename(self._path) == "__init__.py"
        return importlib.util.spec_from_file_location(
            fullname,
            self._path,
            loader=self._loader,
            submodule_search_locations=[os.path.dirname(self._path)] if is_package else None,
        )

    def invalidate_caches(self) -> None:
        """Nothing is kept."""


class SubjectLoader(SourceFileLoader):
    """Runs code that was compiled beforehand."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:
        """The prepared code."""
        return self._code


def read_source(path: str) -> str:
    """The text of a source file, its encoding declaration obeyed."""
    with open(path, "rb") as file:
        return importlib.util.decode_source(file.read())


def load(name: str, path: str, trace: bool) -> Loaded:
    """Imports the subject.

    Args:
        name: Dotted import name.
        path: File of the subject.
        trace: Leave its syntax tree alone and trace lines instead.
    """
    source = read_source(path)
    original = compile(source, path, "exec", dont_inherit=True)
    instrumented = instrument(source, path, original)
    recorder = Recorder(instrumented.goal_count, instrumented.base)
    code = original if trace else instrumented.code
    trace_function = None
    if trace:
        from .tracing import line_tracer

        trace_function = line_tracer(path, instrumented, recorder.hits)
        sys.settrace(trace_function)
    recorder.install()
    module = _import(name, path, code)
    loaded = Loaded(module, path, instrumented, recorder)
    loaded.source = source
    loaded.trace_function = trace_function
    loaded.reached = [index for index, hit in enumerate(recorder.save()) if hit]
    loaded.functions = [
        each
        for each in gc.get_objects()
        if type(each) is FunctionType and each.__code__.co_filename == path
    ]
    loaded.forgetters = [
        each.cache_clear
        for each in gc.get_objects()
        if type(each) is _Cache and getattr(each, "__module__", None) == name
    ]
    return loaded


def load_code(name: str, path: str, code: CodeType) -> Loaded:
    """Imports the subject from given code, without probes."""
    module = _import(name, path, code)
    return Loaded(module, path, Instrumented(code, [], [], [], {}), Recorder(0, 0))


def _import(name: str, path: str, code: CodeType) -> ModuleType:
    forget_modules(name)
    finder: Any = SubjectFinder(name, path, SubjectLoader(name, path, code))
    sys.meta_path.insert(0, finder)
    try:
        module = importlib.import_module(name)
    finally:
        sys.meta_path.remove(finder)
    if getattr(module, "__file__", None) != path:
        raise ImportError("%s was imported from %s" % (name, getattr(module, "__file__", None)))
    return module


def forget_modules(name: str) -> None:
    """Drops a module that start-up code imported already, so that it is imported with probes."""
    loaded: Dict[str, ModuleType] = sys.modules
    for each in [key for key in loaded if key == name or key.startswith(name + ".")]:
        del loaded[each]


def search(paths: Sequence[str]) -> None:
    """Puts folders in front of the import path and takes the working directory off it."""
    sys.path[:] = list(paths) + [each for each in sys.path if each and each not in paths]
    PathFinder.invalidate_caches()
