"""``aqe gate``."""

from __future__ import annotations

from pathlib import Path

import click

from aqe.cli.face import Face, face_options
from aqe.cli.parameters import FILE

__all__ = ["gate"]


@click.command()
@click.option(
    "--policy",
    type=FILE,
    metavar="FILE",
    help="Policy to apply.  [default: the setting gate.policy, else the one that ships with aqe]",
)
@click.option("--show-policy", is_flag=True, help="Print the default policy file and stop.")
@click.option(
    "--sarif", type=FILE, metavar="FILE", help="Also write the findings as SARIF to FILE."
)
@face_options
def gate(face: Face, policy: Path | None, show_policy: bool, sarif: Path | None) -> int:
    """Judge the recorded measures: pass, fail or inconclusive.

    No evidence never means pass: where a required measure is missing the verdict is inconclusive and
    the exit code is 3; a failed gate gives 1.

    \b
    Examples:
      aqe test run && aqe gate
      aqe gate --policy quality.toml --json
      aqe gate --show-policy > quality.toml
    """
    from aqe.cli.views.gate import view
    from aqe.operations.gate import GateRequest, default_policy_text

    if show_policy:
        click.echo(default_policy_text(), nl=False)
        return 0
    return face.perform("gate", GateRequest(policy=policy, sarif=sarif), view)
