"""One value changes; everything else in the file stays."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aqe.errors import SettingsError
from aqe.settings.editing import toml_literal, with_value, without_value

COMMENTED = """\
# How we test.

[generate]  # suites
budget = 5   # seconds
# seed = 3
out = "tests/made # here"

[flaky]
runs = 10
"""


@pytest.mark.parametrize(
    ("text", "key", "value", "expected"),
    [
        ("", "flaky.runs", 7, "[flaky]\nruns = 7\n"),
        ("[flaky]\nruns = 3", "flaky.runs", 7, "[flaky]\nruns = 7"),
        ("[flaky]\r\nruns = 3\r\n", "flaky.runs", 7, "[flaky]\r\nruns = 7\r\n"),
        ("flaky.runs = 3 # x\n", "flaky.runs", 7, "flaky.runs = 7 # x\n"),
        ("[log]\nlevel = 'info'", "flaky.runs", 7, "[log]\nlevel = 'info'\n\n[flaky]\nruns = 7\n"),
        (COMMENTED, "generate.budget", 8.5, COMMENTED.replace("= 5 ", "= 8.5 ")),
        (COMMENTED, "generate.out", "x", COMMENTED.replace('"tests/made # here"', '"x"')),
        (
            COMMENTED,
            "generate.count",
            None,
            COMMENTED.replace('here"\n', 'here"\ncount = "none"\n'),
        ),
        (COMMENTED, "generate.mutants", False, COMMENTED.replace('e"\n', 'e"\nmutants = false\n')),
    ],
)
def test_only_the_value_changes(text: str, key: str, value: object, expected: str) -> None:
    assert with_value(text, key, value, place="config.toml") == expected  # type: ignore[arg-type]


def test_setting_the_same_value_changes_nothing() -> None:
    assert with_value(COMMENTED, "generate.budget", 5, place="c") == COMMENTED


@pytest.mark.parametrize(
    "text",
    [
        "generate = {budget = 5}\n",
        'other = """\n[generate]\nbudget = 1\n"""\n[generate]\nbudget = """5\n"""\n',
    ],
    ids=["inline-table", "multi-line"],
)
def test_an_unusual_layout_is_left_to_its_owner(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        with_value(text, "generate.budget", 8, place="config.toml")
    assert caught.value.slug == "settings-layout"
    assert "budget = 8" in (caught.value.hint or "")


def test_a_broken_file_is_not_edited() -> None:
    with pytest.raises(SettingsError, match="not valid TOML"):
        with_value("[generate", "generate.budget", 8, place="config.toml")


def test_a_value_is_taken_out_again() -> None:
    assert without_value(COMMENTED, "flaky.runs", place="c") == COMMENTED.replace("runs = 10\n", "")
    assert without_value(COMMENTED, "log.level", place="c") == COMMENTED


@given(st.text() | st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.floats(allow_nan=False))
def test_every_literal_reads_back_as_its_value(value: str | int | bool | float) -> None:
    if isinstance(value, float) and abs(value) == float("inf"):
        return
    assert tomllib.loads(f"x = {toml_literal(value)}")["x"] == value


_LINES = st.sampled_from(
    [
        "# note",
        "",
        "[generate]",
        "[flaky]",
        "budget = 1",
        "runs = 2 # two",
        'out = "#"',
        "[x]",
        "a=1",
    ]
)


@given(st.lists(_LINES, max_size=12), st.sampled_from(["generate.budget", "flaky.runs"]))
def test_an_edit_is_right_or_refused(lines: list[str], key: str) -> None:
    text = "\n".join(lines)
    try:
        edited = with_value(text, key, 42, place="c")
    except SettingsError:
        return
    section, _, name = key.partition(".")
    before, after = tomllib.loads(text), tomllib.loads(edited)
    assert after[section].pop(name) == 42
    before.setdefault(section, {}).pop(name, None)
    assert after == before
    assert [line for line in lines if line.startswith("#")] == [
        line for line in edited.splitlines() if line.startswith("#")
    ]
