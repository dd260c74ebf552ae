"""What depends on time, chance, addresses, hashes, the machine or the environment: never asserted."""

import os
import random
import time
import uuid
from datetime import datetime


def now() -> float:
    return time.time()


def stamp(text: str) -> str:
    return f"{datetime.now():%Y-%m-%d} {text}"


def pick(items: list) -> object:
    return random.choice(items) if items else None


def identifier() -> str:
    return str(uuid.uuid4())


def address(value: object) -> int:
    return id(value)


def bucket(text: str) -> int:
    return hash(text) % 1000


def letters(text: str) -> str:
    return "".join({each for each in text})


def here() -> str:
    return os.getcwd()


def home() -> str:
    return os.environ.get("HOME", "") + "/data"


def process() -> int:
    return os.getpid()


def steady(number: int) -> int:
    return number + 1


def user() -> str:
    return os.environ.get("USER", "nobody")


def programs() -> list:
    return os.environ["PATH"].split(os.pathsep)
