"""The documentation and coding rules: cards, dated versions, and the checks behind them."""

from bhtrain.rules.book import Rule, RuleBook, Version, load_rulebook
from bhtrain.rules.coder import Derivation, derive
from bhtrain.rules.engine import HORIZON, judge

__all__ = [
    "HORIZON",
    "Derivation",
    "Rule",
    "RuleBook",
    "Version",
    "derive",
    "judge",
    "load_rulebook",
]
