"""A ledger whose branches, mutants and killing tests are documented beside it."""

from ledger.rules import LIMIT, Account, fee, is_round, registered

__all__ = ["LIMIT", "Account", "fee", "is_round", "registered"]
