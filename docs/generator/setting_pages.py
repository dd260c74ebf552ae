"""The page of settings, read from the keys that `aqe config` knows."""

from __future__ import annotations

from itertools import groupby

from aqe.settings.keys import Key, environment_name, keys

INTRODUCTION = """# Settings

Later sources win: the default, `[tool.aqe]` in `pyproject.toml`, `.agentic-qe/config.toml`, the environment
variable, an option of the command. `aqe config list` shows each value with its source, and
`aqe config set KEY VALUE` writes one to `.agentic-qe/config.toml`.
"""


def page() -> str:
    """Every key by section."""
    parts = [INTRODUCTION]
    for section, members in groupby(keys(), key=lambda key: key.name.partition(".")[0]):
        parts += [f"\n## {section}\n", "| key | value | default | meaning |", "|--|--|--|--|"]
        parts += [_row(key) for key in members]
    return "\n".join(parts) + "\n"


def _row(key: Key) -> str:
    default = "none" if key.default is None else str(key.default).lower()
    variable = environment_name(key.name)
    meaning = f"{key.summary}; `{variable}`"
    return f"| `{key.name}` | {key.expected} | `{default}` | {meaning} |"
