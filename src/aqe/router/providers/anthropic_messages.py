"""The messages protocol of Anthropic, in its version of 2026-10-21.

That version knows no temperature: a request that names one is refused, so none is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aqe.domain.conversation import FinishReason, ModelRequest, Role
from aqe.domain.model import Model
from aqe.errors import RouterError
from aqe.router.keys.keys import missing_key
from aqe.router.providers.connection import (
    cut_or_unreachable,
    is_of_connection,
    open_client,
)
from aqe.router.providers.stop_strings import sent_stops
from aqe.router.providers.streaming import Stream, StreamingProvider
from aqe.router.providers.usage import anthropic_usage
from aqe.router.tokens import most_output_tokens

__all__ = ["AnthropicMessages"]

_FINISHES = {
    "end_turn": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "max_tokens": FinishReason.LENGTH,
    "model_context_window_exceeded": FinishReason.LENGTH,
    "refusal": FinishReason.FILTERED,
}


class AnthropicMessages(StreamingProvider):
    """A provider that speaks the messages protocol."""

    library = "anthropic"
    path = "/v1/messages"

    def _open(self, key: str | None) -> Any:
        import anthropic

        # Without one the library would look for a key in the environment and in files.
        if key is None:
            raise missing_key(self.name)
        return anthropic.AsyncAnthropic(
            api_key=key,
            base_url=self._address.url,
            max_retries=0,
            open_telemetry=False,
            http_client=open_client(self._address, self._timeouts, key, self._definition.headers),
        )

    def _stream_class(self) -> Any:
        import anthropic

        return anthropic.AsyncStream[object]

    def _body(self, request: ModelRequest, model: Model) -> dict[str, Any]:
        system = [each.text for each in request.messages if each.role is Role.SYSTEM]
        body: dict[str, Any] = {
            "model": model.name,
            "max_tokens": most_output_tokens(request, model),
            "messages": [
                {"role": each.role.value, "content": each.text}
                for each in request.messages
                if each.role is not Role.SYSTEM
            ],
            "stream": True,
        }
        if system:
            body["system"] = "\n\n".join(system)
        if self._definition.takes_temperature:
            body["temperature"] = request.temperature
        if stops := sent_stops(request.stop, self._definition.stop_limit):
            body["stop_sequences"] = stops
        return body

    def _read(self, event: Mapping[str, Any], stream: Stream, model: Model) -> object:
        match event.get("type"):
            case "message_start":
                _take_over(event.get("message"), stream.counts)
                stream.told = anthropic_usage({"output_tokens": 0, **stream.counts}, model)
            case "content_block_delta":
                delta = event.get("delta")
                if isinstance(delta, Mapping) and delta.get("type") == "text_delta":
                    return delta.get("text")
            case "message_delta":
                _take_over(event, stream.counts)
                stream.usage = stream.told = anthropic_usage(stream.counts, model)
                delta = event.get("delta")
                reason = delta.get("stop_reason") if isinstance(delta, Mapping) else None
                if reason is not None:
                    stream.finish = _FINISHES.get(str(reason), FinishReason.UNKNOWN)
            case "error":
                raise self._failures.of_error_object(event.get("error"), {}, model.id)
        return None

    def _translated(self, error: Exception, model: str) -> RouterError:
        import anthropic

        if isinstance(error, anthropic.APIStatusError):
            body = error.body if isinstance(error.body, Mapping) else {}
            told = body.get("error")
            if error.status_code < 300:  # an error event inside an answer that began well
                return self._failures.of_error_object(told, {}, model)
            kind = told.get("type") if isinstance(told, Mapping) else None
            kinds = (str(kind or ""), str(error.error_code or ""))
            headers = dict(error.response.headers)
            return self._failures.of_status(error.status_code, headers, kinds, model)
        if isinstance(error, anthropic.APIConnectionError) or is_of_connection(error):
            return cut_or_unreachable(error, self._failures, model)
        return self._failures.malformed(model, f"the library found {type(error).__name__}")


def _take_over(holder: object, counts: dict[str, Any]) -> None:
    """Counts of the end are those of the whole answer and replace those of its start."""
    usage = holder.get("usage") if isinstance(holder, Mapping) else None
    if isinstance(usage, Mapping):
        counts.update({name: value for name, value in usage.items() if value is not None})
