"""Texts cut to a number of tokens, as `aqe.router.tokens` estimates them."""

from __future__ import annotations

from aqe.router.tokens import text_tokens

__all__ = ["shortened"]


def shortened(text: str, tokens: int) -> str:
    """Whole lines from the start of a text that are within so many tokens.

    A text that is too long ends with a line that says how many lines were left out.
    """
    if text_tokens(text) <= tokens:
        return text
    lines = text.split("\n")
    kept: list[str] = []
    used = 12  # for the line that says what is missing
    for line in lines:
        used += text_tokens(line + "\n")
        if used > tokens:
            break
        kept.append(line)
    return "\n".join([*kept, f"... ({len(lines) - len(kept)} lines left out)"])
