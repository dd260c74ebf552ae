"""What a workload costs when each task goes to a model of its size, beside one flagship for everything.

A workload is 1,000 tasks: 42% simple, 31% medium, 20% complex, 7% critical. Sizes of prompts and answers are
drawn by a seeded generator from lognormal distributions, whose middles are in `SIZES`: a prompt holds the
module under test, what surrounds it and the instructions; an answer holds tests. Prices are today's, for
input and for output tokens, without a cache. A call is counted once: no retries on either side.

Two kinds of length are counted. *Asked for*: every model answers with the tokens that were drawn. *As
counted*: every answer of a model is as long as its answers to coding tasks were in LiveBench, reasoning
included; there only models with such a count (their own, or of an earlier version) may be chosen. The
second is less kind to cheap models, which think longer, than their prices are.

    python benchmarks/router/tiers.py [--seeds 20] [--store]

`--store` writes ``benchmarks/router/results/tiers.json``, which the documentation quotes.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from aqe.catalog import load_answer_lengths, load_scores
from aqe.domain.model import Model, Quality, QualityBasis, Tier, TokenUsage
from aqe.domain.routing import Complexity, Task, TaskKind
from aqe.router.catalogue.catalogue import Catalogue, build_catalogue, load_catalogue
from aqe.router.catalogue.quality import Scores
from aqe.router.catalogue.tiers import MINIMUM_QUALITY
from aqe.router.choice import Chooser
from aqe.router.options import Circumstances

RESULT = Path(__file__).parent / "results" / "tiers.json"
TASKS = 1000
SHARES = {
    Complexity.SIMPLE: 0.42,
    Complexity.MEDIUM: 0.31,
    Complexity.COMPLEX: 0.20,
    Complexity.CRITICAL: 0.07,
}
SIZES = {
    Complexity.SIMPLE: (1500, 900),
    Complexity.MEDIUM: (3000, 1600),
    Complexity.COMPLEX: (6000, 2800),
    Complexity.CRITICAL: (5000, 2400),
}
"""Middle number of tokens of prompts and answers."""
SPREAD = 0.5
"""Standard deviation of the logarithms: two thirds lie between 0.6 and 1.65 times the middle."""
FLAGSHIPS = (
    "openai/gpt-6.1-sol",
    "anthropic/claude-opus-5-5",
    "anthropic/claude-fable-5-2",
)
"""What somebody takes who takes the best without looking at the price: the newest large model of two makers,
and the dearest. The first is the cheapest of them, and what is claimed is claimed against it."""
WORLDS = {
    "all providers": frozenset({"anthropic", "openai", "openrouter"}),
    "OpenRouter alone": frozenset({"openrouter"}),
    "OpenAI alone": frozenset({"openai"}),
}
GOAL = 0.85

Lengths = Callable[[Model], int | None]


@dataclass(frozen=True)
class Outcome:
    """One workload under one seed."""

    routed_usd: Decimal
    flagship_usd: Mapping[str, Decimal]
    violations: int
    """Tasks that went to a model below the minimum of their complexity, or to none."""
    models: Counter[tuple[str, str]]
    """(complexity, id) of the tasks."""
    estimated: int
    """Tasks that went to a model whose quality is estimated."""

    def saving(self, flagship: str) -> float:
        """Share of the flagship's cost that is saved."""
        return float(1 - self.routed_usd / self.flagship_usd[flagship])


def workload(seed: int) -> list[Task]:
    """The tasks of a seed."""
    chance = random.Random(seed)
    kinds = list(SHARES)
    tasks = []
    for complexity in kinds:
        prompt, answer = SIZES[complexity]
        for _ in range(round(TASKS * SHARES[complexity])):
            tasks.append(
                Task(
                    kind=chance.choice(list(TaskKind)),
                    complexity=complexity,
                    input_tokens=round(prompt * chance.lognormvariate(0, SPREAD)),
                    output_tokens=round(answer * chance.lognormvariate(0, SPREAD)),
                )
            )
    return tasks


def run(
    catalogue: Catalogue, chooser: Chooser, seed: int, length_of: Lengths | None = None
) -> Outcome:
    """Route a workload and send the same to each flagship."""
    routed = Decimal(0)
    flagships = dict.fromkeys(FLAGSHIPS, Decimal(0))
    models: Counter[tuple[str, str]] = Counter()
    violations = estimated = 0
    for task in workload(seed):
        model = chooser.choose(task).model
        if model is None or not is_good_enough(model, task):
            violations += 1
            continue
        routed += cost(model, task, length_of)
        models[task.complexity.word, model.id] += 1
        estimated += model.quality is not None and model.quality.basis is QualityBasis.ESTIMATED
        for each in FLAGSHIPS:
            flagships[each] += cost(catalogue.model(each), task, length_of)
    return Outcome(routed, flagships, violations, models, estimated)


def is_good_enough(model: Model, task: Task) -> bool:
    """The condition, written down a second time: the choice is not asked whether it was right."""
    quality = model.quality
    if quality is None or quality.score < MINIMUM_QUALITY[task.complexity]:
        return False
    return task.complexity is not Complexity.CRITICAL or quality.basis is not QualityBasis.ESTIMATED


def cost(model: Model, task: Task, length_of: Lengths | None) -> Decimal:
    """What a call costs."""
    assert model.price is not None
    length = None if length_of is None else length_of(model)
    return model.price.cost_usd(TokenUsage(task.input_tokens, length or task.output_tokens))


