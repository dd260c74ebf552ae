"""When an appointment comes back: rules such as ``FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH``."""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


class RuleError(ValueError):
    """A rule that cannot be read."""


@dataclass(frozen=True)
class Rule:
    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    weekdays: frozenset[int] = field(default_factory=frozenset)

    def __post_init__(self):
        if self.frequency not in FREQUENCIES:
            raise RuleError(f"unknown frequency {self.frequency!r}")
        if self.interval < 1:
            raise RuleError("the interval has to be positive")
        if self.count is not None and self.until is not None:
            raise RuleError("COUNT and UNTIL exclude each other")

    @property
    def is_endless(self):
        return self.count is None and self.until is None


def parse_rule(text: str) -> Rule:
    """Read a rule in the form of RFC 5545, as far as it is supported."""
    if text.startswith("RRULE:"):
        text = text[len("RRULE:") :]
    parts = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not equals:
            raise RuleError(f"{part!r} is not NAME=VALUE")
        name = name.strip().upper()
        if name in parts:
            raise RuleError(f"{name} is given twice")
        parts[name] = value.strip().upper()
    if "FREQ" not in parts:
        raise RuleError("FREQ is missing")
    frequency = parts.pop("FREQ")
    interval = _number(parts.pop("INTERVAL", "1"))
    count = _number(parts.pop("COUNT")) if "COUNT" in parts else None
    until = _date(parts.pop("UNTIL")) if "UNTIL" in parts else None
    weekdays = frozenset(_weekday(each) for each in parts.pop("BYDAY", "").split(",") if each)
    if parts:
        raise RuleError(f"not supported: {', '.join(sorted(parts))}")
    return Rule(frequency, interval, count, until, weekdays)


def _number(text):
    if not text.isdigit():
        raise RuleError(f"{text!r} is not a number")
    return int(text)


def _date(text):
    if len(text) < 8 or not text[:8].isdigit():
        raise RuleError(f"{text!r} is not a date")
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError as error:
        raise RuleError(str(error)) from error


def _weekday(text):
    try:
        return WEEKDAYS.index(text)
    except ValueError:
        raise RuleError(f"{text!r} is not a day of the week") from None


def occurrences(rule: Rule, start: date, limit: int = 100) -> list[date]:
    """The first days on which the rule applies, the start included where it fits."""
    found = []
    most = limit if rule.count is None else min(limit, rule.count)
    for day in _candidates(rule, start):
        if rule.until is not None and day > rule.until:
            break
        if len(found) >= most:
            break
        found.append(day)
    return found


def _candidates(rule, start):
    step = 0
    while step < 5000:
        if rule.frequency == "DAILY":
            day = start + timedelta(days=step * rule.interval)
            if not rule.weekdays or day.weekday() in rule.weekdays:
                yield day
        elif rule.frequency == "WEEKLY":
            monday = start - timedelta(days=start.weekday())
            week = monday + timedelta(weeks=step * rule.interval)
            for weekday in sorted(rule.weekdays or {start.weekday()}):
                day = week + timedelta(days=weekday)
                if day >= start:
                    yield day
        elif rule.frequency == "MONTHLY":
            day = add_months(start, step * rule.interval)
            if day.day == start.day:
                yield day
        else:
            year = start.year + step * rule.interval
            if year > date.max.year:
                return
            if start.month == 2 and start.day == 29 and not calendar.isleap(year):
                step += 1
                continue
            yield start.replace(year=year)
        step += 1


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def describe(rule: Rule) -> str:
    """The rule in words."""
    unit = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}[rule.frequency]
    text = f"every {unit}" if rule.interval == 1 else f"every {rule.interval} {unit}s"
    if rule.weekdays:
        names = [calendar.day_name[each] for each in sorted(rule.weekdays)]
        text += " on " + (names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1])
    if rule.count is not None:
        text += f", {rule.count} times"
    elif rule.until is not None:
        text += f" until {rule.until.isoformat()}"
    return text
