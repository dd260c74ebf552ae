"""A small subject for printed suites: functions, classes, errors, files, warnings, coroutines."""

import warnings


class Full(ValueError):
    """No room is left."""


class Box:
    """Holds a limited number of items."""

    def __init__(self, size, label="box"):
        if size < 0:
            raise ValueError(f"size must not be negative: {size}")
        self.size = size
        self.label = label
        self.items = []

    def push(self, item):
        if len(self.items) >= self.size:
            raise Full(f"{self.label} is full")
        self.items.append(item)

    def __len__(self):
        return len(self.items)

    def __contains__(self, item):
        return item in self.items

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return None


def spell(number):
    if number < 0:
        raise ValueError("number must not be negative")
    return {0: "zero", 1: "one", 2: "two"}.get(number, "many")


def half(number):
    return number / 3


def count(values):
    return {"total": len(values), "first": values[0] if values else None}


def announce(name):
    print(f"hello {name}")


def old(name):
    warnings.warn("old() goes away", DeprecationWarning, stacklevel=2)
    return name.upper()


def save(folder, name):
    path = folder / f"{name}.txt"
    path.write_text(name, encoding="utf-8")
    return path.name


async def later(number):
    return number * 2


def make_box(size):
    return Box(size, label="made")


def sort_in_place(values):
    values.sort()


def filter(text):
    return [letter for letter in text]
