"""The messages protocol of Anthropic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from aqe.testing.models.dialect import Dialect, Draft, Refusal, asked_of, event, text_of
from aqe.testing.models.faults import Fault
from aqe.testing.models.talk import Asked, ServedModel

__all__ = ["Anthropic"]


class Anthropic(Dialect):
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
        return asked_of(self.name, body, messages, text_of(body.get("system")))

    def error(self, refusal: Refusal, id: str) -> dict[str, Any]:
        error = {"type": refusal.kind, "message": refusal.message}
        return {"type": "error", "error": error, "request_id": id}

    def error_event(self, id: str) -> bytes:
        refusal = Refusal(529, "overloaded_error", "Overloaded")
        return event(self.error(refusal, id), "error")

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
        end = [event(last, "message_delta"), event({"type": "message_stop"}, "message_stop")]
        return [event(each, each["type"]) for each in events], end

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
        return [event(["what", "is", "this"], "message_start")]

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
