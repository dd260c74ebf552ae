"""From the text of an answer to its blocks of code and of data; nothing of it is executed.

Answers come in many forms: fences of several kinds, prose around, thoughts in front, several files, line
ends of Windows, no fence at all, cut off in the middle. What is no code is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["LONGEST_REPLY", "Block", "ReadReply", "read_reply"]

LONGEST_REPLY = 400_000
"""Characters of an answer that are looked at."""
_MOST_BLOCKS = 40
_CODE = frozenset({"", "python", "py", "python3", "py3", "pytest", "python-test"})
_DATA = frozenset({"json", "jsonc", "json5"})
_FENCE = re.compile(r"^([ \t]{0,12}(?:>[ ]?)?)(`{3,}|~{3,})[ \t]*([^`\n]*)$")
_THOUGHT = re.compile(r"<(think|thinking|reasoning|thought)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_OPEN_THOUGHT = re.compile(r"\A\s*<(?:think|thinking|reasoning|thought)>", re.IGNORECASE)
_CLOSED_THOUGHT = re.compile(
    r"\A.*?</(?:think|thinking|reasoning|thought)>", re.DOTALL | re.IGNORECASE
)
_START = re.compile(r"^(?:import |from \w|def |async def |class |@)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an answer."""

    text: str
    is_data: bool = False
    """Whether it is JSON rather than code."""
    is_cut: bool = False
    """Whether the answer ended inside it."""


@dataclass(frozen=True, slots=True)
class ReadReply:
    """What an answer holds."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    """What was wrong with its form."""

    @property
    def code(self) -> tuple[Block, ...]:
        """Blocks of Python."""
        return tuple(each for each in self.blocks if not each.is_data)

    @property
    def data(self) -> tuple[Block, ...]:
        """Blocks of JSON."""
        return tuple(each for each in self.blocks if each.is_data)


def read_reply(text: str) -> ReadReply:
    """The blocks of an answer; none where it holds nothing that looks like code or data."""
    notes: list[str] = []
    if len(text) > LONGEST_REPLY:
        notes.append(f"the answer has {len(text)} characters; only {LONGEST_REPLY} are looked at")
        text = text[:LONGEST_REPLY]
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    text = _without_thoughts(text)
    blocks = _fenced(text) if "```" in text or "~~~" in text else []
    if not blocks:
        blocks = _bare(text)
    if len(blocks) > _MOST_BLOCKS:
        notes.append(f"the answer has {len(blocks)} blocks; only {_MOST_BLOCKS} are looked at")
        blocks = blocks[:_MOST_BLOCKS]
    if not blocks:
        notes.append("the answer holds no code")
    return ReadReply(tuple(blocks), tuple(notes))


def _without_thoughts(text: str) -> str:
    text = _THOUGHT.sub("", text)
    if _OPEN_THOUGHT.match(text):  # never closed: all of it may be thought, so only fences count
        return text[text.find(">") + 1 :] if "```" in text or "~~~" in text else ""
    if "</" in text:  # some servers take the opening tag for themselves
        text = _CLOSED_THOUGHT.sub("", text, count=1)
    return text


def _fenced(text: str) -> list[Block]:
    blocks: list[Block] = []
    opened: tuple[str, str, str] | None = None
    lines: list[str] = []
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if opened is None:
            if match is not None:
                opened = (match[1], match[2], _language(match[3]))
                lines = []
            continue
        indent, fence, language = opened
        if match is not None and match[2][0] == fence[0] and len(match[2]) >= len(fence):
            if not match[3].strip():
                blocks += _block(lines, language, is_cut=False)
                opened = None
                continue
            if _language(match[3]) in _CODE | _DATA and match[1] == indent:
                # A new fence where the last one was never closed.
                blocks += _block(lines, language, is_cut=True)
                opened, lines = (match[1], match[2], _language(match[3])), []
                continue
        lines.append(_dedented(line, indent))
    if opened is not None:
        blocks += _block(lines, opened[2], is_cut=True)
    return blocks


def _dedented(line: str, indent: str) -> str:
    """A line without what stands in front of its fence, as in a list or a quotation."""
    if indent and line.startswith(indent):
        return line[len(indent) :]
    return line[len(indent.rstrip()) :] if indent.strip() and line.startswith(">") else line


def _language(info: str) -> str:
    words = re.split(r"[\s{}:,]+", info.strip().lower())
    return next((each.lstrip(".") for each in words if each), "")


def _block(lines: list[str], language: str, *, is_cut: bool) -> list[Block]:
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        return []
    if language in _DATA or (not language and text.lstrip()[:1] in ("{", "[") and _is_json(text)):
        return [Block(text, is_data=True, is_cut=is_cut)]
    if language in _CODE or language.endswith(".py"):
        return [Block(text, is_cut=is_cut)]
    return []


def _is_json(text: str) -> bool:
    return text.lstrip().startswith(("{", "[")) and '"' in text


def _bare(text: str) -> list[Block]:
    """Code without a fence: from the first line that looks like the start of some."""
    stripped = text.strip()
    if stripped[:1] == "{" and stripped[-1:] == "}" and _is_json(stripped):
        return [Block(stripped, is_data=True)]
    match = _START.search(text)
    return [] if match is None else [Block(text[match.start() :].rstrip(), is_cut=True)]
