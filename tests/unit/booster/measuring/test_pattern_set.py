"""The hundred patterns that are measured."""

from __future__ import annotations

import random
import re

from aqe.booster.measuring.corpus import written_files
from aqe.booster.measuring.pattern_set import PATTERNS
from aqe.booster.reference import ReferenceEngine
from aqe.booster.scanning import TextPattern, compile_patterns, scan


def test_there_are_a_hundred_and_all_are_different() -> None:
    assert len(PATTERNS) == len(set(PATTERNS)) == 100


def test_they_find_what_re_finds() -> None:
    texts = written_files(random.Random(5), 10, 100)
    program = compile_patterns([TextPattern(each) for each in PATTERNS])
    found = list(scan(ReferenceEngine(), program, texts))
    expected = [
        [
            (number, *match.span())
            for number, pattern in enumerate(PATTERNS)
            for match in re.finditer(pattern, text, re.ASCII | re.MULTILINE)
        ]
        for text in texts
    ]
    assert [[each[:3] for each in matches] for matches in found] == expected
    assert len({number for matches in expected for number, _, _ in matches}) > 15
