"""Models of this machine, run by `onnxruntime-genai` in a process of their own: nothing leaves the machine.

The one place that imports the native library, and only in the process that `main` is the program of: native
code stands outside Python's audit hook, may crash on a file that was made to crash it, and reports its use to
its makers unless it is told not to before it is loaded.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import itertools
import os
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from aqe.domain.conversation import FinishReason, ModelRequest
from aqe.domain.model import Model, TokenUsage
from aqe.errors import RouterError
from aqe.router.local_models import (
    PROVIDER,
    InstalledModel,
    LocalModels,
    Stopped,
    available_memory_bytes,
    verify,
)
from aqe.router.local_models.memory import gibibytes
from aqe.router.local_models.records import PLANNED_TOKENS
from aqe.router.ports import Finished, Piece
from aqe.router.providers.local_process import (
    LocalProcess,
    NoMessage,
    ProcessEnded,
    model_command,
    model_environment,
)

__all__ = ["OnnxLocal", "library_version", "main"]

_LIBRARY = "onnxruntime-genai"
_GLANCE_S = 1.0
"""How often a thread that waits looks whether it waits for too long."""
_FAREWELL_S = 30.0
"""For one token, or the reading of a question, after an answer was broken off."""
_FINISH = {"stop": FinishReason.STOP, "length": FinishReason.LENGTH}

_TOLD = frozenset({"local-model-failed", "local-model-memory", "model-context-exceeded"})
"""Slugs that the process of a model may name."""

StartProcess = Callable[[Mapping[str, str]], LocalProcess]


def library_version() -> str | None:
    """The version of the native library that is installed here; None where there is none."""
    try:
        return importlib.metadata.version(_LIBRARY)
    except importlib.metadata.PackageNotFoundError:
        return None


def _start(environ: Mapping[str, str]) -> LocalProcess:
    return LocalProcess(model_command(), model_environment(environ))


class OnnxLocal:
    """Answers with installed models, one question at a time for each; of idle ones one stays loaded.

    Args:
        models: Those that are installed.
        environ: Variables that the processes of models may see some of.
        memory: How much memory can be taken, in bytes; None where it is not known.
        start: Starts a process.
        stall_s: Most seconds without a sign of life: while it is loaded, reads a question, makes a token.
    """

    name = PROVIDER

    def __init__(
        self,
        models: LocalModels,
        environ: Mapping[str, str],
        *,
        memory: Callable[[], int | None] = available_memory_bytes,
        start: StartProcess = _start,
        stall_s: float = 600.0,
    ) -> None:
        self._models = models
        self._environ = environ
        self._memory = memory
        self._start = start
        self._stall_s = stall_s
        self._guard = threading.Lock()
        self._loaded: dict[str, _LoadedModel] = {}
        self._numbers = itertools.count(1)

    async def answer(
        self, request: ModelRequest, model: Model
    ) -> AsyncGenerator[Piece | Finished, None]:
        """Pieces of the answer, then `Finished`; closing it ends the work after the present token."""
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[Piece | Finished | BaseException] = asyncio.Queue()

        def hand_on(item: Piece | Finished | BaseException) -> None:
            with suppress(RuntimeError):  # the loop was closed: nobody waits any more
                loop.call_soon_threadsafe(arrived.put_nowait, item)

        stop = _Stop()
        threading.Thread(
            target=self._work, args=(request, model, hand_on, stop), daemon=True
        ).start()
        try:
            while True:
                item = await arrived.get()
                if isinstance(item, BaseException):
                    raise item
                yield item
                if isinstance(item, Finished):
                    return
        finally:
            stop.ask()

    async def check(self) -> None:
        """Whether the library is there and a model is installed.

        Raises:
            RouterError: One of them is not.
        """
        if library_version() is None:
            raise _extra_missing()
        if not await asyncio.to_thread(self._models.installed):
            self._models.find("")

    async def close(self) -> None:
        """End the processes of all models."""
        with self._guard:
            loaded = tuple(self._loaded.values())
        for each in loaded:
            await asyncio.to_thread(each.end)

    def _work(
        self,
        request: ModelRequest,
        model: Model,
        hand_on: Callable[[Piece | Finished | BaseException], None],
        stop: _Stop,
    ) -> None:
        """In a thread of its own: one question from the first look at the files to the last token."""
        try:
            loaded = self._slot(model.name)
            with loaded.turn:
                if not stop.is_asked:
                    loaded.ready(self, stop)
                    for item in loaded.answers(self, request, next(self._numbers), stop):
                        hand_on(item)
        except Stopped:
            return
        except BaseException as error:  # it belongs to whoever waits for the answer
            hand_on(error)

    def _slot(self, name: str) -> _LoadedModel:
        with self._guard:
            return self._loaded.setdefault(name, _LoadedModel(name))

    def _make_room(self, wanted: _LoadedModel) -> None:
        """End the processes of models that nobody waits for."""
        with self._guard:
            others = [each for each in self._loaded.values() if each is not wanted]
        for each in others:
            if each.turn.acquire(blocking=False):
                try:
                    each.end()
                finally:
                    each.turn.release()


class _Stop:
    """A question that is not wanted any more."""

    def __init__(self) -> None:
        self.is_asked = False
        self._lock = threading.Lock()
        self._tell: Callable[[], None] | None = None

    def ask(self) -> None:
        with self._lock:
            self.is_asked = True
            if self._tell is not None:
                self._tell()

    def tells(self, tell: Callable[[], None] | None) -> None:
        """From now on, `tell` is called when the question is not wanted any more."""
        with self._lock:
            self._tell = tell
            if tell is not None and self.is_asked:
                tell()


class _LoadedModel:
    """One model's process; all but `turn` belongs to whoever holds `turn`."""

    def __init__(self, name: str) -> None:
        self.turn = threading.Lock()
        self._name = name
        self._process: LocalProcess | None = None
        self._verified: InstalledModel | None = None

    def ready(self, owner: OnnxLocal, stop: _Stop) -> None:
        """See to it that the model is loaded, and that it is the one that was installed."""
        installed = owner._models.find(self._name)
        if self._process is not None and self._process.is_alive and self._is_known(installed):
            return
        if library_version() is None:
            raise _extra_missing()
        self.end()
        known = self._verified if self._is_known(installed) else None
        self._verified = verify(
            known or installed, thorough=known is None, cancelled=lambda: stop.is_asked
        )
        owner._make_room(self)
        free = owner._memory()
        needed = installed.planned_bytes
        if free is not None and free < needed:
            raise _too_little_memory(installed, needed, free)
        self._load(owner, installed, free)

    def _is_known(self, installed: InstalledModel) -> bool:
        """Whether the record is the one that was verified before."""
        known = self._verified
        return (
            known is not None
            and known.place == installed.place
            and [each.sha256 for each in known.files] == [each.sha256 for each in installed.files]
        )

    def _load(self, owner: OnnxLocal, installed: InstalledModel, free: int | None) -> None:
        try:
            self._process = owner._start(owner._environ)
        except OSError as error:
            raise RouterError(
                f"no process for the model {self._name!r} could be started: {error}",
                hint="Check the limits of processes and memory.",
                slug="local-model-crashed",
            ) from error
        message = {"do": "load", "place": str(installed.place), "memory_bytes": free}
        try:
            self._receive(owner, message, _Stop(), "while it was loaded")
        except RouterError:
            self.end()
            raise

    def answers(
        self, owner: OnnxLocal, request: ModelRequest, number: int, stop: _Stop
    ) -> Iterator[Piece | Finished]:
        """What the model says, as it comes."""
        process, installed = self._process, self._verified
        assert process is not None
        assert installed is not None
        free = owner._memory()
        message: dict[str, Any] | None = {
            "do": "answer",
            "id": number,
            "messages": [[each.role.value, each.text] for each in request.messages],
            "max_output_tokens": request.max_output_tokens,
            "temperature": request.temperature,
            "stop": list(request.stop),
            "context_tokens": installed.context_tokens,
            "most_tokens": None if free is None else free // installed.cache.token_bytes,
        }

        def cancel() -> None:
            with suppress(ProcessEnded):
                process.send({"do": "cancel", "id": number})

        try:
            while True:
                said = self._receive(owner, message, stop, "while it answered")
                if message is not None:
                    stop.tells(cancel)
                message = None
                item = self._item(said)
                if item is not None:
                    yield item
                if said.get("is") == "end":
                    return
        finally:
            stop.tells(None)

    def _item(self, said: Mapping[str, Any]) -> Piece | Finished | None:
        """What a message means; None where it is a sign of life, or the end of what was broken off."""
        try:
            if said["is"] == "piece":
                return Piece(str(said["text"]))
            if said["is"] == "end" and said["finish"] in _FINISH:
                return Finished(_FINISH[said["finish"]], TokenUsage(said["input"], said["output"]))
        except (KeyError, TypeError, ValueError) as error:
            self.end()
            raise RouterError(
                f"the process of the model {self._name!r} said what makes no sense: {str(said)[:80]!r}",
                hint="Its files may be damaged; `aqe doctor` looks at them.",
                slug="local-model-crashed",
            ) from error
        return None

    def _receive(
        self, owner: OnnxLocal, message: Mapping[str, Any] | None, stop: _Stop, when: str
    ) -> dict[str, Any]:
        """Send a message, where there is one, and wait for the next answer."""
        process = self._process
        assert process is not None
        try:
            if message is not None:
                process.send(message)
            said = self._wait(process, owner._stall_s, stop)
        except ProcessEnded as error:
            self.end()
            raise RouterError(
                f"the process of the model {self._name!r} crashed {when}: {error}",
                hint="Its files may be damaged, or memory ran out; `aqe doctor` looks at both.",
                slug="local-model-crashed",
            ) from error
        except NoMessage as error:
            self.end()
            raise RouterError(
                f"the model {self._name!r} gave no sign of life {when}: {error}",
                hint="Take a smaller model, or ask for less at once.",
                slug="local-model-crashed",
            ) from error
        if said.get("is") == "error":
            raise self._told(said, when)
        return said

    def _wait(self, process: LocalProcess, stall_s: float, stop: _Stop) -> dict[str, Any]:
        waited = waited_after = 0.0
        while True:
            try:
                return process.receive(min(_GLANCE_S, stall_s))
            except NoMessage:
                waited += _GLANCE_S
                waited_after += _GLANCE_S if stop.is_asked else 0.0
                if waited >= stall_s or waited_after >= _FAREWELL_S:
                    raise

    def _told(self, said: Mapping[str, Any], when: str) -> RouterError:
        kind = str(said.get("slug"))
        if kind == "local-extra-missing":
            return _extra_missing()
        return RouterError(
            f"the model {self._name!r} failed {when}: {said.get('message')}",
            hint=said.get("hint") or "`aqe doctor` says whether the model's files are intact.",
            slug=kind if kind in _TOLD else "local-model-failed",
        )

    def end(self) -> None:
        """End the process; the next question starts a new one."""
        if self._process is not None:
            self._process.end()
            self._process = None


def _extra_missing() -> RouterError:
    return RouterError(
        "local models need the package onnxruntime-genai, which is not installed here",
        hint="pip install 'agentic-qe[local]'",
        slug="local-extra-missing",
    )


def _too_little_memory(model: InstalledModel, needed: int, free: int) -> RouterError:
    tokens = min(model.context_tokens, PLANNED_TOKENS)
    return RouterError(
        f"the model {model.name!r} needs {gibibytes(needed)} of memory with a context of {tokens} tokens"
        f" ({gibibytes(model.weights_bytes)} of weights), and {gibibytes(free)} are available",
        hint="Close other programs, raise the container's limit, or install a smaller model.",
        slug="local-model-memory",
    )


def main() -> None:
    """Be the process of a model: messages come on standard input, answers leave on standard output."""

    def open_library() -> Any:
        import onnxruntime_genai

        return onnxruntime_genai

    from aqe.router.providers.local_engine import serve

    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what native code prints is no message
    serve(open_library, sys.stdin.buffer, sink)
