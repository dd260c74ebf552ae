"""``aqe router install-local``."""

from __future__ import annotations

from pathlib import Path

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup
from aqe.cli.parameters import PATH

__all__ = ["install_local", "router"]

_PLACES = {
    "install-local": CommandPlace(
        "router:install_local",
        "Take a model of this machine into the list of those that may be asked.",
    ),
}


@click.group(cls=LazyGroup, places=_PLACES)
def router() -> None:
    """Set up the language models that may be asked.

    \b
    Examples:
      aqe router install-local ~/models/phi-4-mini --name phi-4-mini
    """


@click.command()
@click.argument("directory", type=PATH, metavar="DIR")
@click.option(
    "--name", metavar="NAME", help="Ask the model as local/NAME.  [default: from the folder]"
)
@click.option("--force", is_flag=True, help="Take the name over when another model has it.")
@face_options
def install_local(face: Face, directory: Path, name: str | None, force: bool) -> int:
    """Take a model of this machine into the list of those that may be asked.

    DIR is the folder of an ONNX model for onnxruntime-genai, with genai_config.json, the graph, its
    weights, the tokenizer and a chat template; Phi-4-mini's CPU folder is one. Nothing is copied:
    the files stay where they are, and their SHA-256 is written down and compared before the model
    is loaded.

    \b
    Examples:
      aqe router install-local ~/models/phi-4-mini --name phi-4-mini
      aqe router install-local ../models/phi-4 --name phi-4 --force
    """
    from aqe.cli.views.router import install_local_view
    from aqe.operations.local_models import RouterInstallLocalRequest

    request = RouterInstallLocalRequest(directory, name, force)
    return face.perform("router.install-local", request, install_local_view)
