"""What is said about modules that cannot be imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.execution.import_errors import ImportTrouble, distribution_of, import_error


def trouble(text: str, slug: str = "import-failed", *, died: bool = False) -> ImportTrouble:
    return ImportTrouble("shop", "shop.py:1", Path("/env/bin/python"), slug, text, 20.0, died)


@pytest.mark.parametrize(
    ("module", "distribution"),
    [
        ("cv2", "opencv-python"),
        ("yaml", "PyYAML"),
        ("ruamel.yaml", "ruamel.yaml"),
        ("requests", "requests"),
        ("some_thing.inner", "some-thing"),
    ],
)
def test_modules_have_distributions(module: str, distribution: str) -> None:
    assert distribution_of(module) == distribution


def test_a_missing_dependency_is_named_with_what_to_install() -> None:
    error = import_error(trouble("ModuleNotFoundError: No module named 'bs4.element'"))

    assert error.slug == "dependency-missing"
    assert "'bs4.element', which /env/bin/python does not have" in error.message
    assert "/env/bin/python -m pip install beautifulsoup4;" in (error.hint or "")


@pytest.mark.parametrize(
    ("given", "slug", "message", "hint"),
    [
        (trouble("SystemExit: 3"), "import-failed", "it exits with '3'", "__main__"),
        (trouble("SystemExit: "), "import-failed", "it exits (shop.py:1)", "__main__"),
        (trouble("ended with exit status 3", died=True), "import-failed", "status 3", "__main__"),
        (trouble("", "import-hung"), "import-hung", "within 20 s", "limits.import_s"),
        (trouble("KeyError: 'a'"), "import-failed", "KeyError: 'a'", "-c 'import shop'"),
    ],
)
def test_other_troubles_have_their_own_next_step(
    given: ImportTrouble, slug: str, message: str, hint: str
) -> None:
    error = import_error(given)

    assert error.slug == slug
    assert message in error.message
    assert hint in (error.hint or "")
