"""Loads a model and answers with it; runs in a process of its own and is given the native library.

What it is asked and what it says are messages (`local_frames`):

    {"do": "load", "place": ..., "memory_bytes": ...}    {"is": "loaded", ...}
    {"do": "answer", "id": ..., "messages": ..., ...}    {"is": "reading"} ..., {"is": "piece", ...} ...,
                                                         {"is": "end", ...}
    {"do": "cancel", "id": ...}                          (it ends before the next token)

and {"is": "error", "slug": ..., "message": ...} in place of each.
"""

from __future__ import annotations

import json
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from aqe.errors import RouterError
from aqe.router.providers.local_frames import MalformedFrame, read_frame, write_frame
from aqe.router.providers.local_walls import shut_in
from aqe.router.providers.stop_strings import StopStrings

__all__ = ["Engine", "serve"]

_TOKENIZER_BYTES = 64 * 1024 * 1024
_SEED = 0
_READ_TOKENS = 64
"""Read at once: the call cannot be broken off, and takes memory for the logits of each of them."""
_PROBE = ("AqeSystemProbe", "AqeUserProbe")
_PHI_4_MINI = f"<|system|>{_PROBE[0]}<|end|><|user|>{_PROBE[1]}<|end|><|assistant|>"
"""The chat format as the model's card documents it: https://huggingface.co/microsoft/Phi-4-mini-instruct"""

Send = Callable[[dict[str, Any]], None]


class Engine:
    """One loaded model.

    Args:
        library: The module `onnxruntime_genai`, or one that behaves like it.
        place: The model's directory.
    """

    def __init__(self, library: Any, place: Path) -> None:
        self._library = library
        disable = getattr(library, "disable_telemetry_events", None)
        if disable is not None:
            disable()
        configuration = library.Config(str(place))
        configuration.clear_providers()  # the processor only
        self._model = library.Model(configuration)
        self._tokenizer = library.Tokenizer(self._model)
        self._ends = frozenset(int(each) for each in self._tokenizer.eos_token_ids)
        self._controls = _control_strings(place)
        self._takes_system, self.template = self._probe()

    def _probe(self) -> tuple[bool, str]:
        """Whether the template knows system messages, and which form it has."""
        try:
            text = self._render([("system", _PROBE[0]), ("user", _PROBE[1])])
        except Exception:  # templates raise what they like where they refuse a role
            text = ""
        if _PROBE[0] in text and _PROBE[1] in text:
            return True, "phi-4-mini" if text == _PHI_4_MINI else "own"
        if _PROBE[1] not in self._render([("user", _PROBE[1])]):
            raise RouterError(
                "the model's chat template loses what the user says",
                hint="Get the model's chat template anew, and install the model again.",
                slug="local-model-failed",
            )
        return False, "own"

    def _render(self, turns: Sequence[tuple[str, str]]) -> str:
        messages = [{"role": role, "content": text} for role, text in turns]
        rendered = self._tokenizer.apply_chat_template(
            json.dumps(messages), add_generation_prompt=True
        )
        return str(rendered)

    def prompt(self, turns: Sequence[tuple[str, str]]) -> str:
        """The turns in the form that the model was trained on; control strings in them are taken apart."""
        harmless = [(role, self._without_controls(text)) for role, text in turns]
        if not self._takes_system:
            system = "\n\n".join(text for role, text in harmless if role == "system")
            harmless = [each for each in harmless if each[0] != "system"]
            if system and harmless and harmless[0][0] == "user":
                harmless[0] = ("user", f"{system}\n\n{harmless[0][1]}")
            elif system:
                harmless.insert(0, ("user", system))
        return self._render(harmless)

    def _without_controls(self, text: str) -> str:
        """Source under test may spell ``<|end|>``: it must not end a turn."""
        for each in self._controls:
            if each in text:
                text = text.replace(each, f"{each[0]} {each[1:]}")
        return text

    def answer(
        self, question: dict[str, Any], is_cancelled: Callable[[], bool]
    ) -> Iterator[dict[str, Any]]:
        """Pieces of the answer, then its end.

        Raises:
            RouterError: The question does not fit the model's context or the memory.
        """
        tokens = self._tokenizer.encode(self.prompt([tuple(each) for each in question["messages"]]))
        asked = len(tokens)
        limit = _limit(asked, question)
        generator = self._generator(limit, float(question["temperature"]))
        for begin in range(0, asked, _READ_TOKENS):
            if is_cancelled():
                yield {"is": "end", "finish": "cancelled", "input": asked, "output": 0}
                return
            generator.append_tokens(tokens[begin : begin + _READ_TOKENS])
            yield {"is": "reading"}
        stream = self._tokenizer.create_stream()
        stops = StopStrings(question["stop"])
        made, finish = 0, "length"
        while asked + made < limit:
            if is_cancelled():
                finish = "cancelled"
                break
            generator.generate_next_token()
            token = int(generator.get_next_tokens()[0])
            made += 1
            if token in self._ends:
                finish = "stop"
                break
            text = stops.feed(_decoded(stream, token))
            if text:
                yield {"is": "piece", "text": text}
            if stops.is_met:
                finish = "stop"
                break
        rest = stops.rest()
        if rest and finish != "cancelled":
            yield {"is": "piece", "text": rest}
        yield {"is": "end", "finish": finish, "input": asked, "output": made}

    def _generator(self, limit: int, temperature: float) -> Any:
        parameters = self._library.GeneratorParams(self._model)
        options: dict[str, Any] = {
            "max_length": limit,
            "min_length": 0,
            "batch_size": 1,
            "num_beams": 1,
            "num_return_sequences": 1,
            "repetition_penalty": 1.0,
            "no_repeat_ngram_size": 0,
            "do_sample": temperature > 0,
        }
        if temperature > 0:
            options |= {
                "temperature": temperature,
                "top_k": 50,
                "top_p": 0.95,
                "random_seed": _SEED,
            }
        parameters.set_search_options(**options)
        return self._library.Generator(self._model, parameters)


