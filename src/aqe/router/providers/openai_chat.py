"""Chat completions, as OpenAI, OpenRouter, Ollama and many others speak them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aqe.domain.conversation import FinishReason, ModelRequest
from aqe.domain.model import Ability, Model
from aqe.errors import RouterError
from aqe.router.providers.connection import cut_or_unreachable, open_client
from aqe.router.providers.stop_strings import sent_stops
from aqe.router.providers.streaming import Stream, StreamingProvider
from aqe.router.providers.usage import openai_usage, stated_cost
from aqe.router.tokens import most_output_tokens

__all__ = ["OpenAIChat"]

_FINISHES = {
    "stop": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "content_filter": FinishReason.FILTERED,
}
_NO_KEY = "none"
"""The library insists on a key; this one is never sent."""


class OpenAIChat(StreamingProvider):
    """A provider that speaks chat completions."""

    library = "openai"
    path = "/chat/completions"

    def _open(self, key: str | None) -> Any:
        import openai

        return openai.AsyncOpenAI(
            api_key=key or _NO_KEY,
            base_url=self._address.url,
            max_retries=0,
            http_client=open_client(self._address, self._timeouts, key, self._definition.headers),
        )

    def _stream_class(self) -> Any:
        import openai

        return openai.AsyncStream[object]

    def _body(self, request: ModelRequest, model: Model) -> dict[str, Any]:
        definition = self._definition
        refused: frozenset[str] = frozenset()
        if Ability.REASONING in model.abilities:
            refused = definition.reasoning_refuses
        body: dict[str, Any] = {
            "model": model.name,
            "messages": [
                {"role": each.role.value, "content": each.text} for each in request.messages
            ],
            definition.output_field: most_output_tokens(request, model),
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if definition.takes_temperature and "temperature" not in refused:
            body["temperature"] = request.temperature
        stops = sent_stops(request.stop, definition.stop_limit)
        if stops and "stop" not in refused:
            body["stop"] = stops
        return body

    def _read(self, event: Mapping[str, Any], stream: Stream, model: Model) -> object:
        if event.get("error"):
            raise self._failures.of_error_object(event["error"], {}, model.id)
        if event.get("usage") is not None:
            stream.usage = stream.told = openai_usage(event["usage"], model)
            if self._definition.tells_cost:
                stream.stated_cost_usd = stated_cost(event["usage"])
        choices = event.get("choices") or []
        if not choices:
            return None
        choice = choices[0] if isinstance(choices, list) else None
        if not isinstance(choice, Mapping):
            raise self._failures.malformed(model.id, "an event has no choice")
        reason = choice.get("finish_reason")
        if reason == "error":
            raise self._failures.of_status(502, {}, (), model.id)
        if reason is not None:
            stream.finish = _FINISHES.get(str(reason), FinishReason.UNKNOWN)
        delta = choice.get("delta")
        return delta.get("content") if isinstance(delta, Mapping) else None

    def _translated(self, error: Exception, model: str) -> RouterError:
        import openai

        if isinstance(error, openai.APIStatusError):
            body = error.body if isinstance(error.body, Mapping) else {}
            kinds = tuple(str(body.get(each) or "") for each in ("type", "code"))
            headers = dict(error.response.headers)
            return self._failures.of_status(error.status_code, headers, kinds, model)
        if isinstance(error, openai.APIConnectionError):
            return cut_or_unreachable(error, self._failures, model)
        if isinstance(error, openai.APIError):
            return self._failures.of_error_object(error.body, {}, model)
        return self._failures.malformed(model, f"the library found {type(error).__name__}")
