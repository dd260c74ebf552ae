"""Closures and decorators: inner functions are reached through what they are in."""

from functools import wraps


def counter(start: int = 0):
    count = start

    def increase(by: int = 1) -> int:
        nonlocal count
        if by < 0:
            count = start
            return count
        count += by
        return count

    return increase


def limited(most: int):
    def decorate(function):
        @wraps(function)
        def wrapper(*args, **kwargs):
            result = function(*args, **kwargs)
            if result > most:
                return most
            return result

        return wrapper

    return decorate


@limited(10)
def double(number: int) -> int:
    if number < 0:
        raise ValueError("negative")
    return number * 2


def compose(*functions):
    def run(value):
        for function in functions:
            value = function(value)
        return value

    return run
