"""A practice's own files: read whole or not at all, and laid over what came with bhtrain."""

import sys
from datetime import date

import pytest

from bhtrain import cli
from bhtrain.authoring.practice_files import payer_template
from bhtrain.codebook import load_codebook
from bhtrain.errors import PracticeError
from bhtrain.model.billing import PayerFlags
from bhtrain.model.stated import declared
from bhtrain.practice_codebook import practice_codebook, practice_fees
from bhtrain.widgets.tables import desk_tables

PTP = (
    '"CPT only copyright American Medical Association. All rights reserved."\n'
    "Column 1,Column 2,*=in existence prior to 1996,Effective Date,Deletion Date *=no data,"
    "Modifier 0=not allowed 1=allowed 9=not applicable,PTP Edit Rationale\n"
    "90791,90832,,20200101,20260930,0,Misuse of column two code\n"
    "90837,90834,,20240101,*,1,Mutually exclusive procedures\n"
    "0001A,0591T,,20210101,*,0,Standards of practice\n"
)
MUE = (
    "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n"
    "90837,3,3 Date of Service Edit: Clinical,Nature of Service\n"
    "A0021,0,2 Date of Service Edit: Policy,CMS Policy\n"
)
PAYER = 'id: north-plan\npayer: commercial\nflags:\n  sign_days: 3\n  telehealth_modifier: "95"\n'


@pytest.fixture
def practice(tmp_path, monkeypatch):
    """An empty practice folder."""
    monkeypatch.setenv("BHTRAIN_PRACTICE", str(tmp_path / "practice"))
    return tmp_path / "practice"


