"""Anonymises existing data so that its shape, its joins and its statistics stay."""

from aqe.booster.anonymising.columns import ColumnReport
from aqe.booster.anonymising.databases import anonymise_database
from aqe.booster.anonymising.detection import METHODS
from aqe.booster.anonymising.files import anonymise_file
from aqe.booster.anonymising.keys import AnonymisingRefused, Key, new_key
from aqe.booster.anonymising.options import (
    AnonymisingOptions,
    AnonymisingReport,
    Broken,
    Groups,
    Join,
)
from aqe.booster.anonymising.statistics import Comparison

__all__ = [
    "METHODS",
    "AnonymisingOptions",
    "AnonymisingRefused",
    "AnonymisingReport",
    "Broken",
    "ColumnReport",
    "Comparison",
    "Groups",
    "Join",
    "Key",
    "anonymise_database",
    "anonymise_file",
    "new_key",
]
