"""Versions and requirements on them: ``>=1.2,<2``, ``^1.4``, ``~1.4.2``."""

import functools
import re

_VERSION = re.compile(
    r"v?(?P<major>\d+)(?:\.(?P<minor>\d+))?(?:\.(?P<patch>\d+))?"
    r"(?:-(?P<pre>[0-9A-Za-z.-]+))?(?:\+(?P<build>[0-9A-Za-z.-]+))?$"
)


@functools.total_ordering
class Version:
    """A version as semver.org orders them."""

    def __init__(self, major, minor=0, patch=0, pre=(), build=""):
        if min(major, minor, patch) < 0:
            raise ValueError("parts of a version are not negative")
        self.release = (major, minor, patch)
        self.pre = tuple(pre)
        self.build = build

    @classmethod
    def parse(cls, text):
        match = _VERSION.match(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a version")
        pre = tuple(match["pre"].split(".")) if match["pre"] else ()
        numbers = [int(match[name] or 0) for name in ("major", "minor", "patch")]
        return cls(*numbers, pre=pre, build=match["build"] or "")

    def bumped(self, part):
        major, minor, patch = self.release
        if part == "major":
            return Version(major + 1)
        if part == "minor":
            return Version(major, minor + 1)
        if part == "patch":
            return Version(major, minor, patch + (0 if self.pre else 1))
        raise ValueError(f"unknown part {part!r}")

    def _key(self):
        parts = [(0, int(each), "") if each.isdigit() else (1, 0, each) for each in self.pre]
        return self.release, not self.pre, parts

    def __eq__(self, other):
        return isinstance(other, Version) and self._key() == other._key()

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self._key() < other._key()

    def __hash__(self):
        return hash((self.release, self.pre))

    def __str__(self):
        text = ".".join(map(str, self.release))
        if self.pre:
            text += "-" + ".".join(self.pre)
        return text + (f"+{self.build}" if self.build else "")

    def __repr__(self):
        return f"Version({str(self)!r})"


class Requirement:
    """Clauses that a version has to meet, all of them."""

    def __init__(self, text):
        self.clauses = []
        for part in text.split(","):
            part = part.strip()
            if not part or part == "*":
                continue
            self.clauses += self._read(part)

    @staticmethod
    def _read(part):
        match = re.match(r"(>=|<=|==|!=|>|<|\^|~)?\s*(.+)$", part)
        if match is None:
            raise ValueError(f"cannot read {part!r}")
        operator, version = match[1] or "==", Version.parse(match[2])
        major, minor, patch = version.release
        if operator == "^":
            if major:
                upper = Version(major + 1)
            elif minor:
                upper = Version(0, minor + 1)
            else:
                upper = Version(0, 0, patch + 1)
            return [(">=", version), ("<", upper)]
        if operator == "~":
            return [(">=", version), ("<", Version(major, minor + 1))]
        return [(operator, version)]

    def allows(self, version, prereleases=False):
        if isinstance(version, str):
            version = Version.parse(version)
        if version.pre and not prereleases and not self._mentions_pre(version):
            return False
        return all(self._holds(version, operator, other) for operator, other in self.clauses)

    def _mentions_pre(self, version):
        return any(each.pre and each.release == version.release for _, each in self.clauses)

    @staticmethod
    def _holds(version, operator, other):
        if operator == "==":
            return version == other
        if operator == "!=":
            return version != other
        if operator == ">=":
            return version >= other
        if operator == "<=":
            return version <= other
        return version > other if operator == ">" else version < other


def best(candidates, requirement):
    """The highest version that meets a requirement, or None."""
    wanted = requirement if isinstance(requirement, Requirement) else Requirement(requirement)
    allowed = [Version.parse(each) if isinstance(each, str) else each for each in candidates]
    return max((each for each in allowed if wanted.allows(each)), default=None)
