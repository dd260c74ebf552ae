"""Data that ships with `aqe` and its loaders: agents as Markdown files with checked front matter."""

from __future__ import annotations

from aqe.catalog.agent import AgentDefinition, AgentStep
from aqe.catalog.agents import load_agents, parse_agent

__all__ = ["AgentDefinition", "AgentStep", "load_agents", "parse_agent"]
