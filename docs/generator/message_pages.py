"""The page of all messages, merged from the entries that each room keeps.

`python docs/generator/message_pages.py` writes it.
"""

from __future__ import annotations

import re
from pathlib import Path

INTRODUCTION = """# Messages

Every error of `aqe` has a short name, its *slug*: it stands in the last line of the error, and as `slug` in
what `--json` prints. Each has an entry here that says what caused it and what to do.

"""


def entries(folder: Path) -> dict[str, str]:
    """Text of each entry by slug; two entries for one slug are an error."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.md")):
        for part in re.split(r"^## +", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            title, _, text = part.partition("\n")
            slug = title.strip().strip("`")
            if slug in found:
                raise ValueError(f"{path.name}: a second entry for {slug!r}")
            found[slug] = text.strip()
    return found


def page(folder: Path) -> str:
    """All entries by name."""
    parts = [f"## {slug}\n\n{text}\n" for slug, text in sorted(entries(folder).items())]
    return INTRODUCTION + "\n".join(parts)


if __name__ == "__main__":
    docs = Path(__file__).resolve().parents[1]
    (docs / "messages.md").write_text(page(docs / "messages.d"), encoding="utf-8")
