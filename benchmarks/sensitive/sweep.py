"""Counts what is found sensitive in Python source that nobody labelled, and tells the time it takes.

    python benchmarks/sensitive/sweep.py [--best-of N] [--show RULE] FILE_OR_FOLDER...

Finds in such source are mostly false alarms, apart from the addresses of authors.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from aqe.router.sensitivity import find_sensitive


def main(arguments: Sequence[str] | None = None) -> int:
    """Print files with finds per 1,000 files by rule, and processor time per 1,000 lines."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("places", nargs="+", type=Path, help="files and folders")
    parser.add_argument("--best-of", type=int, default=1, help="read every file so often")
    parser.add_argument("--show", help="show where a rule found something")
    chosen = parser.parse_args(arguments)
    files = lines = 0
    seconds = 0.0
    rules: Counter[str] = Counter()
    beside_email = 0
    for path in _files(chosen.places):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        files += 1
        lines += text.count("\n")
        found = find_sensitive(text)
        seconds += min(_time(text) for _ in range(chosen.best_of))
        names = {span.rule for span in found.spans}
        rules.update(names)
        beside_email += bool(names - {"email"})
        for span in found.spans:
            if span.rule == chosen.show:
                print(f"{path}:{span.line}")
    print(f"{files} files, {lines} lines, {seconds / max(lines, 1) * 1e6:.1f} ms for 1,000 lines")
    for rule, count in rules.most_common():
        print(f"{rule:<20} {count * 1000 / files:6.1f} of 1,000 files")
    print(f"{'all but email':<20} {beside_email * 1000 / max(files, 1):6.1f} of 1,000 files")
    return 0


def _files(places: Sequence[Path]) -> list[Path]:
    found = [
        each for place in places for each in (place.rglob("*.py") if place.is_dir() else [place])
    ]
    return sorted(set(found))


def _time(text: str) -> float:
    began = time.process_time()
    find_sensitive(text)
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
