"""Scores come from the quoted table by the rules that are written down."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from aqe.catalog import load_answer_lengths, load_scores
from aqe.domain.model import QualityBasis


def test_every_figure_names_its_source() -> None:
    scores = load_scores()
    assert len(scores) > 80
    assert all("LiveBench Coding, 2026-" in each.source for each in scores.values())
    assert all(0 < each.score < 100 for each in scores.values())


@pytest.mark.parametrize(
    ("model", "score", "basis", "effort"),
    [
        # The only row, without an effort: (70.423 + 50.0) / 2.
        pytest.param("gpt-oss-120b", 60.2, QualityBasis.PUBLISHED, "", id="plain"),
        # Told to think and not told to: only the latter counts, the mean of its rows.
        pytest.param("gpt-5-mini", 76.1, QualityBasis.PUBLISHED, "", id="plain among efforts"),
        # high and xhigh: the lower one, which an ordinary question may get.
        pytest.param("claude-fable-5", 76.4, QualityBasis.PUBLISHED, "high", id="lowest effort"),
        # low, medium, high and xhigh, between 76.5 and 83.2.
        pytest.param("claude-opus-4-7", 76.5, QualityBasis.PUBLISHED, "low", id="of four"),
        # Only the highest effort is known.
        pytest.param("claude-opus-5", 81.4, QualityBasis.ESTIMATED, "max", id="only max"),
    ],
)
def test_what_an_ordinary_question_gets(
    model: str, score: float, basis: QualityBasis, effort: str
) -> None:
    found = load_scores()[model]
    assert (found.score, found.basis) == (score, basis)
    assert found.source.endswith(f"effort {effort}") if effort else "effort" not in found.source


def test_rows_are_of_the_releases_that_the_file_names() -> None:
    text = (resources.files("aqe.catalog") / "models" / "livebench.toml").read_text("utf-8")
    rows = tomllib.loads(text)["scores"]
    assert {str(each["release"]) for each in rows} == {"2026-01-08", "2026-06-25"}
    names = [(each["name"], each["release"]) for each in rows]
    assert len(set(names)) == len(names)


def test_lengths_of_answers_are_those_of_the_least_effort() -> None:
    lengths = load_answer_lengths()
    assert lengths["deepseek-v4-flash"] == round((3843 * 71 + 5015 * 46) / 117)
    assert "gpt-oss-120b" not in lengths
