"""Three conventions of docstrings."""

from __future__ import annotations

import pytest

from aqe.analysis.docstrings import quoted_values, read_docstring

GOOGLE = """Move money.

    Args:
        amount (Decimal): How much,
            in euros.
        *others (str, optional): More accounts.
        flag: Whether.

    Returns:
        bool: True when done.

    Raises:
        ValueError: If negative.
    """
NUMPY = """Move money.

    Parameters
    ----------
    amount : Decimal
        How much,
        in euros.
    *others : str, optional
        More accounts.
    flag
        Whether.

    Returns
    -------
    bool
        True when done.

    Raises
    ------
    ValueError
        If negative.
    """
SPHINX = """Move money.

    :param Decimal amount: How much,
        in euros.
    :param others: More accounts.
    :type others: str, optional
    :param flag: Whether.
    :rtype: bool
    :raises ValueError: If negative.
    """


@pytest.mark.parametrize("text", [GOOGLE, NUMPY, SPHINX], ids=["google", "numpy", "sphinx"])
def test_every_convention_says_the_same(text: str) -> None:
    found = read_docstring(text)
    assert {name: (each.type, each.text) for name, each in found.parameters.items()} == {
        "amount": ("Decimal", "How much, in euros."),
        "others": ("str, optional", "More accounts."),
        "flag": ("", "Whether."),
    }
    assert found.returns == "bool"
    assert found.raises == ["ValueError"]


def test_running_text_is_no_parameter() -> None:
    assert read_docstring("Note: this: is text.\n\nSee also: nothing\n").parameters == {}


def test_a_missing_docstring_says_nothing() -> None:
    assert read_docstring(None) == read_docstring("")


def test_values_in_quotes_are_literals() -> None:
    assert quoted_values("one of 'a', \"b\" or ``3``; `x` is a name, don't") == ["'a'", "'b'", "3"]
