"""Quality-engineering agents: tests that ran, figures that were measured.

Import from the rooms (`aqe.domain`, `aqe.operations`, ...); this package itself exports only its version.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
