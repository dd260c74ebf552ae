from __future__ import annotations

import pytest

from aqe.booster.transforms.rewrites import Rewrite, rendered


def test_what_is_kept_gets_its_own_rewrites() -> None:
    text = "f(g(a), b)"
    outer = Rewrite(0, 10, ((8, 9), " = ", (2, 6)))
    inner = Rewrite(2, 3, ("h",))
    deepest = Rewrite(4, 5, ("x",))
    assert rendered(text, [deepest, outer, inner]) == "b = h(x)"


def test_insertions_at_one_place_stand_before_what_is_replaced() -> None:
    assert (
        rendered("abc", [Rewrite(1, 2, ("B",)), Rewrite(1, 1, ("<",)), Rewrite(2, 2, (">",))])
        == "a<B>c"
    )


def test_rewrites_that_overlap_in_part_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap at 1"):
        rendered("abc", [Rewrite(0, 2, ("x",)), Rewrite(1, 3, ("y",))])
