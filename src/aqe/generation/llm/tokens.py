"""How many tokens a text is, without asking anybody.

The rule: one token for every three bytes of UTF-8. Tokenizers of today's models need one for three to four
bytes of code and English, and about one for three bytes of other scripts, so the estimate is rather too high.
"""

from __future__ import annotations

__all__ = ["BYTES_A_TOKEN", "estimated_tokens", "shortened"]

BYTES_A_TOKEN = 3


def estimated_tokens(text: str) -> int:
    """The estimate for a text; 0 for an empty one."""
    size = len(text.encode("utf-8", "replace"))
    return -(-size // BYTES_A_TOKEN)


def shortened(text: str, tokens: int) -> str:
    """Whole lines from the start of a text that are within so many tokens.

    A text that is too long ends with a line that says how many lines were left out.
    """
    if estimated_tokens(text) <= tokens:
        return text
    lines = text.split("\n")
    kept: list[str] = []
    used = 12  # for the line that says what is missing
    for line in lines:
        used += estimated_tokens(line + "\n")
        if used > tokens:
            break
        kept.append(line)
    return "\n".join([*kept, f"... ({len(lines) - len(kept)} lines left out)"])
