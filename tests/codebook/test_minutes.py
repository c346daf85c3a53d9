"""Each boundary of the codebook stands in two places, so that a slip in one is seen."""

from codebook.minutes import MINUTES, minutes_of

from bhtrain.codebook import load_codebook


def test_the_minutes_of_every_timed_code_are_those_of_the_sources():
    assert minutes_of(load_codebook()) == MINUTES
