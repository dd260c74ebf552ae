"""Questions to models of three providers that fail again and again, and what became of each of them.

A local server speaks the providers' protocols and injects faults by a seeded plan; nothing leaves this
machine. Every question must be answered by some model or be reported with a reason, no attempt may be
charged twice, and the ledger must equal the server's own count to the last token. Attempts whose usage
the server never told, or told wrongly, are charged by an estimate that says so; they are listed apart.
Waiting takes no time: the clock of backoff, pauses and limits is simulated.

    python benchmarks/router/faults.py [--requests 10000] [--faults 0.3] [--seed 1] [--workers 16]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from aqe.catalog import load_providers
from aqe.domain.conversation import (
    Asker,
    Call,
    CallOutcome,
    Message,
    ModelReply,
    ModelRequest,
    Role,
)
from aqe.domain.model import NO_TOKENS, Model, Price, Tier, TokenUsage
from aqe.domain.routing import Route
from aqe.errors import RouterError
from aqe.router.dispatch import Dispatcher, Limits
from aqe.router.providers import Providers, Timeouts
from aqe.testing import (
    Asked,
    Exchange,
    Fault,
    ManualClock,
    MemoryCallLedger,
    ModelServer,
    ServedModel,
    SimulatedTime,
    seeded_faults,
)

_QUICK = (
    Fault.LIMITED_SECONDS,
    Fault.LIMITED_DATE,
    Fault.LIMITED,
    Fault.ERROR_500,
    Fault.ERROR_502,
    Fault.ERROR_503,
    Fault.ERROR_529,
    Fault.SLOW_START,
    Fault.SLOW_DRIP,
    Fault.CUT_AT_ONCE,
    Fault.CUT_AFTER_HEADERS,
    Fault.CUT_HALFWAY,
    Fault.CUT_BEFORE_USAGE,
    Fault.HALF_STREAM,
    Fault.EMPTY_STREAM,
    Fault.MALFORMED_EVENT,
    Fault.MALFORMED_SHAPE,
    Fault.MALFORMED_BODY,
    Fault.WRONG_TYPE,
    Fault.ERROR_AS_JSON,
    Fault.ERROR_IN_STREAM,
    Fault.USAGE_NEGATIVE,
    Fault.USAGE_ABSURD,
    Fault.USAGE_TEXT,
    Fault.USAGE_MISSING,
    Fault.USAGE_CACHED,
)
FAULTS = (*_QUICK, *_QUICK, Fault.HANG, Fault.HANG_HALFWAY)
"""Those that hang take real time, so there are fewer of them."""
SILENCE_S = 1.0
"""How long a provider may be silent; slow faults stay below it, hanging ones do not."""
SERVED = (
    ServedModel("small", Decimal("0.5"), Decimal(2), Decimal("0.05")),
    ServedModel("large", Decimal(3), Decimal(15), Decimal("0.3")),
)
CHAINS = (
    ("openrouter/small", "anthropic/small", "openai/large"),
    ("openai/small", "openrouter/large", "anthropic/large"),
    ("anthropic/large", "openai/large", "openrouter/small"),
)


@dataclass
class Trial:
    """What became of all questions."""

    requests: int
    answered: int = 0
    by_model: Counter[str] = field(default_factory=Counter)
    reported: Counter[str] = field(default_factory=Counter)
    """Questions without an answer, by reason."""
    lost: list[str] = field(default_factory=list)
    """Questions with neither an answer nor a reason."""
    faults: Counter[str] = field(default_factory=Counter)
    """What the server played."""
    attempts: int = 0
    counted: int = 0
    """Attempts that were answered with a usage that can be."""
    refused: int = 0
    """Attempts that were refused before an answer began: nothing was used."""
    estimated: int = 0
    """Attempts whose usage the server did not tell, or told wrongly."""
    charged_twice: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    """Where ledger and server disagree."""
    ledger_tokens: TokenUsage = NO_TOKENS
    server_tokens: TokenUsage = NO_TOKENS
    ledger_usd: Decimal = Decimal(0)
    server_usd: Decimal = Decimal(0)
    estimated_usd: Decimal = Decimal(0)
    simulated_s: float = 0.0
    seconds: float = 0.0

    @property
    def problems(self) -> list[str]:
        """What must not be; empty where all is well."""
        found = [f"lost: {each}" for each in self.lost]
        found += [f"charged twice: {each}" for each in self.charged_twice]
        found += self.differences
        if self.answered + sum(self.reported.values()) != self.requests:
            found.append("answered and reported questions do not add up to all of them")
        if self.ledger_tokens != self.server_tokens:
            found.append(f"tokens: {self.ledger_tokens} in the ledger, {self.server_tokens} sent")
        if self.ledger_usd != self.server_usd:
            found.append(f"costs: {self.ledger_usd} in the ledger, {self.server_usd} by the server")
        return found


def model(id: str) -> Model:
    """A model as the catalogue would describe it."""
    provider, name = id.split("/")
    served = next(each for each in SERVED if each.name == name)
    price = Price(served.input_usd, served.output_usd, served.cached_input_usd)
    return Model(
        id=id,
        provider=provider,
        name=name,
        title=id,
        price=price,
        tier=Tier.BUDGET,
        context_tokens=served.context_tokens,
        output_tokens=served.output_tokens,
    )


def script(asked: Asked) -> str:
    """An answer that depends on the question, longer for some than for others."""
    number = int(asked.prompt.split()[1])
    return f"Question {number}:\n" + "".join(
        f"def test_{number}_{each}():\n    assert total({each}) == {each * number}\n"
        for each in range(1 + number % 5)
    )


def run(requests: int, share: float, seed: int, workers: int = 16) -> Trial:
    """Ask all questions and compare the ledger with the server."""
    began = time.monotonic()
    ledger = MemoryCallLedger(ManualClock())
    plan = seeded_faults(seed, share, FAULTS)
    trial = Trial(requests)
    with ModelServer(script, models=SERVED, faults=plan, delay_s=0.01) as server:
        replies = asyncio.run(_ask_all(server, ledger, trial, seed, workers))
        server.settle()
        _compare(trial, ledger, server, replies)
    trial.seconds = time.monotonic() - began
    return trial


async def _ask_all(
    server: ModelServer, ledger: MemoryCallLedger, trial: Trial, seed: int, workers: int
) -> dict[int, ModelReply]:
    clock = SimulatedTime()
    providers = Providers(
        load_providers(),
        server.environ,
        server.keys,
        now=ManualClock().now,
        timeouts=Timeouts(silence_s=SILENCE_S),
    )
    dispatcher = Dispatcher(
        providers,
        ledger,
        stays_here=providers.stays_here,
        ticker=clock.ticker,
        sleep=clock.sleep,
        chance=random.Random(seed).random,
        limits=Limits(concurrency=8, requests_a_minute=6000),
    )
    waiting = iter(range(trial.requests))
    replies: dict[int, ModelReply] = {}

    async def work() -> None:
        with clock.worker():
            for number in waiting:
                await _ask(dispatcher, number, trial, replies)

    await asyncio.gather(*(work() for _ in range(workers)))
    await providers.close()
    trial.simulated_s = clock.ticker()
    return replies


async def _ask(
    dispatcher: Dispatcher, number: int, trial: Trial, replies: dict[int, ModelReply]
) -> None:
    messages = (
        Message(Role.SYSTEM, "You write tests for Python code. Answer with code only."),
        Message(Role.USER, f"Question {number} about a function that adds numbers up."),
    )
    models = tuple(model(each) for each in CHAINS[number % len(CHAINS)])
    route = Route(models, None, ("by turns",))
    asker = Asker(run=f"run-{seed_of(number)}", subject=f"question-{number}")
    shown: list[str] = []

    def show(text: str) -> None:
        shown.append(text) if text else shown.clear()

    try:
        reply = await dispatcher.ask(
            ModelRequest(messages, 400), route, asker, on_text=show, deadline_s=600
        )
    except RouterError as error:
        trial.reported[error.slug] += 1
        if not error.message:
            trial.lost.append(f"{number}: no reason is given")
        return
    except Exception as error:  # everything else is a question that was lost
        trial.lost.append(f"{number}: {type(error).__name__}: {error}")
        return
    trial.answered += 1
    trial.by_model[reply.model] += 1
    replies[number] = reply
    wanted = script(Asked("", "", "", f"Question {number}", {}))
    if reply.text != wanted or "".join(shown) != wanted:
        trial.lost.append(f"{number}: the answer is not the one that was sent")


def seed_of(number: int) -> int:
    """Questions are of several runs."""
    return number % 7


def _compare(
    trial: Trial, ledger: MemoryCallLedger, server: ModelServer, replies: dict[int, ModelReply]
) -> None:
    """Match attempts with requests: those of one question at one model come in the same order."""
    calls: dict[tuple[str, str], list[Call]] = defaultdict(list)
    sent: dict[tuple[str, str], list[Exchange]] = defaultdict(list)
    for call in ledger.calls():
        calls[call.asker.subject, call.model].append(call)
    for exchange in server.questions:
        asked = exchange.asked
        assert asked is not None
        number = asked.prompt.split()[1]
        sent[f"question-{number}", f"{asked.dialect}/{asked.model}"].append(exchange)
        trial.faults[exchange.fault or "none"] += 1
    trial.attempts = len(ledger.calls())
    trial.charged_twice += [f"{each} was settled again" for each in ledger.settled_again]
    for key in sorted(calls.keys() | sent.keys()):
        if len(calls[key]) != len(sent[key]):
            trial.differences.append(
                f"{key}: {len(calls[key])} calls in the ledger, {len(sent[key])} requests"
            )
        for call, exchange in zip(calls[key], sent[key], strict=False):
            _compare_one(trial, call, exchange)
    answers = Counter(
        each.asker.subject for each in ledger.calls() if each.outcome is CallOutcome.ANSWERED
    )
    trial.charged_twice += [
        f"{name}: {count} answers" for name, count in answers.items() if count > 1
    ]
    if set(answers) != {f"question-{number}" for number in replies}:
        trial.differences.append("answers in the ledger are not those that were given")
    trial.server_tokens = server.sent_usage()


def _compare_one(trial: Trial, call: Call, exchange: Exchange) -> None:
    place = f"{call.id} ({exchange.id}, {exchange.fault or 'no fault'})"
    if call.outcome is CallOutcome.OPEN:
        trial.differences.append(f"{place} was never settled")
    if exchange.sent is not None:
        trial.counted += 1
        trial.ledger_tokens += call.usage
        trial.ledger_usd += call.cost_usd or Decimal(0)
        trial.server_usd += exchange.cost_usd or Decimal(0)
        if call.usage != exchange.sent or not call.is_usage_counted:
            trial.differences.append(f"{place}: {call.usage} for {exchange.sent}")
        if call.stated_cost_usd not in (None, exchange.cost_usd):
            trial.differences.append(f"{place}: {call.stated_cost_usd} for {exchange.cost_usd}")
    elif call.is_usage_counted:
        trial.differences.append(f"{place}: {call.usage} counted, and nothing was told")
    elif call.usage == NO_TOKENS:
        trial.refused += 1
    else:
        trial.estimated += 1
        trial.estimated_usd += call.cost_usd or Decimal(0)


def report(trial: Trial) -> str:
    """The figures as text."""
    share = 1 - trial.faults["none"] / max(1, sum(trial.faults.values()))
    models = ", ".join(f"{name} {count}" for name, count in sorted(trial.by_model.items()))
    reasons = ", ".join(f"{slug} {count}" for slug, count in sorted(trial.reported.items()))
    faults = ", ".join(
        f"{name} {count}" for name, count in sorted(trial.faults.items()) if name != "none"
    )
    lines = [
        f"questions           {trial.requests}",
        f"answered            {trial.answered} ({models})",
        f"reported            {sum(trial.reported.values())} ({reasons or 'none'})",
        f"lost                {len(trial.lost)}",
        f"attempts            {trial.attempts}, {share:.1%} with a fault",
        f"faults              {faults}",
        f"usage told          {trial.counted} attempts, {trial.refused} refused at no cost",
        f"usage estimated     {trial.estimated} attempts, {trial.estimated_usd:.6f} US dollars",
        f"charged twice       {len(trial.charged_twice)}",
        f"tokens in ledger    {_tokens(trial.ledger_tokens)}",
        f"tokens by server    {_tokens(trial.server_tokens)}",
        f"cost in ledger      {trial.ledger_usd:.6f} US dollars",
        f"cost by server      {trial.server_usd:.6f} US dollars",
        f"differences         {len(trial.differences)}",
        f"time                {trial.seconds:.1f} s, {trial.simulated_s:.0f} s of them simulated waits",
    ]
    return "\n".join([*lines, *(f"problem: {each}" for each in trial.problems[:20])])


def _tokens(usage: TokenUsage) -> str:
    return f"{usage.input} in ({usage.cached_input} from a cache), {usage.output} out"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where something must not be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--faults", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=16)
    options = parser.parse_args(arguments)
    trial = run(options.requests, options.faults, options.seed, options.workers)
    print(report(trial))
    return 1 if trial.problems else 0


if __name__ == "__main__":
    sys.exit(main())
