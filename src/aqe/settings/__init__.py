"""Typed settings: what can be set, where values come from, and how the configuration is edited."""

from aqe.settings.loading import load_settings
from aqe.settings.model import (
    CoverageSettings,
    FlakySettings,
    GateSettings,
    GenerateSettings,
    LimitSettings,
    LogSettings,
    Origin,
    OriginLayer,
    Settings,
    StoreSettings,
    TestSettings,
)
from aqe.settings.roots import STATE_FOLDER, project_root, refuse_links, state_folder

__all__ = [
    "STATE_FOLDER",
    "CoverageSettings",
    "FlakySettings",
    "GateSettings",
    "GenerateSettings",
    "LimitSettings",
    "LogSettings",
    "Origin",
    "OriginLayer",
    "Settings",
    "StoreSettings",
    "TestSettings",
    "load_settings",
    "project_root",
    "refuse_links",
    "state_folder",
]
