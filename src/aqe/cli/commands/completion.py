"""``aqe completion``."""

from __future__ import annotations

import click

__all__ = ["completion"]


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the completion script of a shell.

    \b
    Examples:
      aqe completion bash >> ~/.bashrc
      aqe completion zsh > "${fpath[1]}/_aqe"
      aqe completion fish > ~/.config/fish/completions/aqe.fish
    """
    from click.shell_completion import get_completion_class

    from aqe.cli.app import application

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(application, {}, "aqe", "_AQE_COMPLETE").source())
    return 0
