"""Where keys of providers lie: the environment, a keyring, HashiCorp Vault. Never in a project."""

from aqe.router.keys.keys import (
    DEFAULT_VARIABLES,
    KEYLESS_PROVIDERS,
    KeyChain,
    key_chain,
    key_warnings,
    missing_key,
)

__all__ = [
    "DEFAULT_VARIABLES",
    "KEYLESS_PROVIDERS",
    "KeyChain",
    "key_chain",
    "key_warnings",
    "missing_key",
]