@pytest.fixture
def bhtrain(practice, tmp_path, monkeypatch, capsys):
    """Run a command on a file of this text; its exit status and what it printed."""

    def run(*words: str, text: str | bytes = "", name: str = "own.csv") -> tuple[int, str]:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        arguments = [str(file) if word == "FILE" else word for word in words]
        monkeypatch.setattr(sys, "argv", ["bhtrain", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        out, err = capsys.readouterr()
        return int(stop.value.code or 0), " ".join((out + err).split())

    return run


NCCI = ("codes", "import-ncci", "FILE", "--quarter", "2026Q4")


def test_without_imports_the_codebook_is_the_one_that_came(practice):
    """And nothing is written."""
    assert practice_codebook() is load_codebook()
    assert not practice.exists()


def test_the_code_picker_shows_a_licensed_practices_own_descriptors(bhtrain):
    """In place of our summary, for the codes that are described; other codes are left out."""
    status, said = bhtrain(
        "codes", "import", "FILE", text="code,descriptor\n90834,Ours\nX9999,No\n"
    )

    rows = desk_tables(practice_codebook(), service_date=date(2025, 3, 4))["codes"]
    shown = {row[0]: row[1] for row in rows}
    assert (status, said) == (0, "Descriptors read: 1.")
    assert shown["90834"] == "Ours"
    assert shown["90837"] == load_codebook().code("90837").summary
    assert load_codebook().code("90834").summary != "Ours"


@pytest.mark.parametrize("text", [PTP, PTP.replace(",", "\t")], ids=["csv", "txt"])
def test_a_newer_table_of_pairs_stands_in_place_of_ours(bhtrain, text):
    """Whichever order its columns have; pairs of other codes are left out."""
    assert bhtrain(*NCCI, text=text) == (0, "Code pairs of 2026Q4 read: 2.")

    pair = practice_codebook().pair("90832", "90791")
    turned = practice_codebook().pair("90834", "90837")
    assert pair is not None
    assert turned is not None
    assert (pair.quarter, pair.in_force(date(2026, 9, 30))) == ("2026Q4", True)
    assert pair.in_force(date(2026, 10, 1)) is False
    assert pair.in_force(date(2019, 12, 31)) is None
    assert (turned.column1, turned.indicator) == ("90837", 1)
    assert len(practice_codebook().pairs) == len(load_codebook().pairs)


def test_a_newer_table_of_unit_limits_stands_in_place_of_ours(bhtrain):
    """Its quarter is kept, for it says on which dates it counts."""
    assert bhtrain(*NCCI, text=MUE) == (0, "Unit limits of 2026Q4 read: 1.")

    limit = practice_codebook().code("90837").unit_limit
    assert limit is not None
    assert (limit.value, limit.mai, limit.quarter) == (3, 3, "2026Q4")
    assert limit.covers(date(2026, 10, 1))
    assert not limit.covers(date(2026, 9, 30))


def test_an_older_quarter_does_not_replace_a_newer_one(bhtrain):
    """Files are read in any order."""
    bhtrain(*NCCI, text=MUE)
    older = ("codes", "import-ncci", "FILE", "--quarter", "2025Q1")
    bhtrain(*older, text=MUE.replace("90837,3", "90837,9"))

    limit = practice_codebook().code("90837").unit_limit
    assert limit is not None
    assert limit.value == 3


def test_a_practices_payer_is_known_by_its_id(bhtrain):
    """Beside those that came with bhtrain."""
    status, said = bhtrain("payers", "import", "FILE", text=PAYER, name="north.yaml")

    assert (status, said) == (0, "The payer north-plan is read.")
    own = practice_codebook().payers["north-plan"]
    assert own.flags == {"sign_days": 3, "telehealth_modifier": "95"}
    assert "tricare" in practice_codebook().payers


def test_the_template_can_be_filled_in_and_read(bhtrain):
    """Every flag stands in it, with what it means; each example is a right answer."""
    text = payer_template()
    filled = text
    flags = [flag.name for flag in declared(PayerFlags)]
    for flag in flags:
        assert f"  # {flag}: " in filled, flag
        filled = filled.replace(f"  # {flag}: ", f"  {flag}: ")

    assert bhtrain("payers", "template")[0] == 0
    assert bhtrain("payers", "import", "FILE", text=text, name="a.yaml")[0] == 0
    assert bhtrain("payers", "import", "FILE", text=filled, name="b.yaml")[0] == 0
    assert practice_codebook().payers["my-plan"].flags.keys() == set(flags)


def test_a_practices_own_fees_stand_in_place_of_the_sample(bhtrain):
    """With an amount of its own for a modifier; a second file replaces the first."""
    bhtrain("fees", "import", "FILE", text="code,amount\n90791,1\n")
    text = "Code,Amount,Modifier\n90834,100\n90834,99.5,95\n\n90837,150.25,\n"

    assert bhtrain("fees", "import", "FILE", text=text) == (0, "Amounts read: 3.")

    fees = practice_fees()
    assert fees.cents == {"90834": 10000, "90834-95": 9950, "90837": 15025}
    assert not fees.sample


def test_without_fees_there_is_a_sample(practice):
    """Marked as one, and nothing is written."""
    assert practice_fees().sample
    assert not practice.exists()


@pytest.mark.parametrize("text", ["[]", "{", '{"90834": -1}', '{"90834": "1"}', '{"90834": true}'])
def test_damaged_fees_are_named(practice, text):
    """Better than dollars that nobody charged."""
    practice.mkdir()
    (practice / "fees.json").write_text(text, encoding="utf-8")

    with pytest.raises(PracticeError, match=r"fees\.json is damaged; delete it and import again"):
        practice_fees()


DESCRIBED = ("codes", "import", "FILE")
OWN = ("payers", "import", "FILE")
FEES = ("fees", "import", "FILE")
BAD = {
    "other columns of fees": (FEES, "code,price\n", "line 1 holds code, price; the columns are"),
    "no amount": (FEES, "code,amount\n90834,\n", "line 2: '' is no amount; write it like 100"),
    "an amount below zero": (FEES, "code,amount\n90834,-5\n", "'-5' is no amount"),
    "an amount with a sign": (FEES, "code,amount\n90834,$5\n", "'$5' is no amount"),
    "half a cent": (FEES, "code,amount\n90834,5.005\n", "'5.005' is no amount"),
    "an amount too large": (FEES, "code,amount\n90834,12345678\n", "is no amount"),
    "no such code": (FEES, "code,amount\n908,5\n", "line 2 does not hold a code and its amount"),
    "no such modifier": (FEES, "code,amount,modifier\n90834,5,x\n", "line 2 does not hold"),
    "a column too many": (FEES, "code,amount\n90834,5,95,7\n", "line 2 does not hold"),
    "a fee twice": (FEES, "code,amount\n90834,5\n90834,6\n", "line 3: 90834 is there twice"),
    "no fees": (FEES, "code,amount\n", "names no code with its amount"),
    "other columns": (DESCRIBED, "number,text\n", "line 1 holds number, text; the columns are"),
    "an empty file": (DESCRIBED, "", "line 1 holds nothing"),
    "no descriptor": (DESCRIBED, "code,descriptor\n90834,A\n90837,\n", "line 3 does not hold"),
    "a code twice": (DESCRIBED, "code,descriptor\n90834,A\n90834,B\n", "90834 is there twice"),
    "no code of ours": (DESCRIBED, "code,descriptor\nX9999,A\n", "no code that bhtrain knows"),
    "not text": (DESCRIBED, "code,descriptor\n90834,é\n".encode("latin-1"), "is not UTF-8"),
    "no table": (NCCI, "hello\n" * 30, "line 21 holds 'hello'"),
    "titles only": (NCCI, "hello\n", "no code that bhtrain knows"),
    "a damaged row": (NCCI, PTP + "90846,90847,,soon,*,1,x\n", "line 6 holds '90846, 90847"),
    "a day that is none": (NCCI, PTP + "90846,90847,,20261399,*,1,x\n", "line 6 holds"),
    "two tables in one": (NCCI, PTP + MUE, "line 6 holds"),
    "a spreadsheet": (NCCI, b"PK\x03\x04", "is a zip or a spreadsheet"),
    "no quarter": ((*NCCI[:-1], "2026-10"), PTP, "'2026-10' is not a quarter; write it like"),
    "an unknown flag": (OWN, PAYER.replace("sign_days", "sign_dys"), ":4 flags.sign_dys there is"),
    "a wrong answer": (
        OWN,
        PAYER.replace(": 3", ": soon"),
        ":4 flags.sign_days 'soon' is not a whole number",
    ),
    "a wrong choice": (OWN, PAYER.replace("95", "96"), "is none of: 95, GT, none"),
    "an id of ours": (OWN, PAYER.replace("north-plan", "tricare"), "came with bhtrain"),
    "no YAML": (OWN, "id: [", "this is not YAML"),
    "no payer": (OWN, "id: north-plan\n", "payer is missing"),
    "an empty payer": (OWN, "", "the file is empty"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_file_is_one_sentence_and_leaves_nothing(bhtrain, practice, case):
    """What was seen, where, what to do."""
    words, text, says = BAD[case]

    status, said = bhtrain(*words, text=text)

    assert status == 2
    assert says in said
    assert "Traceback" not in said
    assert not practice.exists()


@pytest.mark.parametrize("words", [DESCRIBED, NCCI, OWN, FEES])
def test_a_file_that_is_not_there_is_named(bhtrain, practice, words):
    """A slip of the finger."""
    missing = [word.replace("FILE", "/nowhere.csv") for word in words]

    status, said = bhtrain(*missing)

    assert status == 2
    assert "is not there" in said


def test_a_damaged_practice_folder_says_what_to_do(practice):
    """Better than a page that shows half of it."""
    practice.mkdir()
    (practice / "pairs.json").write_text("{", encoding="utf-8")

    with pytest.raises(Exception, match=r"pairs\.json is damaged; delete it and import again"):
        practice_codebook()
