from __future__ import annotations

import pytest

from aqe.campaign.drafting.time_plan import Schedule


@pytest.mark.parametrize(
    ("now", "share", "ends"),
    [
        (2.0, 0.8, 0.8),
        (5.0, 0.62, 0.62),
        (6.1, 0.62, 0.73),  # a phase that nearly had no time gets its least
        (7.0, 0.3, 0.82),
        (8.5, 0.8, 0.9),  # but not more than there is for it
    ],
)
def test_a_phase_gets_its_least_and_leaves_the_rest(now: float, share: float, ends: float) -> None:
    schedule = Schedule(100.0, 10.0, True, lambda: 100.0 + now)
    assert schedule.until(share, at_least=0.12, at_most=0.9) == pytest.approx(ends)
