"""A practice's own scenarios in the exchange folder, where its learners practise on them."""

from pathlib import Path

from bhtrain.exchange.files import OPEN, in_words, make_folder, write_whole
from bhtrain.scenarios.bank import BANK, INDEX

FOLDER = "practice-notes"


def publish_own_bank(exchange: Path, text: str, index_text: str) -> Path:
    """Publish the texts of a bank.json and its index; each is replaced whole.

    Raises:
        ExchangeError: The file system refuses.
    """
    folder = exchange / FOLDER
    with in_words("Publishing your scenarios", exchange):
        make_folder(exchange, OPEN)
        make_folder(folder, OPEN)
        write_whole(folder / BANK, text.encode())
        write_whole(folder / INDEX, index_text.encode())
    return folder
