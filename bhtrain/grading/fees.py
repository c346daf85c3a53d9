"""What a line is worth in money: by the practice's own fees, or by round sample numbers.

The sample numbers are nobody's fees. They only let an overcoded hour weigh more than a modifier.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bhtrain.codebook import Code, load_codebook
from bhtrain.model.claim import ServiceLine

SAMPLE_REMARK = "sample, not your fees"
# Dollars for each started quarter of an hour of a code's typical time, by the start of its
# family's name; round on purpose. A code without a typical time counts as two quarters.
_SAMPLE_DOLLARS = {"em_": 50, "community_": 20, "sud_h": 20, "case_": 20, "group": 10}
_SAMPLE_OTHERS = 30
_QUARTER_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Fees:
    """Amounts in cents by code, or by code and modifier: {"90834": 10000, "90834-95": 9000}."""

    cents: Mapping[str, int] = field(default_factory=dict)
    sample: bool = False

    def cents_of(self, line: ServiceLine) -> int | None:
        """What a line is worth with all its units; None where its code has no fee.

        The first of its modifiers that has an amount of its own decides.
        """
        names = [f"{line.code}-{modifier}" for modifier in line.modifiers]
        found = next((self.cents[name] for name in names if name in self.cents), None)
        one = self.cents.get(line.code) if found is None else found
        return None if one is None else one * line.units


def sample_fees() -> Fees:
    """Round sample numbers for every code that bhtrain knows: sample, not your fees."""
    cents = {number: 100 * _sample_dollars(code) for number, code in load_codebook().codes.items()}
    return Fees(cents, sample=True)


def _sample_dollars(code: Code) -> int:
    quarters = -(-(code.minutes_typical or 2 * _QUARTER_MINUTES) // _QUARTER_MINUTES)
    quarter = next(
        (dollars for start, dollars in _SAMPLE_DOLLARS.items() if code.family.startswith(start)),
        _SAMPLE_OTHERS,
    )
    return quarters * quarter
