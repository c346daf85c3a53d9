"""weights.json in the exchange folder: what each field weighs, for everybody to read."""

import json
from collections.abc import Mapping

from bhtrain.errors import AnswersError, ExchangeError
from bhtrain.exchange.files import OPEN, in_words, make_folder, read_foreign, write_whole
from bhtrain.exchange.folder import Exchange
from bhtrain.grading.answers import load_json_safely
from bhtrain.grading.score import FIELD_WEIGHTS

_FILE = "weights.json"
_LIMIT = 10_000  # bytes


def publish_weights(exchange: Exchange, weights: Mapping[str, float]) -> None:
    """Publish the weights in force (manager)."""
    with in_words("Publishing the weights", exchange.root):
        text = json.dumps({"schema": 1, "weights": dict(weights)}, indent=1)
        write_whole(make_folder(exchange.root, OPEN) / _FILE, text.encode())


def published_weights(exchange: Exchange) -> Mapping[str, float]:
    """The weights in force; bhtrain's own before the manager has published any (either side).

    Raises:
        ExchangeError: The file is damaged.
    """
    path = exchange.root / _FILE
    with in_words("Looking for the weights", exchange.root):
        there = path.exists()
    if not there:
        return FIELD_WEIGHTS
    try:
        body = load_json_safely(read_foreign(path, limit=_LIMIT)[0], path.name)
        found = {name: float(body["weights"][name]) for name in FIELD_WEIGHTS}
    except (AnswersError, KeyError, TypeError, ValueError):
        found = {}
    if not found or min(found.values()) < 0:
        raise ExchangeError(f"The weights in {exchange.root} cannot be read.")
    return found
