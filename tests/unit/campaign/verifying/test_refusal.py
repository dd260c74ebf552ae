"""Why pytest cannot load a suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.locate import Located
from aqe.campaign.verifying.refusal import is_about_the_subject, suite_refused


@pytest.mark.parametrize(
    ("module", "reason", "slug", "hint"),
    [
        ("types", "ImportError: clamp", "module-shadowed", "rename"),
        ("pytest", "ImportError: clamp", "module-shadowed", "rename"),
        ("shop.types", "OSError: reading from stdin", "suite-not-loadable", "__main__"),
        ("shop.cart", "KeyError: 'a'", "suite-not-loadable", "try it yourself"),
    ],
)
def test_the_reason_has_its_own_next_step(module: str, reason: str, slug: str, hint: str) -> None:
    error = suite_refused(Located(module, Path("/p/x.py"), Path("/p"), ()), reason)

    assert error.slug == slug
    assert repr(module) in error.message
    assert hint in (error.hint or "")


@pytest.mark.parametrize(
    ("module", "reason", "expected"),
    [
        ("types", "error: ImportError: cannot import name 'clamp' from 'types'", True),
        ("types", "error: KeyError: 'a'", False),
        ("shop.cart", "error: OSError: pytest: reading from stdin while output is captured", True),
        ("shop.cart", "error: ImportError: cannot import name 'clamp'", False),
    ],
)
def test_only_what_no_other_choice_of_tests_would_cure_ends_the_search(
    module: str, reason: str, expected: bool
) -> None:
    located = Located(module, Path("/p/x.py"), Path("/p"), ())

    assert is_about_the_subject(located, reason) is expected
