"""A comparison or a boundary that could move without a case noticing was never tested."""

import mutation
import pytest

STRICT = ["time", "add-ons", "crisis", "e-m-psychotherapy", "family-group"]


@pytest.mark.parametrize("competency", STRICT)
def test_each_change_of_a_rule_is_noticed_by_a_case(competency):
    """What survives is printed as python tests/mutation.py prints it."""
    tried = list(mutation.mutants(competency))
    unnoticed = [f"{mutant.where}: {mutant.what}" for mutant in tried if not mutant.noticed()]

    assert tried
    assert unnoticed == []
