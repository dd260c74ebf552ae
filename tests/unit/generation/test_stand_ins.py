from __future__ import annotations

import pytest
from generation_builders import run

from aqe.domain.run import CandidateOutcome, Failure
from aqe.generation.archive import blames_stand_in


@pytest.mark.parametrize(
    ("kind", "message", "blamed"),
    [
        ("AttributeError", "'types.SimpleNamespace' object has no attribute 'headers'", True),
        ("AttributeError", "'Order' object has no attribute 'headers'", False),
        ("ValueError", "'types.SimpleNamespace' object has no attribute 'headers'", False),
    ],
)
def test_a_failure_for_what_a_stand_in_lacks_is_recognised(
    kind: str, message: str, blamed: bool
) -> None:
    failure = Failure(f"builtins:{kind}", message, in_subject=True)
    failed = run({1}, outcome=CandidateOutcome.RAISED, failure=failure)
    assert blames_stand_in(failed) is blamed
    assert not blames_stand_in(run({1}))
