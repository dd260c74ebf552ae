"""Signals to ships: a command, what it parses, and the network behind it."""

import argparse
import socket


def encoded(sign: str) -> bytes:
    """The bytes of a call sign, with the berth behind a slash."""
    berth = ""
    if "/" in sign:
        sign, berth = sign.split("/")
    if len(sign) != 8:
        raise ValueError("a call sign has eight characters")
    if berth:
        if len(berth) != 5:
            raise ValueError("a berth has five characters")
        return b"B" + sign.encode() + berth.encode()
    return b"S" + sign.encode()


def send(*signs: str, host: str = "harbour.invalid") -> int:
    """Send all signals; the number of bytes."""
    messages = [encoded(each) for each in signs]
    sent = 0
    family, kind, protocol, _, address = socket.getaddrinfo(host, 4000)[0]
    with socket.socket(family, kind, protocol) as connection:
        connection.connect(address)
        for each in messages:
            sent += connection.send(each)
    return sent


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("signs", nargs="+")
    parser.add_argument("--host", default="harbour.invalid")
    parser.add_argument("--dry-run", action="store_true")
    options = parser.parse_args(arguments)
    if options.dry_run:
        for each in options.signs:
            print(len(encoded(each)))
        return 0
    return send(*options.signs, host=options.host)


def report() -> str:
    """What the command line of the process asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("tide", type=int)
    parser.add_argument("--unit", choices=("feet", "metres"), default="metres")
    options = parser.parse_args()
    if options.unit == "feet":
        return f"{options.tide * 3} ft"
    if options.tide < 0:
        return "ebb"
    return f"{options.tide} m"
