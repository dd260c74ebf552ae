"""What the subjects of one request have in common: the files around them, read and parsed once.

Analysis is the same with and without it. Trees take about forty times the memory of their text, so the
oldest are dropped beyond a limit.
"""

from __future__ import annotations

import ast
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from aqe.analysis.parsing import parse_source, read_source
from aqe.analysis.places import CallPlace, call_places
from aqe.domain.subject import CallableSubject
from aqe.errors import SourceError

__all__ = ["SharedSources"]

_WORD = re.compile(r"\w+")
_MOST_TEXT = 32 * 1024 * 1024
_MOST_PARSED = 4 * 1024 * 1024
"""Characters of text whose trees are kept."""


class SharedSources:
    """Texts, trees and calls of files; may be asked from several threads."""

    def __init__(self, most_parsed: int = _MOST_PARSED) -> None:
        self._lock = threading.RLock()
        self._most_parsed = most_parsed
        self._texts: dict[Path, str | None] = {}
        self._trees: OrderedDict[Path, ast.Module | None] = OrderedDict()
        self._words: dict[Path, frozenset[str]] = {}
        self._places: dict[Path, tuple[CallPlace, ...]] = {}
        self._changing: dict[tuple[Path, frozenset[Path]], tuple[CallableSubject, ...]] = {}
        self._text_left = _MOST_TEXT
        self._parsed = 0

    def text(self, path: Path) -> str | None:
        """The text of a file; None where it cannot be read."""
        with self._lock:
            if path in self._texts:
                return self._texts[path]
            try:
                text: str | None = read_source(path)
            except SourceError:
                text = None
            self._text_left -= len(text or "")
            if self._text_left >= 0:
                self._texts[path] = text
            return text

    def tree(self, path: Path) -> ast.Module | None:
        """The tree of a file; None where it is no Python."""
        with self._lock:
            if path not in self._trees:
                text = self.text(path)
                self._trees[path] = _parsed(text, path)
                self._parsed += len(text or "")
                self._drop_oldest()
            else:
                self._trees.move_to_end(path)
            return self._trees[path]

    def words(self, path: Path, text: str) -> frozenset[str]:
        """All names and other words in the text of a file."""
        with self._lock:
            if path not in self._words:
                self._words[path] = frozenset(_WORD.findall(text))
            return self._words[path]

    def places(self, path: Path, tree: ast.Module) -> Sequence[CallPlace]:
        """The calls of a file; those of a tree that was not read here are not kept."""
        with self._lock:
            if self._trees.get(path) is not tree:
                return call_places(tree)
            if path not in self._places:
                self._places[path] = call_places(tree)
            return self._places[path]

    def changing(
        self,
        path: Path,
        files: Iterable[Path],
        analyse: Callable[[], tuple[CallableSubject, ...]],
    ) -> tuple[CallableSubject, ...]:
        """The methods of a file that change their objects, analysed once among the same files."""
        key = (path, frozenset(files))
        with self._lock:
            if key not in self._changing:
                self._changing[key] = analyse()
            return self._changing[key]

    def _drop_oldest(self) -> None:
        while self._parsed > self._most_parsed and len(self._trees) > 1:
            path, _ = self._trees.popitem(last=False)
            self._places.pop(path, None)
            self._parsed -= len(self.text(path) or "")


def _parsed(text: str | None, path: Path) -> ast.Module | None:
    if text is None:
        return None
    try:
        return parse_source(text, str(path))
    except SourceError:
        return None
