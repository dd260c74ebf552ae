from __future__ import annotations

import pytest

from aqe.booster.anonymising import AnonymisingRefused, Key, new_key
from aqe.booster.anonymising.permutation import permuted

KEY = Key(b"0123456789abcdef")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10, 26, 100, 997, 4096])
def test_every_number_is_reached_once(size: int) -> None:
    found = [permuted(KEY, b"t", number, size) for number in range(size)]
    assert sorted(found) == list(range(size))
    assert size < 100 or sum(one == other for one, other in enumerate(found)) < 10


def test_key_and_tweak_decide() -> None:
    def order(key: Key, tweak: bytes) -> list[int]:
        return [permuted(key, tweak, number, 1000) for number in range(50)]

    assert order(KEY, b"t") == order(Key(b"0123456789abcdef"), b"t")
    assert order(KEY, b"t") != order(KEY, b"u")
    assert order(KEY, b"t") != order(Key(b"0123456789abcdeX"), b"t")


def test_large_ranges() -> None:
    size = 26**32
    found = {permuted(KEY, b"t", number, size) for number in range(200)}
    assert len(found) == 200
    assert min(found) > 200
    assert max(found) < size


def test_a_key_is_long_enough_and_shows_itself_nowhere() -> None:
    with pytest.raises(AnonymisingRefused, match="shorter than 16 bytes") as caught:
        Key(b"short-secret")
    assert "short-secret" not in str(caught.value)
    assert "0123" not in repr(KEY) + str(KEY)


def test_a_key_file_holds_digits_or_a_text() -> None:
    made = new_key(lambda count: bytes(range(count)))
    assert made == bytes(range(32)).hex() + "\n"
    assert Key.from_text(made).digest(b"x") == Key(bytes(range(32))).digest(b"x")
    assert (
        Key.from_text(" a passphrase of mine \n").digest() == Key(b"a passphrase of mine").digest()
    )


def test_parts_of_a_digest_are_kept_apart() -> None:
    assert KEY.digest(b"ab", b"c") != KEY.digest(b"a", b"bc")
