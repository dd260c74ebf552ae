from __future__ import annotations

import pytest

from aqe.domain.known_measures import known_measure
from aqe.domain.verdict import Criterion
from aqe.errors import SettingsError
from aqe.gate.policy import StaleRule, default_policy, parse_policy

GOOD = """
name = "release"
stale_evidence = "inconclusive"

[[criterion]]
measure = "line_coverage"
minimum = 0.9
reason = "we ship this"

[[criterion]]
measure = "tests_flaky"
maximum = 0
required = false
when_unmeasured = "skip"
"""


def test_a_policy_is_read_whole() -> None:
    policy = parse_policy(GOOD, place="gate.toml")

    assert policy.name == "release"
    assert policy.stale is StaleRule.INCONCLUSIVE
    assert policy.criteria == (
        Criterion("line_coverage", minimum=0.9, reason="we ship this"),
        Criterion("tests_flaky", maximum=0.0, required=False, skips_unmeasured=True),
    )


def test_the_default_policy_names_known_measures_with_reasons() -> None:
    policy = default_policy()

    assert policy.name == "default"
    assert {each.measure for each in policy.criteria if each.required} >= {
        "tests_passed",
        "tests_failed",
        "line_coverage",
    }
    assert all(known_measure(each.measure) and each.reason for each in policy.criteria)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ]", r"gate.toml is not valid TOML.*line 1"),
        ("name = 'x'", "gate.toml: the policy has no criterion"),
        ("criterion = 3", "gate.toml: the policy has no criterion"),
        ("criterion = [3]", r"criterion = 3 is not a table"),
        (GOOD.replace("name =", "nmae ="), "gate.toml, line 2: unknown key 'nmae'"),
        (GOOD.replace("minimum", "minimun"), "gate.toml, line 7: unknown key 'minimun'"),
        (GOOD.replace("0.9", "90"), r"gate.toml, line 7: minimum = 90 is not a ratio"),
        (GOOD.replace("0.9", "nan"), r"gate.toml, line 7: minimum = nan is not a number"),
        (GOOD.replace("0.9", "true"), r"gate.toml, line 7: minimum = True is not a number"),
        (GOOD.replace("= 0\n", "= -1\n"), r"gate.toml, line 12: maximum = -1 is not a number of"),
        (GOOD.replace("minimum = 0.9", ""), "line 5: criterion 'line_coverage' has neither"),
        (GOOD.replace("minimum = 0.9", "minimum = 0.9\nmaximum = 0.8"), "0.9 is above maximum 0.8"),
        (
            GOOD.replace("required = false", "required = 'no'"),
            "line 13: required = 'no' is not true",
        ),
        (GOOD.replace('"skip"', '"pass"'), "line 14: when_unmeasured = 'pass' is not"),
        (GOOD.replace('"inconclusive"', '"ignore"'), "line 3: stale_evidence = 'ignore' is not"),
        (GOOD.replace('"release"', "3"), "line 2: name = 3 is not text"),
        (GOOD.replace('measure = "tests_flaky"', ""), "line 10: a criterion has no 'measure'"),
    ],
)
def test_a_broken_policy_is_told_with_line_and_key(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        parse_policy(text, place="gate.toml")

    assert caught.value.slug == "broken-policy"
    assert caught.value.hint


def test_an_unknown_measure_is_told_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match="line 11: unknown measure 'flaky_tests'") as caught:
        parse_policy(GOOD.replace("tests_flaky", "flaky_tests"), place="gate.toml")

    assert caught.value.slug == "unknown-measure"
    assert "tests_flaky" in (caught.value.hint or "")


def test_keys_are_suggested() -> None:
    with pytest.raises(SettingsError) as caught:
        parse_policy(GOOD.replace("minimum", "minimun"), place="gate.toml")

    assert "did you mean 'minimum'" in (caught.value.hint or "")
