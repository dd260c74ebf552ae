"""What must not leave this machine: secrets, personal data, and what the user names."""

from aqe.router.sensitivity.finding import MAX_CHARACTERS, find_sensitive
from aqe.router.sensitivity.rules import SensitiveRules, rules_of
from aqe.router.sensitivity.scrubbing import scrub

__all__ = ["MAX_CHARACTERS", "SensitiveRules", "find_sensitive", "rules_of", "scrub"]
