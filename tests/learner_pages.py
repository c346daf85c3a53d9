"""The learner's pages without a browser: an assignment, an answer, and what stands on a page."""

import json

import ipywidgets as widgets

from bhtrain import clock
from bhtrain.grading.answers import answer_to_dict
from bhtrain.model.claim import Answer, Claim, Decision, ServiceLine

TASKS = """\
tasks:
  - id: onboarding-1-t1
    kind: code
    level: first
    payer: commercial
    service_date: 2026-02-10
    points: 10
    note: ["We met from 9:07 to 9:44.", "Signed by <b>M. Vega</b>, LCSW."]
  - id: onboarding-1-t2
    kind: review
    level: core
    payer: medicare
    service_date: 2026-02-11
    points: 10
    note: ["We met for 50 minutes."]
    draft: {lines: [{code: "90837", units: 1}], diagnoses: ["F41.1"]}
"""
NOTEBOOK = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
BILLED = Answer(
    decision=Decision.BILL, claim=Claim(lines=(ServiceLine(code="90832"),), diagnoses=("F41.1",))
)


def release(exchange, *, due=None):
    exchange.release(
        "onboarding-1",
        {"tasks.yaml": TASKS.encode(), "onboarding-1.ipynb": NOTEBOOK.encode()},
        title="Onboarding 1",
        due=due,
        released_at=clock.now(),
    )


def text_of(page):
    """Every text on a page."""
    if isinstance(page, widgets.HTML):
        return page.value
    if isinstance(page, widgets.Button):
        return page.description
    return " ".join(text_of(child) for child in getattr(page, "children", ()))


def find(page, kind, words=None):
    """The first part of that kind, and with those words, on a page."""
    if isinstance(page, kind) and words in (None, getattr(page, "description", None)):
        return page
    for child in getattr(page, "children", ()):
        found = find(child, kind, words)
        if found is not None:
            return found
    return None


def enter(desk, answer, revision=1):
    """Enter an answer as the browser does."""
    desk.answer = {**answer_to_dict(answer), "revision": revision}
