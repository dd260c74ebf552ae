"""``config get``, ``config set`` and ``config list``: settings with the place each came from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from aqe.errors import SettingsError
from aqe.operations.operation import Operation, Status
from aqe.operations.services import Services
from aqe.settings import Settings, load_settings
from aqe.settings.editing import with_value, without_value
from aqe.settings.keys import Key, SettingValue, environment_name, key_named, keys, value_of
from aqe.settings.loading import read_config_text
from aqe.settings.refusal import refuse_key
from aqe.settings.roots import config_file
from aqe.store.file_backups import FileChange, apply_changes

__all__ = [
    "GET",
    "LIST",
    "SET",
    "ConfigGetRequest",
    "ConfigListRequest",
    "ConfigListResult",
    "ConfigSetRequest",
    "ConfigSetResult",
    "Setting",
    "get_setting",
    "list_settings",
    "set_setting",
]

_DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class ConfigGetRequest:
    """Which setting to show."""

    key: str
    """For example ``generate.budget``."""


@dataclass(frozen=True, slots=True)
class ConfigListRequest:
    """All settings."""

    changed_only: bool = False
    """Leave out those that have their default."""


@dataclass(frozen=True, slots=True)
class ConfigSetRequest:
    """What to write into ``.agentic-qe/config.toml``."""

    key: str
    """For example ``generate.budget``."""
    value: str
    """As text; ``none`` for no value, ``default`` to take the setting out of the file."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting with its value in force."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    key: str
    value: SettingValue
    origin: str
    """``default``, or the file or environment variable that the value comes from."""
    default: SettingValue
    summary: str
    expected: str
    """What values it takes, in words."""
    variable: str
    """The environment variable that sets it."""

    @property
    def status(self) -> Status:
        """Reading a setting always goes well."""
        return Status.OK


@dataclass(frozen=True, slots=True)
class ConfigListResult:
    """All settings with their values in force."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    settings: tuple[Setting, ...]
    notices: tuple[str, ...] = ()
    """What should be told about the configuration although it can be used."""

    @property
    def status(self) -> Status:
        """Reading settings always goes well."""
        return Status.OK


@dataclass(frozen=True, slots=True)
class ConfigSetResult:
    """What was written, and what is in force now."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    key: str
    value: SettingValue
    """In force now: the written one unless something stronger overrides it."""
    origin: str
    file: Path
    changed: bool
    """Whether the file was different before."""
    backup: Path | None
    """Where the former file is kept."""
    overridden: bool
    """Whether something stronger than the file decides."""
    problem: str | None = None
    """What is still wrong elsewhere in the configuration."""

    @property
    def status(self) -> Status:
        """Findings while the configuration as a whole cannot be used."""
        return Status.FINDINGS if self.problem else Status.OK


def get_setting(request: ConfigGetRequest, services: Services) -> Setting:
    """Show one setting.

    Raises:
        SettingsError: There is no such setting, or the configuration cannot be used.
    """
    key = key_named(request.key)
    return _setting(key, load_settings(services.root, services.environ))


def list_settings(request: ConfigListRequest, services: Services) -> ConfigListResult:
    """Show all settings.

    Raises:
        SettingsError: The configuration cannot be used.
    """
    settings = load_settings(services.root, services.environ)
    shown = [_setting(key, settings) for key in keys()]
    if request.changed_only:
        shown = [each for each in shown if each.origin != _DEFAULT]
    return ConfigListResult(tuple(shown), settings.notices)


def set_setting(request: ConfigSetRequest, services: Services) -> ConfigSetResult:
    """Write one setting into the project's configuration file.

    Raises:
        SettingsError: No such setting, no such value, or the file cannot be edited.
        StoreError: The file cannot be written.
    """
    refuse_key(request.key, request.value, place="`aqe config set`")
    key = key_named(request.key)
    path = config_file(services.root)
    before = read_config_text(path)
    after = _edited(before or "", key, request.value, path)
    changes = []
    if after != (before or ""):
        former = None if before is None else path.read_bytes()
        changes.append(FileChange(path, former, after.encode()))
    backup = apply_changes(
        services.root, changes, reason=f"config set {key.name}", clock=services.clock
    )
    return _result(key, path, backup, services)


def _edited(text: str, key: Key, value: str, path: Path) -> str:
    if value == _DEFAULT:
        return without_value(text, key.name, place=str(path))
    checked = value_of(key, value, place="`aqe config set`", from_text=True)
    return with_value(text, key.name, checked, place=str(path))


def _result(key: Key, path: Path, backup: Path | None, services: Services) -> ConfigSetResult:
    problem = None
    settings = Settings()
    try:
        settings = load_settings(services.root, services.environ)
    except SettingsError as error:
        problem = error.message
    setting = _setting(key, settings)
    strongest = environment_name(key.name)
    return ConfigSetResult(
        key=key.name,
        value=setting.value,
        origin=setting.origin,
        file=path,
        changed=backup is not None,
        backup=backup,
        overridden=setting.origin == strongest,
        problem=problem,
    )


def _setting(key: Key, settings: Settings) -> Setting:
    section, _, name = key.name.partition(".")
    return Setting(
        key=key.name,
        value=getattr(getattr(settings, section), name),
        origin=str(settings.origin(key.name)),
        default=key.default,
        summary=key.summary,
        expected=key.expected,
        variable=environment_name(key.name),
    )


GET: Operation[ConfigGetRequest, Setting] = Operation(
    "config.get", "Show a setting and where it comes from.", ConfigGetRequest, Setting, get_setting
)
SET: Operation[ConfigSetRequest, ConfigSetResult] = Operation(
    "config.set",
    "Write a setting into the project's configuration.",
    ConfigSetRequest,
    ConfigSetResult,
    set_setting,
)
LIST: Operation[ConfigListRequest, ConfigListResult] = Operation(
    "config.list",
    "Show all settings and where each comes from.",
    ConfigListRequest,
    ConfigListResult,
    list_settings,
)
