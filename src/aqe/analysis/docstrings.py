"""What docstrings say about parameters, results and exceptions: Google, NumPy and Sphinx style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from inspect import cleandoc

__all__ = ["Documentation", "DocumentedParameter", "quoted_values", "read_docstring"]

_MAX_LENGTH = 20_000
_SECTIONS = {
    "args": "parameters",
    "arguments": "parameters",
    "parameters": "parameters",
    "params": "parameters",
    "other parameters": "parameters",
    "keyword args": "parameters",
    "keyword arguments": "parameters",
    "attributes": "parameters",
    "returns": "returns",
    "return": "returns",
    "yields": "returns",
    "raises": "raises",
    "raise": "raises",
    "except": "raises",
    "exceptions": "raises",
}
_GOOGLE_HEAD = re.compile(r"^(\w[\w ]*):\s*$")
_GOOGLE_ENTRY = re.compile(r"^\s+\*{0,2}(\w+)\s*(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\))?\s*:\s*(.*)$")
_NUMPY_ENTRY = re.compile(r"^\*{0,2}(\w+(?:\s*,\s*\*{0,2}\w+)*)\s*(?::\s*(.*))?$")
_SPHINX_FIELD = re.compile(
    r"^\s*[:@](param|parameter|arg|argument|key|keyword|type|raises?|except|exception|returns?|rtype)"
    r"(?:\s+([^:]+?))?\s*:\s*(.*)$"
)


@dataclass(slots=True)
class DocumentedParameter:
    """One parameter as documented."""

    type: str = ""
    text: str = ""


@dataclass(slots=True)
class Documentation:
    """What a docstring says in a form that a program can read."""

    parameters: dict[str, DocumentedParameter] = field(default_factory=dict)
    returns: str = ""
    """Type of the result, as written."""
    raises: list[str] = field(default_factory=list)

    def parameter(self, name: str) -> DocumentedParameter:
        """The entry of a parameter, made when it is missing."""
        return self.parameters.setdefault(name, DocumentedParameter())


def read_docstring(text: str | None) -> Documentation:
    """Parameters, result and exceptions of a docstring of any of the three styles."""
    found = Documentation()
    if not text or len(text) > _MAX_LENGTH:
        return found
    lines = cleandoc(text).splitlines()
    _read_fields(lines, found)
    _read_sections(lines, found)
    return found


def _read_fields(lines: list[str], found: Documentation) -> None:
    """Sphinx and Epytext fields."""
    current: DocumentedParameter | None = None
    for line in lines:
        matched = _SPHINX_FIELD.match(line)
        if matched is None:
            if current is not None and line.startswith((" ", "\t")) and line.strip():
                current.text = f"{current.text} {line.strip()}".strip()
            else:
                current = None
            continue
        word, argument, rest = matched[1], (matched[2] or "").strip(), matched[3].strip()
        current = None
        if word in ("returns", "return"):
            continue
        if word == "rtype":
            found.returns = found.returns or rest
        elif word == "type" and argument:
            found.parameter(argument.lstrip("*")).type = rest
        elif word.startswith(("raise", "except")):
            found.raises.extend(_exception_names(argument or rest))
        elif argument:
            *kind, name = argument.split()
            current = found.parameter(name.lstrip("*"))
            current.type = current.type or " ".join(kind)
            current.text = rest


def _read_sections(lines: list[str], found: Documentation) -> None:
    """Google sections (``Args:``) and NumPy sections (underlined)."""
    index = 0
    while index < len(lines):
        line = lines[index]
        heading = line.strip().rstrip(":").lower()
        section = _SECTIONS.get(heading)
        following = lines[index + 1].strip() if index + 1 < len(lines) else ""
        if section and len(following) >= 3 and set(following) <= {"-", "="}:
            index = _read_numpy(lines, index + 2, section, found)
        elif section and _GOOGLE_HEAD.match(line.strip()):
            index = _read_google(lines, index + 1, section, found)
        else:
            index += 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _read_google(lines: list[str], index: int, section: str, found: Documentation) -> int:
    outer = _indent(lines[index - 1])
    inner: int | None = None
    current: DocumentedParameter | None = None
    while index < len(lines):
        line = lines[index]
        if not line.strip():
            index += 1
            continue
        if _indent(line) <= outer:
            break
        inner = _indent(line) if inner is None else inner
        matched = _GOOGLE_ENTRY.match(line)
        if section == "returns":
            if not found.returns and _indent(line) == inner:
                found.returns = line.strip().partition(":")[0] if ":" in line else ""
        elif matched and _indent(line) == inner:
            if section == "raises":
                found.raises.extend(_exception_names(matched[1]))
            else:
                current = found.parameter(matched[1])
                current.type = current.type or (matched[2] or "").strip()
                current.text = matched[3].strip()
        elif current is not None and section == "parameters":
            current.text = f"{current.text} {line.strip()}".strip()
        index += 1
    return index


def _read_numpy(lines: list[str], index: int, section: str, found: Documentation) -> int:
    outer = _indent(lines[index - 1])
    current: list[DocumentedParameter] = []
    while index < len(lines):
        line = lines[index]
        following = lines[index + 1].strip() if index + 1 < len(lines) else ""
        if line.strip() and len(following) >= 3 and set(following) <= {"-", "="}:
            break
        if not line.strip():
            index += 1
            continue
        if _indent(line) <= outer:
            current = _numpy_entry(line.strip(), section, found)
        else:
            for each in current:
                each.text = f"{each.text} {line.strip()}".strip()
        index += 1
    return index


def _numpy_entry(line: str, section: str, found: Documentation) -> list[DocumentedParameter]:
    matched = _NUMPY_ENTRY.match(line)
    if section == "raises":
        found.raises.extend(_exception_names(line))
        return []
    if section == "returns":
        found.returns = found.returns or line.rpartition(":")[2].strip()
        return []
    if matched is None:
        return []
    entries = [found.parameter(name.strip().lstrip("*")) for name in matched[1].split(",")]
    for each in entries:
        each.type = each.type or (matched[2] or "").strip()
    return entries


def _exception_names(text: str) -> list[str]:
    names = re.findall(r"[A-Za-z_][\w.]*", text)
    return [name for name in names[:3] if name.rpartition(".")[2][:1].isupper()]


_QUOTED = re.compile(
    r"``([^`\n]{1,60})``|(?<!\w)(['\"])((?:(?!\2)[^\n]){1,60})\2(?!\w)|`([^`\n]{1,60})`"
)


def quoted_values(text: str) -> list[str]:
    """Literals that a sentence shows: ``'like this'``, "so", ``42``; as source."""
    values: dict[str, None] = {}
    for matched in _QUOTED.finditer(text):
        if matched[3] is not None:
            values[repr(matched[3])] = None
            continue
        shown = (matched[1] or matched[4] or "").strip()
        if re.fullmatch(r"-?\d+(\.\d+)?|(['\"])[^'\"]*\2|True|False", shown):
            values[shown] = None
    return list(values)[:8]
