"""The exchange: the one folder that the manager and the learners both reach."""

from bhtrain.exchange.folder import Exchange
from bhtrain.exchange.handin import HandIn, RosterEntry, check_name, new_secret, secret_hash
from bhtrain.exchange.records import HandInFile, Receipt, Release, Started

__all__ = [
    "Exchange",
    "HandIn",
    "HandInFile",
    "Receipt",
    "Release",
    "RosterEntry",
    "Started",
    "check_name",
    "new_secret",
    "secret_hash",
]
