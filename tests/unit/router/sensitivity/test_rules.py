"""The user's own rules: files by pattern, texts by a word."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from aqe.router.sensitivity.rules import SensitiveRules, find_markers, path_pattern, rules_of
from aqe.settings.model import RouterSettings


def test_rules_come_from_settings() -> None:
    settings = RouterSettings(
        sensitive_paths=" src/auth/**, *.pem ,,src/auth/**", sensitive_markers="TOP SECRET,intern"
    )
    assert rules_of(settings) == SensitiveRules(("src/auth/**", "*.pem"), ("TOP SECRET", "intern"))
    assert rules_of(RouterSettings()) == SensitiveRules()


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("src/auth/**", "src/auth/login.py", True),
        ("src/auth/**", "src/auth/a/b/c.py", True),
        ("src/auth/**", "src/author/login.py", False),
        ("src/auth/**", "lib/src/auth/login.py", False),
        ("src/auth", "src/auth/a/login.py", True),
        ("src/auth/", "src/auth/login.py", True),
        ("src/*.py", "src/a.py", True),
        ("src/*.py", "src/a/b.py", False),
        ("src/**/keys.py", "src/keys.py", True),
        ("src/**/keys.py", "src/a/b/keys.py", True),
        ("src/**/keys.py", "src/a/b/keyring.py", False),
        ("**/private/**", "a/private/b.py", True),
        ("keys.py", "a/b/keys.py", True),
        ("*.pem", "a/b/server.pem", True),
        ("*.pem", "a/b/server.pem.py", False),
        ("key?.py", "key1.py", True),
        ("src/auth/**", "SRC/Auth/login.py", True),
        ("src/auth/**", "./src/shop/../auth/login.py", True),
        ("src/auth/**", "/somewhere/project/src/auth/login.py", True),
        ("./src/auth/**", "src/auth/login.py", True),
        ("**", "anything.py", True),
    ],
)
def test_patterns(pattern: str, path: str, fits: bool) -> None:
    found = path_pattern(path, SensitiveRules(paths=(pattern,)))
    assert found == (pattern if fits else None)


def test_paths_of_any_system_fit() -> None:
    rules = SensitiveRules(paths=("src/auth/**",))
    assert path_pattern(PurePosixPath("src/auth/login.py"), rules)
    assert path_pattern(PureWindowsPath("src\\auth\\login.py"), rules)
    assert path_pattern(PureWindowsPath("C:\\work\\src\\auth\\login.py"), rules)


def test_a_hostile_pattern_takes_no_time() -> None:
    rules = SensitiveRules(paths=("/".join(["**", "*a*a*a*a*"] * 200),))
    assert path_pattern("/".join(["aaaaaaaaaaaaaaaaaaab"] * 300), rules) is not None
    assert path_pattern("/".join(["b" * 50] * 300), rules) is None


@pytest.mark.parametrize(
    ("marker", "text", "count"),
    [
        ("CONFIDENTIAL", "# Confidential. CONFIDENTIAL", 2),
        ("CONFIDENTIAL", "confidentiality", 0),
        ("TOP SECRET", "top\n  secret", 1),
        ("@internal", "x @internal y", 1),
        ("(c) acme", "(C) ACME", 1),
    ],
)
def test_markers_are_words(marker: str, text: str, count: int) -> None:
    finds = list(find_markers(text, SensitiveRules(markers=(marker,))))
    assert [each.rule for each in finds] == [marker] * count
