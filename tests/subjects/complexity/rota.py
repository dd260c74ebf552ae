"""Who works when: shifts are given to people so that no rule is broken."""

from datetime import timedelta

REST = timedelta(hours=11)


class Impossible(Exception):
    pass


def plan(shifts, people, holidays=(), fixed=None):
    """Gives every shift to somebody; tries those first who have least choice."""
    fixed = dict(fixed or {})
    given = {}
    waiting = []
    for shift in shifts:
        if shift["name"] in fixed:
            person = next((p for p in people if p["name"] == fixed[shift["name"]]), None)
            if person is None:
                raise Impossible(f"nobody is called {fixed[shift['name']]}")
            if not allowed(person, shift, given, holidays):
                raise Impossible(f"{person['name']} cannot take {shift['name']}")
            given[shift["name"]] = (person, shift)
        else:
            waiting.append(shift)
    if not _fill(waiting, people, given, holidays):
        raise Impossible("the rules leave no way")
    return {name: person["name"] for name, (person, _) in given.items()}


def _fill(waiting, people, given, holidays):
    if not waiting:
        return True
    choices = {s["name"]: [p for p in people if allowed(p, s, given, holidays)] for s in waiting}
    shift = min(waiting, key=lambda each: (len(choices[each["name"]]), each["start"]))
    rest = [each for each in waiting if each is not shift]
    for person in sorted(choices[shift["name"]], key=lambda p: _hours(p, given)):
        given[shift["name"]] = (person, shift)
        if _fill(rest, people, given, holidays):
            return True
        del given[shift["name"]]
    return False


def allowed(person, shift, given, holidays):
    if not set(shift.get("skills", ())) <= set(person.get("skills", ())):
        return False
    if shift["start"].date() in person.get("away", ()):
        return False
    if shift["start"].date() in holidays and not person.get("works_on_holidays", False):
        return False
    length = (shift["end"] - shift["start"]).total_seconds() / 3600
    if person.get("age", 18) < 18 and (shift["end"].hour >= 20 or shift["start"].hour < 6 or length > 8):
        return False
    if _hours(person, given) + length > person.get("hours", 40):
        return False
    nights = 0
    for other, taken in given.values():
        if other["name"] != person["name"]:
            continue
        if taken["start"] < shift["end"] and shift["start"] < taken["end"]:
            return False
        if taken["end"] <= shift["start"] and shift["start"] - taken["end"] < REST:
            return False
        if shift["end"] <= taken["start"] and taken["start"] - shift["end"] < REST:
            return False
        if taken["end"].date() > taken["start"].date():
            nights += 1
    if shift["end"].date() > shift["start"].date():
        if person.get("pregnant") or nights >= person.get("nights", 3):
            return False
    return True


def _hours(person, given):
    taken = [shift for other, shift in given.values() if other["name"] == person["name"]]
    return sum((each["end"] - each["start"]).total_seconds() / 3600 for each in taken)
