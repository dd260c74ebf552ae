"""Seconds since 1970 as dates and times, from year 0, which `datetime` does not have, to 9999."""

from __future__ import annotations

__all__ = ["stamped"]


def stamped(second: int, form: int) -> bytes:
    """A date (form 0), a time (1) or both (2 and 3), of the proleptic Gregorian calendar.

    The date is found as in Hinnant's chrono-compatible date algorithms.
    """
    days, rest = divmod(second, 86_400)
    time = b"%02d:%02d:%02d" % (rest // 3600, rest // 60 % 60, rest % 60)
    if form == 1:
        return time
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (
        day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_part = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_part + 2) // 5 + 1
    month = month_part + 3 if month_part < 10 else month_part - 9
    date = b"%04d-%02d-%02d" % (year_of_era + era * 400 + (month <= 2), month, day)
    return date if form == 0 else date + b"T" + time
