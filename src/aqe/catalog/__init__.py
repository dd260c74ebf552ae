"""Data that ships with `aqe` and its loaders: agents as Markdown with checked front matter, providers."""

from __future__ import annotations

from aqe.catalog.agent import AgentDefinition, AgentStep
from aqe.catalog.agents import load_agents, parse_agent
from aqe.catalog.providers import load_providers

__all__ = ["AgentDefinition", "AgentStep", "load_agents", "load_providers", "parse_agent"]
