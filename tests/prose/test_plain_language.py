"""Our own prose can be read by somebody who is new and tired.

Two measures that need no word list: the automated readability index and Coleman-Liau, each a
school grade. Terms of art are counted as one short word (terms-of-art.txt).
"""

import pytest
import textstat
from prose.plain import markdown_of, paragraphs, sentences

from bhtrain import places

GRADE = 9
WORDS = 25
NOTEBOOKS = sorted(
    path.relative_to(places.shipped("notebooks"))
    for path in places.shipped("notebooks").rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)


def prose(notebook):
    cells = markdown_of(places.shipped("notebooks") / notebook)
    return [paragraph for cell in cells for paragraph in paragraphs(cell)]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=str)
def test_a_notebook_reads_at_grade_nine_or_below(notebook):
    """Both measures, over the whole of its prose."""
    text = " ".join(one if one.endswith((".", "?", "!")) else f"{one}." for one in prose(notebook))

    assert textstat.automated_readability_index(text) <= GRADE
    assert textstat.coleman_liau_index(text) <= GRADE


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=str)
def test_every_sentence_has_fewer_than_twenty_five_words(notebook):
    """A sentence that has to be read twice is two sentences."""
    long = [s for p in prose(notebook) for s in sentences(p) if len(s.split()) >= WORDS]

    assert long == []


def test_the_measures_see_a_hard_text():
    """They would prove nothing if they found everything easy."""
    hard = (
        "Reimbursement methodologies notwithstanding, practitioners demonstrating noncompliance "
        "with contemporaneous requirements experience retrospective recoupment considerations."
    )

    assert textstat.automated_readability_index(hard) > GRADE
    assert textstat.coleman_liau_index(hard) > GRADE
