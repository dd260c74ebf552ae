"""Templates: text with holes that values fill safely, expanded once or many thousand times."""

from aqe.booster.templates.data import DataForm, form_of, lines_of, read_records
from aqe.booster.templates.errors import DataRefused, ExpansionFailed, Position, TemplateRefused
from aqe.booster.templates.languages import Language, language_of
from aqe.booster.templates.template import Template

__all__ = [
    "DataForm",
    "DataRefused",
    "ExpansionFailed",
    "Language",
    "Position",
    "Template",
    "TemplateRefused",
    "form_of",
    "language_of",
    "lines_of",
    "read_records",
]
