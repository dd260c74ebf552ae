"""The protocols that the server speaks: how a question is read, and an answer and an error are written.

Shapes are those of the vendors' API references and of the types of their libraries (`openai` 3.57,
`anthropic` 2.14, API version 2026-10-21).
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from aqe.domain.model import TokenUsage
from aqe.testing.models.faults import Fault
from aqe.testing.models.talk import Asked, ServedModel

__all__ = ["DIALECTS", "Dialect", "Draft", "Refusal"]

_CREATED = 1_767_225_600


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """Why a question is refused."""

    status: int
    kind: str
    message: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is written in some protocol."""

    id: str
    asked: Asked
    pieces: tuple[str, ...]
    reasoning: str
    finish: str
    """``stop``, ``length``, or ``stop_text`` where one of the question's stop texts ended it."""
    usage: TokenUsage
    cost_usd: Decimal
    fault: Fault | None

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces)


class Dialect(ABC):
    """One provider's protocol."""

    name: ClassVar[str]
    base: ClassVar[str]
    """Path of the address that a client is given."""
    ask_path: ClassVar[str]
    needs_key: ClassVar[bool] = True

    @abstractmethod
    def read(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> Asked:
        """A question.

        Raises:
            Refusal: It is none.
        """

    @abstractmethod
    def error(self, refusal: Refusal, id: str) -> dict[str, Any]:
        """The body of an error."""

    @abstractmethod
    def error_event(self, id: str) -> bytes:
        """An error inside a stream."""

    @abstractmethod
    def events(self, draft: Draft) -> tuple[list[bytes], list[bytes]]:
        """An answer as events: those up to why it ended, then those that hold usage and the end."""

    @abstractmethod
    def whole(self, draft: Draft) -> dict[str, Any]:
        """An answer in one piece."""

    @abstractmethod
    def listing(self, path: str, models: Sequence[ServedModel]) -> dict[str, Any] | None:
        """What a list of models, or a page about a key, says; None where there is no such page."""

    @abstractmethod
    def limits(self, body: Mapping[str, Any]) -> tuple[int | None, tuple[str, ...]]:
        """The most tokens of an answer, and its stop texts."""

    def key_in(self, headers: Mapping[str, str]) -> str:
        """The key that was sent; empty: none."""
        scheme, _, key = headers.get("authorization", "").partition(" ")
        return key if scheme.lower() == "bearer" else ""

    def malformed_shape(self) -> list[bytes]:
        """Events that are JSON, and nothing of the protocol."""
        return [_event(["what", "is", "this"])]

    def check(self, asked: Asked, model: ServedModel) -> None:
        """What this provider refuses of this model.

        Raises:
            Refusal: It does.
        """


class _Chat(Dialect):
    """Chat completions."""

    ask_path = "/chat/completions"

    def read(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> Asked:
        messages = body.get("messages")
        if not isinstance(body.get("model"), str) or not isinstance(messages, list) or not messages:
            raise Refusal(400, "invalid_request_error", "model and messages are needed")
        return _asked(self.name, body, messages, "")

    def error(self, refusal: Refusal, id: str) -> dict[str, Any]:
        return {
            "error": {
                "message": refusal.message,
                "type": refusal.kind,
                "param": None,
                "code": refusal.code,
            }
        }

    def error_event(self, id: str) -> bytes:
        refusal = Refusal(500, "server_error", "The server had an error", "server_error")
        return _event(self.error(refusal, id))

    def events(self, draft: Draft) -> tuple[list[bytes], list[bytes]]:
        tells = self._tells_usage(draft.asked.body)
        frame = self._frame(draft) | ({"usage": None} if tells else {})
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        if draft.reasoning:
            deltas.append({"reasoning": draft.reasoning, "content": None})
        deltas += [{"content": each} for each in draft.pieces]
        text = [
            _event(frame | {"choices": [{"index": 0, "delta": each, "finish_reason": None}]})
            for each in deltas
        ]
        text.append(
            _event(
                frame | {"choices": [{"index": 0, "delta": {}, "finish_reason": _reason(draft)}]}
            )
        )
        end = [b"data: [DONE]\n\n"]
        usage = self._usage(draft)
        if tells and usage is not None:
            end.insert(0, _event(frame | {"choices": [], "usage": usage}))
        return text, end

    def whole(self, draft: Draft) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": draft.text, "refusal": None}
        if draft.reasoning:
            message["reasoning"] = draft.reasoning
        choice = {"index": 0, "message": message, "finish_reason": _reason(draft), "logprobs": None}
        answer = self._frame(draft) | {"object": "chat.completion", "choices": [choice]}
        usage = self._usage(draft)
        return answer if usage is None else answer | {"usage": usage}

    def listing(self, path: str, models: Sequence[ServedModel]) -> dict[str, Any] | None:
        if path != "/models":
            return None
        data = [
            {"id": each.name, "object": "model", "created": _CREATED, "owned_by": self.name}
            for each in models
        ]
        return {"object": "list", "data": data}

    def limits(self, body: Mapping[str, Any]) -> tuple[int | None, tuple[str, ...]]:
        stop = body.get("stop") or ()
        most = body.get("max_completion_tokens", body.get("max_tokens"))
        return most, (stop,) if isinstance(stop, str) else tuple(stop)

    def _tells_usage(self, body: Mapping[str, Any]) -> bool:
        return bool((body.get("stream_options") or {}).get("include_usage"))

    def _frame(self, draft: Draft) -> dict[str, Any]:
        return {
            "id": f"chatcmpl-{draft.id}",
            "object": "chat.completion.chunk",
            "created": _CREATED,
            "model": draft.asked.model,
            "system_fingerprint": None,
        }

    def _usage(self, draft: Draft) -> dict[str, Any] | None:
        usage, fault = draft.usage, draft.fault
        prompt: Any = usage.input
        completion: Any = usage.output
        cached = usage.cached_input
        if fault is Fault.USAGE_MISSING:
            return None
        if fault is Fault.USAGE_NEGATIVE:
            completion = -completion - 1
        elif fault is Fault.USAGE_ABSURD:
            prompt = 10**12
        elif fault is Fault.USAGE_TEXT:
            prompt, completion = str(prompt), str(completion)
        elif fault is Fault.USAGE_CACHED:
            cached = usage.input + 1
        return {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": usage.input + usage.output,
            "prompt_tokens_details": {"cached_tokens": cached},
            "completion_tokens_details": {"reasoning_tokens": 0},
        }


class _OpenAI(_Chat):
    name = "openai"
    base = "/openai/v1"

    def check(self, asked: Asked, model: ServedModel) -> None:
        if not model.is_reasoning:
            return
        for field in ("max_tokens", "stop"):
            if field in asked.body:
                raise Refusal(
                    400,
                    "invalid_request_error",
                    f"Unsupported parameter: {field!r}",
                    "unsupported_parameter",
                )
        if asked.body.get("temperature", 1) != 1:
            raise Refusal(
                400,
                "invalid_request_error",
                "Unsupported value: 'temperature'",
                "unsupported_value",
            )


class _OpenRouter(_Chat):
    """Chat completions with a provider, a cost, comments and numeric codes of errors."""

    name = "openrouter"
    base = "/openrouter/api/v1"

    def error(self, refusal: Refusal, id: str) -> dict[str, Any]:
        return {"error": {"code": refusal.status, "message": refusal.message, "metadata": {}}}

    def error_event(self, id: str) -> bytes:
        refusal = Refusal(502, "", "Provider returned error")
        choice = {"index": 0, "delta": {"content": ""}, "finish_reason": "error"}
        frame = {"id": f"gen-{id}", "object": "chat.completion.chunk", "choices": [choice]}
        return _event(frame | self.error(refusal, id))

    def events(self, draft: Draft) -> tuple[list[bytes], list[bytes]]:
        text, end = super().events(draft)
        return [b": OPENROUTER PROCESSING\n\n", *text], end

    def listing(self, path: str, models: Sequence[ServedModel]) -> dict[str, Any] | None:
        if path == "/key":
            return {"data": {"label": "sk-or-v1-...", "usage": 0, "limit": None}}
        if path != "/models":
            return None
        return {"data": [_openrouter_model(each) for each in models]}

    def _tells_usage(self, body: Mapping[str, Any]) -> bool:
        return True

    def _frame(self, draft: Draft) -> dict[str, Any]:
        return super()._frame(draft) | {"id": f"gen-{draft.id}", "provider": "Local"}

    def _usage(self, draft: Draft) -> dict[str, Any] | None:
        usage = super()._usage(draft)
        if usage is None:
            return None
        return usage | {
            "cost": float(draft.cost_usd),
            "is_byok": False,
            "cost_details": {"upstream_inference_cost": None},
        }


class _Ollama(_Chat):
    name = "ollama"
    base = "/ollama/v1"
    needs_key = False


class _Compatible(_Chat):
    name = "compatible"
    base = "/compatible/v1"
    needs_key = False


class _Anthropic(Dialect):
    """Messages."""

    name = "anthropic"
    base = "/anthropic"
    ask_path = "/v1/messages"
    _removed: ClassVar[tuple[str, ...]] = ("temperature", "top_p", "top_k")
    """By the version of 2026-10-21."""

    def key_in(self, headers: Mapping[str, str]) -> str:
        return headers.get("x-api-key") or super().key_in(headers)

    def read(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> Asked:
        version = headers.get("anthropic-version", "")
        if not version:
            raise Refusal(400, "invalid_request_error", "anthropic-version: header is required")
        for field in self._removed:
            if field in body and version >= "2026-10-21":
                raise Refusal(
                    400, "invalid_request_error", f"{field}: Extra inputs are not permitted"
                )
        messages = body.get("messages")
        if not isinstance(body.get("model"), str) or not isinstance(messages, list) or not messages:
            raise Refusal(400, "invalid_request_error", "model and messages are needed")
        if not isinstance(body.get("max_tokens"), int):
            raise Refusal(400, "invalid_request_error", "max_tokens: Field required")
        if any(not each.strip() for each in body.get("stop_sequences", ())):
            raise Refusal(
                400, "invalid_request_error", "stop_sequences: each must contain non-whitespace"
            )
        if any(each.get("role") not in ("user", "assistant") for each in messages):
            raise Refusal(400, "invalid_request_error", "messages: roles are user and assistant")
        return _asked(self.name, body, messages, _text(body.get("system")))

    def error(self, refusal: Refusal, id: str) -> dict[str, Any]:
        error = {"type": refusal.kind, "message": refusal.message}
        return {"type": "error", "error": error, "request_id": id}

    def error_event(self, id: str) -> bytes:
        refusal = Refusal(529, "overloaded_error", "Overloaded")
        return _event(self.error(refusal, id), "error")

    def events(self, draft: Draft) -> tuple[list[bytes], list[bytes]]:
        start = self._usage(draft, output=1)
        message = self._message(draft) | {"content": [], "stop_reason": None, "usage": start}
        block = {"type": "text", "text": ""}
        events: list[dict[str, Any]] = [
            {"type": "message_start", "message": message},
            {"type": "content_block_start", "index": 0, "content_block": block},
            {"type": "ping"},
        ]
        events += [
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": each},
            }
            for each in draft.pieces
        ]
        events.append({"type": "content_block_stop", "index": 0})
        delta = {"stop_reason": self._reason(draft), "stop_sequence": None}
        last: dict[str, Any] = {"type": "message_delta", "delta": delta}
        if draft.fault is not Fault.USAGE_MISSING:
            told = self._usage(draft)
            last["usage"] = {"output_tokens": told["output_tokens"]}
        end = [_event(last, "message_delta"), _event({"type": "message_stop"}, "message_stop")]
        return [_event(each, each["type"]) for each in events], end

    def whole(self, draft: Draft) -> dict[str, Any]:
        answer = self._message(draft) | {
            "content": [{"type": "text", "text": draft.text}],
            "stop_reason": self._reason(draft),
        }
        if draft.fault is Fault.USAGE_MISSING:
            return answer
        return answer | {"usage": self._usage(draft)}

    def listing(self, path: str, models: Sequence[ServedModel]) -> dict[str, Any] | None:
        if path != "/v1/models":
            return None
        data = [
            {
                "type": "model",
                "id": each.name,
                "display_name": each.name,
                "created_at": "2026-01-01T00:00:00Z",
                "lifecycle": "active",
            }
            for each in models
        ]
        ends = {"first_id": data[0]["id"], "last_id": data[-1]["id"]} if data else {}
        return {"data": data, "has_more": False, **ends}

    def limits(self, body: Mapping[str, Any]) -> tuple[int | None, tuple[str, ...]]:
        return body.get("max_tokens"), tuple(body.get("stop_sequences") or ())

    def malformed_shape(self) -> list[bytes]:
        return [_event(["what", "is", "this"], "message_start")]

    def _message(self, draft: Draft) -> dict[str, Any]:
        return {
            "id": f"msg_{draft.id}",
            "type": "message",
            "role": "assistant",
            "model": draft.asked.model,
            "stop_sequence": None,
        }

    def _reason(self, draft: Draft) -> str:
        if draft.finish == "length":
            return "max_tokens"
        return "stop_sequence" if draft.finish == "stop_text" else "end_turn"

    def _usage(self, draft: Draft, output: int | None = None) -> dict[str, Any]:
        usage, fault = draft.usage, draft.fault
        fresh: Any = usage.input - usage.cached_input
        produced: Any = usage.output if output is None else output
        read = usage.cached_input
        if fault is Fault.USAGE_MISSING:
            return {}
        if fault is Fault.USAGE_NEGATIVE:
            produced = -produced - 1
        elif fault is Fault.USAGE_ABSURD:
            fresh = 10**12
        elif fault is Fault.USAGE_TEXT:
            fresh, produced = str(fresh), str(produced)
        elif fault is Fault.USAGE_CACHED:
            fresh, read = -1, usage.input + 1
        return {
            "input_tokens": fresh,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": read,
            "output_tokens": produced,
            "service_tier": "standard",
        }


DIALECTS: tuple[Dialect, ...] = (
    _OpenAI(),
    _OpenRouter(),
    _Anthropic(),
    _Ollama(),
    _Compatible(),
)
"""One for each provider."""


def _asked(
    dialect: str, body: Mapping[str, Any], messages: Sequence[Mapping[str, Any]], system: str
) -> Asked:
    said = [each for each in messages if each.get("role") not in ("system", "developer")]
    told = [_text(each.get("content")) for each in messages if each not in said]
    return Asked(
        dialect=dialect,
        model=body["model"],
        system="\n\n".join([*([system] if system else []), *told]),
        prompt="\n".join(_text(each.get("content")) for each in said),
        body=body,
    )


def _reason(draft: Draft) -> str:
    return "length" if draft.finish == "length" else "stop"


def _text(content: object) -> str:
    """The text of a message, which may come in parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(str(each.get("text", "")) for each in parts if isinstance(each, Mapping))


def _event(value: object, name: str | None = None) -> bytes:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(value)}\n\n".encode()


def _openrouter_model(model: ServedModel) -> dict[str, Any]:
    def a_token(usd: Decimal) -> str:
        return format((usd / 1_000_000).normalize(), "f")

    return {
        "id": model.name,
        "canonical_slug": model.name,
        "name": model.name,
        "created": _CREATED,
        "description": "",
        "context_length": model.context_tokens,
        "architecture": {
            "modality": "text->text",
            "input_modalities": ["text"],
            "output_modalities": ["text"],
            "tokenizer": "Other",
            "instruct_type": None,
        },
        "pricing": {
            "prompt": a_token(model.input_usd),
            "completion": a_token(model.output_usd),
            "request": "0",
            "image": "0",
            "input_cache_read": a_token(model.cached_input_usd),
        },
        "top_provider": {
            "context_length": model.context_tokens,
            "max_completion_tokens": model.output_tokens,
            "is_moderated": False,
        },
        "per_request_limits": None,
        "supported_parameters": ["max_tokens", "temperature", "stop", "tools"]
        + (["reasoning"] if model.is_reasoning else []),
    }