def lengths_of(lengths: Mapping[str, int]) -> Lengths:
    """Length of an answer by model: its own, or that of the nearest earlier version."""
    book = Scores(
        {name: Quality(value, QualityBasis.PUBLISHED, "") for name, value in lengths.items()}
    )

    def length(model: Model) -> int | None:
        found = book.quality_of(model.name)
        return None if found is None else int(found.score)

    return length


def row(
    name: str,
    catalogue: Catalogue,
    providers: frozenset[str],
    seeds: Sequence[int],
    length_of: Lengths | None = None,
) -> dict[str, Any]:
    """One line of the result: a state of the world, over all seeds."""
    chooser = Chooser(catalogue, Circumstances(providers))
    outcomes = [run(catalogue, chooser, seed, length_of) for seed in seeds]
    total: Counter[tuple[str, str]] = sum((each.models for each in outcomes), Counter())
    routed = [float(each.routed_usd) for each in outcomes]
    against = []
    for flagship in FLAGSHIPS:
        savings = [each.saving(flagship) for each in outcomes]
        against.append(
            {
                "model": flagship,
                "usd": round(
                    statistics.fmean(float(o.flagship_usd[flagship]) for o in outcomes), 4
                ),
                "saving": round(statistics.fmean(savings), 4),
                "least": round(min(savings), 4),
                "most": round(max(savings), 4),
            }
        )
    return {
        "world": name,
        "routed_usd": round(statistics.fmean(routed), 4),
        "routed_spread": [round(min(routed), 4), round(max(routed), 4)],
        "violations": sum(each.violations for each in outcomes),
        "estimated_share": round(
            sum(each.estimated for each in outcomes) / (TASKS * len(seeds)), 4
        ),
        "against": against,
        "models": [
            {"complexity": complexity, "model": model, "tasks": round(count / len(seeds), 1)}
            for (complexity, model), count in sorted(
                total.items(), key=lambda each: (Complexity[each[0][0].upper()], -each[1])
            )
        ],
    }


def measure(seeds: Sequence[int], now: datetime) -> dict[str, Any]:
    """All rows."""
    scores = load_scores()
    whole = load_catalogue(today=now.date(), scores=scores)
    known = [
        each
        for each in whole.models
        if each.quality is None or each.quality.basis is not QualityBasis.ESTIMATED
    ]
    published = build_catalogue([*known, *map(whole.model, FLAGSHIPS)], {})
    length_of = lengths_of(load_answer_lengths())
    counted = build_catalogue([each for each in whole.models if length_of(each) is not None], {})
    everything = WORLDS["all providers"]
    rows = [row(name, whole, providers, seeds) for name, providers in WORLDS.items()]
    rows.append(row("all providers, published scores alone", published, everything, seeds))
    rows.append(row("all providers, lengths as counted", counted, everything, seeds, length_of))
    price = whole.model(FLAGSHIPS[0]).price
    assert price is not None
    return {
        "date": now.date().isoformat(),
        "prices": {"source": price.source, "as_of": price.as_of and price.as_of.isoformat()},
        "scores": next(iter(scores.values())).source.partition(",")[0],
        "models": len(whole.models),
        "tasks": TASKS,
        "seeds": len(seeds),
        "shares": {each.word: share for each, share in SHARES.items()},
        "sizes": {each.word: list(sizes) for each, sizes in SIZES.items()},
        "minimum_quality": {each.word: least for each, least in MINIMUM_QUALITY.items()},
        "flagships": [flagship(whole.model(each)) for each in FLAGSHIPS],
        "tiers": {tier.value: len(whole.where(tier=tier)) for tier in Tier},
        "rows": rows,
    }


def flagship(model: Model) -> dict[str, Any]:
    """What is known of a flagship."""
    assert model.price is not None
    return {
        "model": model.id,
        "input_usd": str(model.price.input_usd),
        "output_usd": str(model.price.output_usd),
        "quality": model.quality and model.quality.score,
    }


def show(result: Mapping[str, Any]) -> None:
    """Print both costs and the ratio."""
    print(
        f"{result['tasks']} tasks, {result['seeds']} seeds, prices of {result['prices']['source']}"
    )
    for each in result["rows"]:
        print(
            f"\n{each['world']}: routed ${each['routed_usd']:.4f}, violations {each['violations']}"
        )
        for rival in each["against"]:
            print(
                f"  {rival['model']:28} ${rival['usd']:8.4f}  {rival['saving']:.1%} cheaper"
                f" ({rival['least']:.1%} to {rival['most']:.1%})"
            )
        for used in each["models"]:
            print(f"    {used['complexity']:9} {used['tasks']:6.1f} {used['model']}")


def main() -> int:
    """Measure, print, store; 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--store", action="store_true")
    options = parser.parse_args()
    result = measure(range(options.seeds), datetime.now(UTC))
    show(result)
    if options.store:
        RESULT.parent.mkdir(parents=True, exist_ok=True)
        RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    main_row = result["rows"][0]
    is_reached = main_row["violations"] == 0 and all(
        each["least"] >= GOAL for each in main_row["against"]
    )
    print("\ngoal reached" if is_reached else "\ngoal missed")
    return int(not is_reached)


if __name__ == "__main__":
    sys.exit(main())
