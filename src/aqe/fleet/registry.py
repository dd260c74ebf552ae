"""The agents that can be used here: each one whose operations exist."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

from aqe.catalog import AgentDefinition
from aqe.errors import SettingsError, UsageError

__all__ = ["Registry"]


class Registry:
    """Agents by name, checked against the operations and probes that exist.

    Args:
        agents: Definitions by name.
        operations: Names of the operations that agents may call.
        probes: Names of the probes that agents may require.

    Raises:
        SettingsError: An agent calls an operation or requires a probe that does not exist.
    """

    def __init__(
        self,
        agents: Mapping[str, AgentDefinition],
        *,
        operations: Collection[str],
        probes: Collection[str],
    ) -> None:
        for agent in agents.values():
            _check(agent, "operation", agent.operations, operations)
            _check(agent, "probe", agent.requires, probes)
        self._agents = dict(agents)

    def __iter__(self) -> Iterator[AgentDefinition]:
        return iter(self._agents.values())

    def __len__(self) -> int:
        return len(self._agents)

    def agent(self, name: str) -> AgentDefinition:
        """The agent of that name.

        Raises:
            UsageError: There is none.
        """
        if name in self._agents:
            return self._agents[name]
        near = difflib.get_close_matches(name, self._agents, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(self._agents)}"
        raise UsageError(f"there is no agent {name!r}", hint=hint, slug="unknown-agent")


def _check(
    agent: AgentDefinition, what: str, wanted: Collection[str], known: Collection[str]
) -> None:
    for name in wanted:
        if name not in known:
            raise SettingsError(
                f"agent {agent.name!r} ({agent.origin}) names the {what} {name!r}, which does not exist",
                hint=f"known: {', '.join(sorted(known))}",
                slug="bad-agent",
            )
