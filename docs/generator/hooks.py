"""MkDocs hook: adds the pages that are generated from the code, so that they cannot go stale."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "generation" / "results"
ROUTING = ROOT / "benchmarks" / "router" / "results"
sys.path.insert(0, str(Path(__file__).resolve().parent))

import agent_pages  # noqa: E402  # the folder of the hook has to be on the path first
import benchmark_pages  # noqa: E402
import command_pages  # noqa: E402
import library_pages  # noqa: E402
import module_pages  # noqa: E402
import operation_pages  # noqa: E402
import pattern_pages  # noqa: E402
import setting_pages  # noqa: E402
import technique_pages  # noqa: E402


def on_files(files: Files, config: Any) -> Files:
    """Add one generated page per part of the reference."""
    pages = {
        "reference/commands.md": command_pages.page(),
        "reference/operations.md": operation_pages.page(),
        "reference/agents.md": agent_pages.page(),
        "reference/patterns.md": pattern_pages.page(),
        "reference/settings.md": setting_pages.page(),
        "reference/benchmark-generation.md": benchmark_pages.rivals(RESULTS / "vs-pynguin.json"),
        "reference/package-growth.md": benchmark_pages.growth(RESULTS / "package-growth.json"),
        "reference/stdlib.md": library_pages.standard_library(RESULTS / "stdlib-3s.json"),
        "reference/ablation.md": technique_pages.techniques(RESULTS / "ablation.json"),
        "reference/benchmark-routing.md": benchmark_pages.routing(ROUTING / "tiers.json"),
        "reference/modules.md": module_pages.page(ROOT / "src" / "aqe"),
    }
    for path, content in pages.items():
        files.append(File.generated(config, path, content=content))
    return files
