"""How long choosing a route takes, with the whole catalogue loaded.

Draws tasks of every kind, complexity, priority and size with a seeded generator, chooses a route for each,
and prints how long a choice took in the middle and at the 99th percentile, and what was done once before.
Wall time holds what other programs on the machine take; processor time is that of the choice alone, and
fails the benchmark when its 99th percentile passes a millisecond.

    python benchmarks/router/choice.py [--choices 20000] [--seed 1]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal

from aqe.catalog import load_scores
from aqe.domain.routing import Complexity, Priority, Task, TaskKind
from aqe.router.catalogue.catalogue import load_catalogue, local_model
from aqe.router.choice import Chooser
from aqe.router.options import Circumstances

LIMIT_S = 0.001
PROVIDERS = frozenset({"anthropic", "openai", "openrouter", "local"})


def drawn_task(chance: random.Random) -> Task:
    """A task of any kind."""
    return Task(
        kind=chance.choice(list(TaskKind)),
        complexity=chance.choice(list(Complexity)),
        input_tokens=int(chance.lognormvariate(8, 1)),
        output_tokens=int(chance.lognormvariate(7.5, 0.7)),
        is_sensitive=chance.random() < 0.1,
        minimum_quality=chance.choice([None, None, None, 0.0, 50.0, 75.0, 99.0]),
        priority=chance.choice(list(Priority)),
        budget_usd=chance.choice([None, None, Decimal("0.001"), Decimal("0.05")]),
    )


def main() -> int:
    """Measure and print; 1 where the limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--choices", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.perf_counter()
    own = [local_model("tiny", context_tokens=4096)]
    catalogue = load_catalogue(today=datetime.now(UTC).date(), scores=load_scores(), own=own)
    loaded = time.perf_counter()
    chooser = Chooser(catalogue, Circumstances(PROVIDERS))
    ready = time.perf_counter()
    chance = random.Random(options.seed)
    tasks = [drawn_task(chance) for _ in range(options.choices)]
    walls, processors = [], []
    empty = 0
    for task in tasks:
        begun, began = time.perf_counter(), time.thread_time()
        route = chooser.choose(task)
        processors.append(time.thread_time() - began)
        walls.append(time.perf_counter() - begun)
        empty += route.model is None
    print(f"{len(catalogue.models)} models, loaded in {loaded - started:.2f} s, once")
    print(
        f"orders worked out in {(ready - loaded) * 1000:.0f} ms, once for each state of the world"
    )
    print(f"{options.choices} choices; {empty} tasks that no model may be asked")
    for name, durations in (("wall time", walls), ("processor time", processors)):
        durations.sort()
        middle, late = (durations[len(durations) * each // 100] for each in (50, 99))
        print(f"{name:15} p50 {middle * 1e6:.0f} us, p99 {late * 1e6:.0f} us")
    return int(late >= LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
