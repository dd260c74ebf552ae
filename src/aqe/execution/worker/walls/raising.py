"""Raises every wall that the machine offers, in the one order in which they can be raised."""

from __future__ import annotations

import os
import sys
from typing import Any, Dict, FrozenSet, List, Optional, Tuple

from .audit import AuditWall
from .environment import close_all, close_inherited, scrub_environment
from .kernel import Kernel
from .paths import PathRules
from .policy import Policy, read_policy
from .resources import limit_resources

__all__ = ["Walls", "raise_walls"]

_KERNEL_WALLS = ("landlock", "seccomp", "capabilities")


class Walls:
    """The walls of this process."""

    def __init__(self) -> None:
        self.audit: Optional[AuditWall] = None
        self.in_force: List[str] = []
        self.missing: List[Tuple[str, str]] = []
        self._kernel: Optional[Kernel] = None
        self._kept: FrozenSet[int] = frozenset()
        self._own_user = False
        self._own_shm = False
        self._read_only = False

    def raise_all(self, policy: Policy) -> None:
        """Raise what the machine offers; may return in another process (see `namespaces`)."""
        sys.dont_write_bytecode = True
        self._kept = policy.keep_fds - {0, 1, 2}
        kernel = self._kernel = Kernel.open()
        if kernel is None:
            self.missing.append(("kernel", "this system has no walls that `ctypes` can raise"))
        elif policy.namespaces and "namespaces" not in policy.off:
            self._enter(kernel, policy)
        self._own_process(policy)
        if kernel is not None:
            self._confine(kernel, policy)
        if "audit" not in policy.off:
            rules = PathRules(policy, own_shm=self._own_shm)
            holds = "landlock-files" in self.in_force
            self.audit = AuditWall(policy, rules, kernel_decides=holds)
            sys.addaudithook(self.audit)
            self.in_force.append("audit")

    def forbid_fork(self, *, close_kept: bool) -> Dict[str, Any]:
        """Refuse new processes, and signals to any process but this one, from now on."""
        if close_kept:
            close_all(self._kept)
        in_force: List[str] = []
        missing: List[Tuple[str, str]] = []
        if self.audit is not None:
            self.audit.forbid_fork()
            in_force.append("audit-fork")
        if self._kernel is not None:
            _forbid_fork(self._kernel, in_force, missing)
        return _as_report(in_force, missing)

    @property
    def kernel_holds(self) -> bool:
        """Whether the kernel denies anything."""
        return any(name.startswith(_KERNEL_WALLS) for name in self.in_force)

    def report(self) -> Dict[str, Any]:
        """Return what holds and what is missing, as plain data."""
        return _as_report(self.in_force, self.missing)

    def _enter(self, kernel: Kernel, policy: Policy) -> None:
        from .namespaces import enter_namespaces

        entered = enter_namespaces(kernel, policy)
        self.in_force += entered.in_force
        self.missing += entered.missing
        self._own_user = entered.own_user
        self._own_shm = entered.own_shm
        self._read_only = entered.read_only

    def _own_process(self, policy: Policy) -> None:
        if "descriptors" not in policy.off:
            close_inherited(policy.keep_fds)
            self.in_force.append("descriptors")
        if policy.keep_environment is not None:
            kept = scrub_environment(os.environ, policy.keep_environment)
            for name in set(os.environ) - set(kept):
                del os.environ[name]
            self.in_force.append("environment")
        os.umask(0o077)
        if "limits" not in policy.off:
            trouble = limit_resources(policy, own_user_namespace=self._own_user)
            self.missing += trouble
            self.in_force.append("limits")

    def _confine(self, kernel: Kernel, policy: Policy) -> None:
        from . import capabilities, landlock, seccomp

        if "landlock" not in policy.off:
            version = landlock.landlock_version(kernel)
            if version == 0:
                self.missing.append(("landlock", "this kernel lacks it or has it switched off"))
            else:
                try:
                    self.in_force += landlock.confine_files(kernel, policy, own_shm=self._own_shm)
                except OSError as error:
                    self.missing.append(("landlock", str(error)))
        if "capabilities" not in policy.off:
            try:
                capabilities.drop_capabilities(kernel)
                self.in_force.append("capabilities")
            except (OSError, KeyError) as error:
                self.missing.append(("capabilities", str(error)))
        if "seccomp" not in policy.off:
            try:
                seccomp.filter_calls(kernel, policy, read_only_outside=self._read_only)
                self.in_force.append("seccomp")
                if not policy.allow_fork:
                    seccomp.filter_forks(kernel)
            except seccomp.UnknownMachine as error:
                self.missing.append(("seccomp", "the calls of %s are not known" % error))
            except OSError as error:
                self.missing.append(("seccomp", str(error)))


def raise_walls(policy: Dict[str, Any], walls: Walls) -> Dict[str, Any]:
    """Raise `walls` as `policy` says and return the report."""
    walls.raise_all(read_policy(policy))
    return walls.report()


def _forbid_fork(kernel: Kernel, in_force: List[str], missing: List[Tuple[str, str]]) -> None:
    from . import landlock, seccomp

    try:
        if landlock.confine_signals(kernel):
            in_force.append("landlock-signals")
        seccomp.filter_forks(kernel)
        in_force.append("seccomp-fork")
    except seccomp.UnknownMachine as error:
        missing.append(("seccomp-fork", "the calls of %s are not known" % error))
    except OSError as error:
        missing.append(("seccomp-fork", str(error)))


def _as_report(in_force: List[str], missing: List[Tuple[str, str]]) -> Dict[str, Any]:
    return {
        "in_force": list(in_force),
        "missing": [{"name": name, "why": why} for name, why in missing],
    }
