"""Loads how well language models write code, as public benchmarks found: data in ``catalog/models``.

A model is asked here without a wish for how hard it should think, so what it scores without one counts.
Where a benchmark has it only with such a wish, the lowest of these scores counts, and where all of them
are above *high*, the score is no more than an estimate of what an ordinary question gets.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from itertools import groupby
from statistics import fmean
from typing import Any

from aqe.domain.model import Quality, QualityBasis

__all__ = ["load_answer_lengths", "load_scores"]

_BEYOND_ORDINARY = frozenset({"xhigh", "max"})
_TASKS = ("code_generation", "code_completion")


def load_scores() -> dict[str, Quality]:
    """Scores by the name of a model, without its provider."""
    data = _data()
    found = {}
    for model, rows in _by_model(data["scores"]):
        score, basis, effort = _score(rows)
        releases = " and ".join(sorted({each["release"].isoformat() for each in rows}))
        note = f", effort {effort}" if effort else ""
        found[model] = Quality(score, basis, f"{data['name']}, {releases}{note}")
    return found


def load_answer_lengths() -> dict[str, int]:
    """Mean tokens of an answer in the benchmark, reasoning included, by the name of a model."""
    found = {}
    for model, rows in _by_model(_data()["scores"]):
        lengths = [each["output_tokens"] for each in rows if "output_tokens" in each]
        if lengths:
            found[model] = min(lengths)
    return found


def _data() -> Mapping[str, Any]:
    file = resources.files("aqe.catalog") / "models" / "livebench.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _by_model(rows: list[dict[str, Any]]) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    ordered = sorted(rows, key=lambda each: str(each["model"]))
    for model, members in groupby(ordered, key=lambda each: str(each["model"])):
        yield model, list(members)


def _score(rows: list[dict[str, Any]]) -> tuple[float, QualityBasis, str]:
    plain = [_mean(each) for each in rows if not each["effort"]]
    if plain:
        return round(fmean(plain), 1), QualityBasis.PUBLISHED, ""
    usual = [each for each in rows if each["effort"] not in _BEYOND_ORDINARY]
    lowest = min(usual or rows, key=_mean)
    basis = QualityBasis.PUBLISHED if usual else QualityBasis.ESTIMATED
    return round(_mean(lowest), 1), basis, lowest["effort"]


def _mean(row: Mapping[str, Any]) -> float:
    return fmean(row[task] for task in _TASKS)
