"""Generators that react to being closed, and to what is thrown or sent in."""


def levels(log: list):
    level = 0
    try:
        while True:
            yield level
            level += 1
    except ValueError:
        log.append("flood")
        yield -1
    finally:
        log.append("ebb")


def echo():
    heard = yield "ready"
    while heard is not None:
        heard = yield f"heard {heard}"


async def waves(log: list):
    try:
        for height in (1, 2, 3):
            yield height
    finally:
        log.append("calm")
