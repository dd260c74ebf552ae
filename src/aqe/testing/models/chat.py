"""Chat completions as OpenAI, OpenRouter, Ollama and compatible servers speak them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from aqe.testing.models.dialect import Dialect, Draft, Refusal, asked_of, event
from aqe.testing.models.faults import Fault
from aqe.testing.models.talk import Asked, ServedModel

__all__ = ["Compatible", "Ollama", "OpenAI", "OpenRouter"]

_CREATED = 1_767_225_600


class _Chat(Dialect):
    """Chat completions."""

    ask_path = "/chat/completions"

    def read(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> Asked:
        messages = body.get("messages")
        if not isinstance(body.get("model"), str) or not isinstance(messages, list) or not messages:
            raise Refusal(400, "invalid_request_error", "model and messages are needed")
        return asked_of(self.name, body, messages, "")

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
        return event(self.error(refusal, id))

    def events(self, draft: Draft) -> tuple[list[bytes], list[bytes]]:
        tells = self._tells_usage(draft.asked.body)
        frame = self._frame(draft) | ({"usage": None} if tells else {})
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        if draft.reasoning:
            deltas.append({"reasoning": draft.reasoning, "content": None})
        deltas += [{"content": each} for each in draft.pieces]
        text = [
            event(frame | {"choices": [{"index": 0, "delta": each, "finish_reason": None}]})
            for each in deltas
        ]
        text.append(
            event(frame | {"choices": [{"index": 0, "delta": {}, "finish_reason": _reason(draft)}]})
        )
        end = [b"data: [DONE]\n\n"]
        usage = self._usage(draft)
        if tells and usage is not None:
            end.insert(0, event(frame | {"choices": [], "usage": usage}))
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


class OpenAI(_Chat):
    """Chat completions that refuse of reasoning models what these do not take."""

    name = "openai"
    base = "/openai/v1"

    def refusal(self, asked: Asked, model: ServedModel) -> Refusal | None:
        if not model.is_reasoning:
            return None
        kind = "invalid_request_error"
        for field in ("max_tokens", "stop"):
            if field in asked.body:
                return Refusal(400, kind, f"Unsupported: {field!r}", "unsupported_parameter")
        if asked.body.get("temperature", 1) != 1:
            return Refusal(400, kind, "Unsupported: 'temperature'", "unsupported_value")
        return None


class OpenRouter(_Chat):
    """Chat completions with a provider, a cost, comments and numeric codes of errors."""

    name = "openrouter"
    base = "/openrouter/api/v1"

    def error(self, refusal: Refusal, id: str) -> dict[str, Any]:
        return {"error": {"code": refusal.status, "message": refusal.message, "metadata": {}}}

    def error_event(self, id: str) -> bytes:
        refusal = Refusal(502, "", "Provider returned error")
        choice = {"index": 0, "delta": {"content": ""}, "finish_reason": "error"}
        frame = {"id": f"gen-{id}", "object": "chat.completion.chunk", "choices": [choice]}
        return event(frame | self.error(refusal, id))

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


class Ollama(_Chat):
    """Chat completions without a key."""

    name = "ollama"
    base = "/ollama/v1"
    needs_key = False


class Compatible(_Chat):
    """Chat completions without a key."""

    name = "compatible"
    base = "/compatible/v1"
    needs_key = False


def _reason(draft: Draft) -> str:
    return "length" if draft.finish == "length" else "stop"


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
