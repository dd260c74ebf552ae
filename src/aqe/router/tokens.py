"""Estimates of tokens from the length of a text: before a call, and for one whose usage nobody told.

No tokenizer is asked. Vocabularies of byte pairs give source and English text three to four bytes a
token, so three bytes a token errs on the high side.
"""

from __future__ import annotations

from aqe.domain.conversation import ModelRequest
from aqe.domain.model import Model

__all__ = ["input_tokens", "most_input_tokens", "most_output_tokens", "text_tokens"]

_BYTES = 3
_BYTES_AT_WORST = 2
"""Digits, rare words and other scripts; what is set aside must not be too little."""
_MESSAGE = 16
"""Role and separators of a message, and what the template of a model adds."""


def text_tokens(text: str) -> int:
    """Tokens of a text, estimated."""
    return -(-len(text.encode("utf-8", "replace")) // _BYTES)


def input_tokens(request: ModelRequest) -> int:
    """Tokens of a question, estimated."""
    return sum(text_tokens(each.text) + _MESSAGE for each in request.messages)


def most_input_tokens(request: ModelRequest) -> int:
    """Tokens of a question, at worst."""
    sizes = (len(each.text.encode("utf-8", "replace")) for each in request.messages)
    return sum(-(-size // _BYTES_AT_WORST) + _MESSAGE for size in sizes)


def most_output_tokens(request: ModelRequest, model: Model) -> int:
    """Tokens that an answer may have: what was asked for, and no more than the model gives."""
    if model.output_tokens is None:
        return request.max_output_tokens
    return max(1, min(request.max_output_tokens, model.output_tokens))
