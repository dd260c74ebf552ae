"""A ledger of calls that lives in memory and keeps the same promises as the one in the store."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from aqe.domain.conversation import Asker, Call, CallOutcome, charged_usd
from aqe.domain.model import Model
from aqe.errors import RouterError
from aqe.router.ports import Settlement
from aqe.telemetry.clock import Clock

__all__ = ["MemoryCallLedger"]


class MemoryCallLedger:
    """Fulfils `aqe.router.ports.CallLedger` within one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._calls: dict[str, Call] = {}
        self.settled_again: list[str] = []
        """Calls that somebody tried to settle a second time."""

    def begin_call(
        self,
        model: Model,
        asker: Asker,
        reserve_usd: Decimal | None,
        *,
        daily_limit_usd: Decimal | None,
        run_limit_usd: Decimal | None,
    ) -> str:
        """Set money aside and write the call down as open.

        Raises:
            RouterError: With it the day or the run would pass its limit.
        """
        with self._lock:
            now = self._clock.now()
            self._hold("the day", self._sum(day=now), reserve_usd, daily_limit_usd)
            self._hold(
                f"the run {asker.run!r}", self._sum(run=asker.run), reserve_usd, run_limit_usd
            )
            id = f"call-{len(self._calls) + 1:06}"
            price = model.price
            self._calls[id] = Call(
                id=id,
                model=model.id,
                provider=model.provider,
                asker=asker,
                started_at=now,
                outcome=CallOutcome.OPEN,
                price_input_usd=None if price is None else price.input_usd,
                price_output_usd=None if price is None else price.output_usd,
                price_cached_usd=None if price is None else price.cached_input_usd,
                cost_usd=reserve_usd,
            )
            return id

    def settle_call(self, id: str, settlement: Settlement) -> None:
        """Write down how a call ended; a call that is settled already stays as it is."""
        with self._lock:
            call = self._calls[id]
            if call.outcome is not CallOutcome.OPEN:
                self.settled_again.append(id)
                return
            self._calls[id] = replace(
                call,
                outcome=settlement.outcome,
                usage=settlement.usage,
                is_usage_counted=settlement.is_usage_counted,
                cost_usd=charged_usd(settlement.cost_usd, settlement.stated_cost_usd),
                stated_cost_usd=settlement.stated_cost_usd,
                duration_s=settlement.duration_s,
                error=settlement.error,
            )

    def note_tests(self, id: str, *, proposed: int, accepted: int) -> None:
        """Write down what became of the tests in an answer."""
        with self._lock:
            call = self._calls[id]
            self._calls[id] = replace(call, proposed_tests=proposed, accepted_tests=accepted)

    def calls(self, since: datetime | None = None) -> tuple[Call, ...]:
        """Calls, oldest first."""
        with self._lock:
            return tuple(
                each for each in self._calls.values() if since is None or each.started_at >= since
            )

    def spent_usd(self, *, day: datetime | None = None, run: str | None = None) -> Decimal:
        """Spent and set aside on a day (UTC) or by a run."""
        with self._lock:
            return self._sum(day=day, run=run)

    def _sum(self, *, day: datetime | None = None, run: str | None = None) -> Decimal:
        costs = (
            each.cost_usd or Decimal(0)
            for each in self._calls.values()
            if (day is None or _date(each.started_at) == _date(day))
            and (run is None or each.asker.run == run)
        )
        return sum(costs, Decimal(0))

    @staticmethod
    def _hold(of: str, spent: Decimal, more: Decimal | None, limit: Decimal | None) -> None:
        if limit is None:
            return
        # What costs nothing passes no limit; what has no price must not be asked once the money is gone.
        is_too_much = spent >= limit if more is None else more > 0 and spent + more > limit
        if is_too_much:
            shown = "an unknown sum" if more is None else more
            raise RouterError(
                f"{of} may cost {limit} US dollars; {spent} are spent or set aside, and this call may cost"
                f" {shown}",
                hint="raise router.daily_limit_usd or router.run_limit_usd, or wait for the next day (UTC)",
                slug="budget-spent",
            )


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
