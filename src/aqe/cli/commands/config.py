"""``aqe config get``, ``set`` and ``list``."""

from __future__ import annotations

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup

__all__ = ["config", "get", "listing", "write"]

_PLACES = {
    "get": CommandPlace("config:get", "Show a setting and where it comes from."),
    "set": CommandPlace("config:write", "Write a setting into the project's configuration."),
    "list": CommandPlace("config:listing", "Show all settings and where each comes from."),
}


@click.group(cls=LazyGroup, places=_PLACES)
def config() -> None:
    """Read and change the project's settings.

    A value comes from the command line, else from an AQE_ variable, else from
    .agentic-qe/config.toml, else from [tool.aqe] in pyproject.toml, else it has its default.

    \b
    Examples:
      aqe config list
      aqe config set generate.budget 30
    """


@click.command()
@click.argument("key")
@face_options
def get(face: Face, key: str) -> int:
    """Show a setting and where it comes from.

    \b
    Examples:
      aqe config get generate.budget
    """
    from aqe.cli.views.config import get_view
    from aqe.operations.config import ConfigGetRequest

    return face.perform("config.get", ConfigGetRequest(key), get_view)


@click.command("set", context_settings={"ignore_unknown_options": True})  # a value may begin with -
@click.argument("key")
@click.argument("value")
@face_options
def write(face: Face, key: str, value: str) -> int:
    """Write a setting into the project's configuration.

    The former file is backed up. The value "default" takes the setting out of the file, "none" sets
    no value where a setting allows that.

    \b
    Examples:
      aqe config set generate.budget 30
      aqe config set gate.policy quality.toml
      aqe config set generate.budget default
    """
    from aqe.cli.views.config import set_view
    from aqe.operations.config import ConfigSetRequest

    return face.perform("config.set", ConfigSetRequest(key, value), set_view)


@click.command("list")
@click.option("--changed", is_flag=True, help="Only settings that do not have their default.")
@face_options
def listing(face: Face, changed: bool) -> int:
    """Show all settings and where each comes from.

    \b
    Examples:
      aqe config list
      aqe config list --changed
    """
    from aqe.cli.views.config import list_view
    from aqe.operations.config import ConfigListRequest

    return face.perform("config.list", ConfigListRequest(changed_only=changed), list_view)
