"""``aqe router``: explain, status, models, refresh, test, install-local."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup
from aqe.cli.parameters import PATH, FiniteRange
from aqe.domain.model import Tier
from aqe.domain.routing import Priority

__all__ = ["ask", "explain", "install_local", "models", "refresh", "router", "status"]

_PLACES = {
    "explain": CommandPlace(
        "router:explain", "Say which models would be asked about a file, and why."
    ),
    "status": CommandPlace(
        "router:status", "Show which providers can be asked, and what may still be spent."
    ),
    "models": CommandPlace("router:models", "List models with prices, tiers and quality."),
    "refresh": CommandPlace("router:refresh", "Fetch a provider's own list of models and prices."),
    "test": CommandPlace("router:ask", "Ask a model a small question to see that it answers."),
    "install-local": CommandPlace(
        "router:install_local",
        "Take a model of this machine into the list of those that may be asked.",
    ),
}


@click.group(cls=LazyGroup, places=_PLACES)
def router() -> None:
    """Language models: which there are, which would be asked and why.

    \b
    Examples:
      aqe router explain src/shop/orders.py
      aqe router status
      aqe router install-local ~/models/phi-4-mini --name phi-4-mini
    """


@click.command()
@click.argument("path", type=PATH, metavar="FILE")
@click.option(
    "--priority",
    type=click.Choice([each.value for each in Priority]),
    help="What matters most.  [default: the setting router.priority]",
)
@click.option(
    "--min-quality",
    "minimum_quality",
    type=FiniteRange(0, 100),
    metavar="SCORE",
    help="Least quality of the model, from 0 to 100.  [default: what the file asks for]",
)
@click.option(
    "--budget",
    "budget_usd",
    type=FiniteRange(min=0),
    metavar="USD",
    help="Most that the call may cost, in US dollars.",
)
@face_options
def explain(face: Face, path: Path, priority: str | None, **options: Any) -> int:
    """Say which models would be asked about a file, and why.

    Nobody is asked. You are told how hard the file is, whether it holds anything that must not leave
    this machine, which models fit, what the call would cost, and why the nearest others were passed
    over.

    \b
    Examples:
      aqe router explain src/shop/orders.py
      aqe router explain src/shop/orders.py --priority quality --budget 0.05
    """
    from aqe.cli.views.router import explain_view
    from aqe.operations.route import RouterExplainRequest

    chosen = None if priority is None else Priority(priority)
    request = RouterExplainRequest(path, priority=chosen, **options)
    return face.perform("router.explain", request, explain_view)


@click.command()
@click.option("--check", is_flag=True, help="Ask each provider for a sign of life; costs nothing.")
@face_options
def status(face: Face, check: bool) -> int:
    """Show which providers can be asked, and what may still be spent.

    \b
    Examples:
      aqe router status
      aqe router status --check
    """
    from aqe.cli.views.router import status_view
    from aqe.operations.router import RouterStatusRequest

    return face.perform("router.status", RouterStatusRequest(check), status_view)


@click.command()
@click.argument("text", default="", metavar="[TEXT]")
@click.option("--provider", metavar="NAME", help="Only of this provider.")
@click.option("--tier", type=click.Choice([each.value for each in Tier]), help="Only of this tier.")
@click.option(
    "--min-quality",
    "minimum_quality",
    type=FiniteRange(0, 100),
    metavar="SCORE",
    help="Only of at least this quality.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1, max=100_000),
    default=50,
    show_default=True,
    metavar="N",
    help="At most so many.",
)
@face_options
def models(face: Face, text: str, tier: str | None, **options: Any) -> int:
    """List models with prices, tiers and quality.

    TEXT is a part of the id or of the title. Prices are in US dollars for a million tokens; --json
    gives the source and the date of each.

    \b
    Examples:
      aqe router models
      aqe router models claude --provider anthropic
      aqe router models --tier budget --min-quality 60
    """
    from aqe.cli.views.router import models_view
    from aqe.operations.models import RouterModelsRequest

    chosen = None if tier is None else Tier(tier)
    return face.perform(
        "router.models", RouterModelsRequest(text, tier=chosen, **options), models_view
    )


@click.command()
@click.argument("provider", default="openrouter", metavar="[PROVIDER]")
@click.option(
    "--yes",
    is_flag=True,
    help="Take the list even where more than half of the known models are not on it.",
)
@click.option(
    "--reset", is_flag=True, help="Fetch nothing; go back to the offline list and prices."
)
@face_options
def refresh(face: Face, provider: str, yes: bool, reset: bool) -> int:
    """Fetch a provider's own list of models and prices.

    What it lists takes the place of the offline prices, with the date; models of Ollama and of other
    servers of yours become known by it. What it no longer lists is not chosen any more. A list on
    which more than half of the known models are missing is refused with exit code 3.

    \b
    Examples:
      aqe router refresh
      aqe router refresh ollama
      aqe router refresh openrouter --reset
    """
    from aqe.cli.views.router import refresh_view
    from aqe.operations.models import RouterRefreshRequest

    return face.perform("router.refresh", RouterRefreshRequest(provider, yes, reset), refresh_view)


@click.command("test")
@click.argument("model", required=False, metavar="[MODEL]")
@face_options
def ask(face: Face, model: str | None) -> int:
    """Ask a model a small question to see that it answers.

    It goes the way of a real question, through keys, limits and the ledger, and costs a fraction of
    a cent.

    \b
    Examples:
      aqe router test
      aqe router test openrouter/openai/gpt-5-mini
    """
    from aqe.cli.views.router import test_view
    from aqe.operations.router import RouterTestRequest

    return face.perform("router.test", RouterTestRequest(model), test_view)


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