def _limit(asked: int, question: dict[str, Any]) -> int:
    """Most tokens of question and answer together."""
    context = int(question["context_tokens"])
    if asked >= context:
        raise RouterError(
            f"the question has {asked} tokens, and the model's context holds {context} with the answer",
            hint="Ask about less at once, or take a model with a longer context.",
            slug="model-context-exceeded",
        )
    limit = min(context, asked + int(question["max_output_tokens"]))
    most = question.get("most_tokens")
    if most is not None and limit > most:
        raise RouterError(
            f"question and answer may take {limit} tokens, and memory is free for {most}",
            hint="Close other programs, ask for a shorter answer, or take a smaller model.",
            slug="local-model-memory",
        )
    return limit


def _decoded(stream: Any, token: int) -> str:
    """The text that a token completes; models can emit bytes that are no text."""
    try:
        return str(stream.decode(token))
    except UnicodeDecodeError as error:
        return bytes(error.object).decode("utf-8", "replace")


def _control_strings(place: Path) -> tuple[str, ...]:
    """Strings that the tokenizer takes for control tokens, the longest first."""
    with (place / "tokenizer.json").open("rb") as file:
        document = json.loads(file.read(_TOKENIZER_BYTES).decode("utf-8-sig"))
    added = document.get("added_tokens") if isinstance(document, dict) else None
    found = {
        each["content"]
        for each in (added if isinstance(added, list) else ())
        if isinstance(each, dict)
        and isinstance(each.get("content"), str)
        and (each.get("special") is True or each["content"].startswith("<|"))
    }
    return tuple(sorted((each for each in found if len(each) > 1), key=len, reverse=True))


def serve(open_library: Callable[[], Any], source: BinaryIO, sink: BinaryIO) -> None:
    """Do what the messages say until the other side closes.

    Args:
        open_library: Imports the native library; called behind the walls.
        source: Where messages come from.
        sink: Where they go.
    """
    inbox = _Inbox(source)
    engine: Engine | None = None
    while True:
        message = inbox.next()
        try:
            if message["do"] == "load":
                walls = shut_in(message["memory_bytes"])
                began = time.monotonic()
                engine = Engine(open_library(), Path(message["place"]))
                seconds = round(time.monotonic() - began, 3)
                facts = {"is": "loaded", "seconds": seconds, "template": engine.template}
                write_frame(sink, {**facts, "walls": walls})
            elif engine is not None:
                for each in engine.answer(message, partial(inbox.is_cancelled, message["id"])):
                    write_frame(sink, each)
        except Exception as error:  # whatever a model brings about ends this answer only
            write_frame(sink, _failure(error))


def _failure(error: Exception) -> dict[str, Any]:
    if isinstance(error, RouterError):
        return {"is": "error", "slug": error.slug, "message": error.message, "hint": error.hint}
    if (
        isinstance(error, MemoryError)
        or "bad allocation" in str(error)
        or "bad_alloc" in str(error)
    ):
        return {
            "is": "error",
            "slug": "local-model-memory",
            "message": "memory ran out",
            "hint": None,
        }
    if isinstance(error, ModuleNotFoundError) and error.name == "onnxruntime_genai":
        return {"is": "error", "slug": "local-extra-missing", "message": str(error), "hint": None}
    text = f"{type(error).__name__}: {error}"
    return {"is": "error", "slug": "local-model-failed", "message": text[:500], "hint": None}


class _Inbox:
    """Messages, read by a thread so that a cancellation is seen between two tokens."""

    def __init__(self, source: BinaryIO) -> None:
        self._cancelled: set[int] = set()
        self._waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(source,), daemon=True).start()

    def next(self) -> dict[str, Any]:
        return self._waiting.get()

    def is_cancelled(self, number: int) -> bool:
        return number in self._cancelled

    def _read(self, source: BinaryIO) -> None:
        try:
            while (message := read_frame(source)) is not None:
                if message["do"] == "cancel":
                    self._cancelled.add(message["id"])
                else:
                    self._waiting.put(message)
        except (MalformedFrame, OSError, KeyError):
            pass
        os._exit(0)  # nobody listens any more; native code may still be at work
