"""answers.json comes from anybody's machine; what cannot be read says so in one sentence."""

import json
import os
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhtrain.errors import AnswersError
from bhtrain.grading.answers import (
    MAX_BYTES,
    AnswerSheet,
    read_sheet,
    sheet_from_bytes,
    sheet_to_text,
    write_sheet,
)
from bhtrain.model.claim import Answer, Claim, Decision, Gap, ServiceLine

SHEET = AnswerSheet(
    assignment="onboarding-1",
    learner="ana",
    answers={
        "onboarding-1-t1": Answer(
            decision=Decision.BILL,
            claim=Claim(
                lines=(ServiceLine(code="90834", units=1, modifiers=("95",), place="10"),),
                diagnoses=("F33.1",),
            ),
            gaps=(Gap(id="time-missing", evidence=(3,)),),
            confidence=2,
            query="Was the patient at home? “Ja” – ✓",
        )
    },
)

texts = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=40)
lines = st.builds(
    ServiceLine,
    code=texts,
    units=st.integers(0, 999),
    modifiers=st.lists(texts, max_size=3).map(tuple),
    place=st.none() | texts,
    pointers=st.lists(st.integers(0, 12), max_size=4).map(tuple),
    evidence=st.lists(st.integers(0, 99), max_size=4).map(tuple),
)
answers = st.builds(
    Answer,
    decision=st.none() | st.sampled_from(Decision),
    claim=st.builds(
        Claim,
        lines=st.lists(lines, max_size=4).map(tuple),
        diagnoses=st.lists(texts, max_size=4).map(tuple),
    ),
    gaps=st.lists(st.builds(Gap, id=texts), max_size=4).map(tuple),
    confidence=st.none() | st.integers(0, 3),
    query=texts,
)


@given(st.dictionaries(st.text(alphabet=string.ascii_lowercase, min_size=1), answers, max_size=5))
def test_every_answer_comes_back_as_it_was_written(given_answers):
    sheet = AnswerSheet(assignment="a", learner="ana", answers=given_answers)

    assert sheet_from_bytes(sheet_to_text(sheet).encode()) == sheet


def test_a_sheet_survives_the_disk(tmp_path):
    path = tmp_path / "deep" / "answers.json"
    write_sheet(path, SHEET)

    assert read_sheet(path) == SHEET
    assert [entry.name for entry in path.parent.iterdir()] == ["answers.json"]


def with_checksum(body: dict) -> bytes:
    """The file an attacker who knows the format would write."""
    from bhtrain.grading.answers import _checksum

    return json.dumps({**body, "checksum": _checksum(body)}).encode()


BODY = {"schema": 1, "assignment": "onboarding-1", "learner": "ana", "answers": {}}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (sheet_to_text(SHEET).encode()[:-40], "damaged"),
        (b"", "damaged"),
        (b"[1, 2]", "not an object"),
        (b"null", "not an object"),
        (b'"text"', "not an object"),
        (b"[" * 200_000 + b"]" * 200_000, "levels deep|bytes"),
        (b"[" * 2_000 + b"]" * 2_000, "levels deep"),
        (b" " * (2 * 1024 * 1024), "bytes"),
        (b"\xff\xfe{}", "UTF-8"),
        (sheet_to_text(SHEET).replace("90834", "90837").encode(), "checksum"),
        (with_checksum({**BODY, "schema": 2}), "schema"),
        (with_checksum({**BODY, "answers": []}), "not an object"),
        (with_checksum({**BODY, "answers": {"t": {"decision": "maybe"}}}), "not a decision"),
        (with_checksum({**BODY, "answers": {"t": {"lines": {}}}}), "not a list"),
        (with_checksum({**BODY, "answers": {"t": {"lines": [{"code": 90834}]}}}), "not a text"),
        (
            with_checksum({**BODY, "answers": {"t": {"lines": [{"code": "x", "units": True}]}}}),
            "whole",
        ),
        (
            with_checksum({**BODY, "answers": {"t": {"lines": [{"code": "x", "units": -1}]}}}),
            "whole",
        ),
        (with_checksum({**BODY, "answers": {"t": {"confidence": 10**30}}}), "whole"),
        (with_checksum({**BODY, "answers": {"t": {"query": "x" * 5000}}}), "characters"),
        (with_checksum({**BODY, "answers": {"t": {"gaps": [{"id": []}]}}}), "not a text"),
        (b'{"schema": NaN}', "not a number"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data, says):
    """Never a traceback, never a guess: the batch goes on with this sentence."""
    with pytest.raises(AnswersError, match=says):
        sheet_from_bytes(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(data):
    with pytest.raises(AnswersError):
        sheet_from_bytes(data)


def test_a_link_is_never_followed(tmp_path):
    """A link to the key would carry its content into the learner's feedback."""
    key = tmp_path / "onboarding-1.keys.yaml"
    key.write_text("canary")
    link = tmp_path / "answers.json"
    link.symlink_to(key)

    with pytest.raises(AnswersError, match="links are not read"):
        read_sheet(link)


def test_a_folder_a_pipe_and_nothing_are_refused(tmp_path):
    with pytest.raises(AnswersError, match="not an ordinary file"):
        read_sheet(tmp_path)
    pipe = tmp_path / "answers.json"
    os.mkfifo(pipe)
    with pytest.raises(AnswersError, match="not an ordinary file"):
        read_sheet(pipe)
    with pytest.raises(AnswersError, match="not there"):
        read_sheet(tmp_path / "nothing.json")


def test_a_large_file_is_not_even_opened(tmp_path):
    path = tmp_path / "answers.json"
    path.write_bytes(b" " * (MAX_BYTES + 1))

    with pytest.raises(AnswersError, match="limit"):
        read_sheet(path)


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    """Half a file would cost the learner every answer."""
    path = tmp_path / "answers.json"
    write_sheet(path, SHEET)

    def full_disk(handle):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_sheet(path, AnswerSheet(assignment="onboarding-1", learner="ana"))

    assert read_sheet(path) == SHEET
    assert [entry.name for entry in tmp_path.iterdir()] == ["answers.json"]
