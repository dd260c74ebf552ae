"""Models of this machine: what a directory holds, what it takes to run it, which ones a project knows."""

from aqe.router.local_models.checksums import Stopped
from aqe.router.local_models.directory import ModelDirectory, inspect_directory
from aqe.router.local_models.installing import Installation, LocalModels, default_name, verify
from aqe.router.local_models.memory import CacheShape, available_memory_bytes, needed_bytes
from aqe.router.local_models.records import PROVIDER, InstalledFile, InstalledModel

__all__ = [
    "PROVIDER",
    "CacheShape",
    "Installation",
    "InstalledFile",
    "InstalledModel",
    "LocalModels",
    "ModelDirectory",
    "Stopped",
    "available_memory_bytes",
    "default_name",
    "inspect_directory",
    "needed_bytes",
    "verify",
]
