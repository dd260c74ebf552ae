"""Data that ships with `aqe` and its loaders: agents, providers, scores of models."""

from __future__ import annotations

from aqe.catalog.agent import AgentDefinition, AgentStep
from aqe.catalog.agents import load_agents, parse_agent
from aqe.catalog.providers import load_providers
from aqe.catalog.scores import load_answer_lengths, load_scores

__all__ = [
    "AgentDefinition",
    "AgentStep",
    "load_agents",
    "load_answer_lengths",
    "load_providers",
    "load_scores",
    "parse_agent",
]
