"""A small subject with known answers: state, conditions, output, files, time, chance, tasks."""

import asyncio
import os
import random
import time

LIMIT = 10
_seen = []


class Counter:
    """Counts up to a limit."""

    def __init__(self, start=0):
        self.value = start
        self.history = []

    def add(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive, got %r" % amount)
        if self.value + amount > LIMIT:
            return False
        self.value += amount
        self.history.append(amount)
        return True


def classify(number):
    if number == 4711:
        return "magic"
    if number < 0:
        return "negative"
    return "plain"


def extend(items):
    items.append(len(items))


def report(path, text):
    print("writing", text)
    path.joinpath("report.txt").write_text(text)
    return len(text)


def remember(item):
    _seen.append(item)
    return len(_seen)


def demand_remembered():
    if not _seen:
        raise LookupError("nothing was remembered")


def now():
    return time.time()


def chance():
    return random.random()


def home():
    return os.environ.get("SHELL_OF_NOBODY", "none")


def forever():
    while True:
        pass


def stubborn():
    while True:
        try:
            time.sleep(0.01)
        except BaseException:
            pass


def dies():
    os._exit(7)


async def slowly(value):
    await asyncio.sleep(0)
    return value


async def stuck():
    await asyncio.get_running_loop().create_future()


class Door:
    """A context manager that records."""

    def __init__(self):
        self.log = []

    def __enter__(self):
        self.log.append("in")
        return self

    def __exit__(self, kind, error, traceback):
        self.log.append("out")
        return kind is KeyError

    async def __aenter__(self):
        return self.__enter__()

    async def __aexit__(self, kind, error, traceback):
        return self.__exit__(kind, error, traceback)
