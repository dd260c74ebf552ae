"""Lists: sorted, as long as before, changed in place."""


def merge_sort(items: list[int]) -> list[int]:
    """Sorts."""
    if len(items) < 2:
        return list(items)
    middle = len(items) // 2
    left, right = merge_sort(items[:middle]), merge_sort(items[middle:])
    merged = []
    while left and right:
        merged.append(left.pop(0) if left[0] <= right[0] else right.pop(0))
    return merged + left + right


def rotate(items: list[int]) -> list[int]:
    """Keeps the length."""
    return items[1:] + items[:1]


def distinct(items: list[int]) -> list[int]:
    """Idempotent; sorted; not as long."""
    return sorted(set(items))


def total(items: list[int]) -> int:
    """Agrees with `sum`."""
    result = 0
    for each in items:
        result += each
    return result


def drain(items: list[int]) -> int:
    """Changes its argument: no law is tried."""
    count = len(items)
    items.clear()
    return count
