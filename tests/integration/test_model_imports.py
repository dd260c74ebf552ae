"""No library of a vendor is loaded before a model is asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"
VENDORS = ("openai", "anthropic", "httpx2", "genai_prices", "onnxruntime_genai", "keyring")
PROGRAM = """
import sys
sys.path.insert(0, {src!r})
{body}
print(sorted(each for each in {vendors!r} if each in sys.modules))
"""
IMPORTED = """
import aqe.router, aqe.router.dispatch, aqe.router.background, aqe.router.providers
import aqe.router.resilience, aqe.catalog, aqe.testing
import aqe.router.providers.openai_chat, aqe.router.providers.anthropic_messages
"""
MADE = """
from datetime import datetime
from aqe.catalog import load_providers
from aqe.router.providers import Providers
from aqe.testing import ServerKeys
keys = ServerKeys({"openai": "one", "anthropic": "two"})
providers = Providers(load_providers(), {}, keys, now=datetime.now)
for each in ("openai", "anthropic", "ollama"):
    assert providers(each).name == each
"""


@pytest.mark.parametrize("body", [IMPORTED, MADE], ids=["imported", "made"])
def test_nothing_is_loaded_without_a_question(body: str) -> None:
    program = PROGRAM.format(src=str(SRC), body=body, vendors=VENDORS)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr
