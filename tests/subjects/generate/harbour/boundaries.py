"""Code behind the network, the clock, chance and other programs."""

import json
import random
import secrets
import smtplib
import socket
import subprocess
import time
import urllib.error
from datetime import date, datetime, timedelta
from urllib.request import urlopen


class Unreachable(Exception):
    """The harbour does not answer."""


def rate(currency: str) -> float:
    try:
        with urlopen(f"http://localhost/rates?of={currency}", timeout=3) as response:
            if response.status != 200:
                return -1.0
            document = json.loads(response.read())
    except urllib.error.HTTPError as error:
        return float(error.code)
    except urllib.error.URLError as error:
        raise Unreachable(currency) from error
    if document["base"] == "EUR":
        return document["rates"]["USD"] * 2
    return document["rates"]["USD"]


def branch(folder: str) -> str:
    done = subprocess.run(["git", "-C", folder, "branch"], capture_output=True, text=True)
    if done.returncode:
        return "no repository"
    for line in done.stdout.splitlines():
        if line.startswith("* "):
            return line[2:]
    return "detached"


def version() -> str:
    try:
        return subprocess.check_output(["tool", "--version"]).decode().strip()
    except subprocess.CalledProcessError as error:
        return f"failed with {error.returncode}"
    except FileNotFoundError:
        return "missing"


def token(name: str) -> str:
    return f"{name}-{secrets.token_hex(4)}"


def roll() -> str:
    number = random.randint(1, 6)
    if number == 6:
        return "again"
    return str(number)


class Lease:
    def __init__(self, owner: str):
        self.owner = owner
        self.started = time.time()

    def age(self) -> float:
        return time.time() - self.started

    def is_over(self) -> bool:
        if time.time() - self.started > 3600:
            return True
        return False


def season() -> str:
    month = datetime.now().month
    if month in (12, 1, 2):
        return "winter"
    if month == 7:
        return "regatta"
    return "other"


def due(days: int) -> date:
    return date.today() + timedelta(days=days)


def retry(times: int) -> int:
    for number in range(times):
        time.sleep(30)
    return times


def greet(address: str) -> bool:
    with smtplib.SMTP("localhost") as server:
        refused = server.sendmail("harbour@example.org", [address], "hello")
    return not refused


def banner(host: str) -> str:
    connection = socket.create_connection((host, 22), timeout=2)
    try:
        data = connection.recv(100)
        if not data:
            return "silent"
        return data.decode().splitlines()[0]
    finally:
        connection.close()
