"""Words of welcome."""


def greet(name, polite=False):
    return f"Good day, {name}." if polite else f"Hi {name}!"


def initials(name):
    return "".join(part[0].upper() for part in name.split())
