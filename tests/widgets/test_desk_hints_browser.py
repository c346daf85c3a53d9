"""Hints, warnings and nonsense on the desk, as a person meets them in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from browser import tab_to
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

OpenDesk = Callable[[Any, str], Any]
FIRST = 30_000  # the rules are loaded with the third step

MARKUP = "<b>90834</b> \N{GRINNING FACE} "
MEGABYTE = 65_536  # times MARKUP


def paste(box: Locator, text: str, times: int = 1) -> None:
    """Put a text in the place of what the field holds, as a paste does."""
    box.select_text()
    box.evaluate(
        "(_, [text, times]) => document.execCommand('insertText', false, text.repeat(times))",
        [text, times],
    )


def hint(page: Page, step: int) -> Locator:
    """Ask for a step of help; it is there when the button offers the next."""
    button = page.get_by_role("group", name="Hints").get_by_role("button").last
    expect(button).to_have_text(f"Give me a hint ({step} of 3)")
    button.click()
    given = page.locator(".bht-hint-step")
    expect(given).to_have_count(step, timeout=FIRST)
    return given.last


def saved(page: Page) -> None:
    expect(page.locator(".bht-saved")).to_have_attribute("data-state", "saved")


def described(field: Locator, words: Any) -> None:
    """The field is marked, and what it is described by says why."""
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(words)


# Hints ---------------------------------------------------------------------------------------


def test_hints_are_taken_with_the_keyboard_and_the_focus_stays(
    page: Page, open_desk: OpenDesk
) -> None:
    """Each step is read out where it appears, and the next key press asks for the next."""
    open_desk(page, "time-001")
    lit = page.locator(".bht-sentence[data-decides]")
    tab_to(page, "button", "Give me a hint (1 of 3)")
    button = page.get_by_role("group", name="Hints").get_by_role("button").last
    given = page.locator(".bht-hint-step")
    expect(page.locator(".bht-hints-given")).to_have_attribute("aria-live", "polite")

    page.keyboard.press("Enter")
    expect(given).to_have_count(1)
    expect(given.last).to_contain_text("How many minutes of the service does the note itself")
    expect(button).to_be_focused()
    expect(lit).to_have_count(0)

    page.keyboard.press("Space")
    expect(given).to_have_count(2)
    expect(given.last.get_by_role("button", name="Show sentence 2")).to_be_visible()
    expect(lit).to_have_count(1)
    expect(lit).to_contain_text("we sat down at 9:07 and wrapped up at 9:44")
    expect(lit).to_contain_text("decides")
    expect(button).to_be_focused()

    page.keyboard.press("Enter")
    expect(given).to_have_count(3, timeout=FIRST)
    expect(given.last).to_contain_text("Between 16 and 37 minutes of individual psychotherapy")
    expect(button).to_be_focused()
    expect(button).to_have_text("You have all the hints")
    page.keyboard.press("Enter")
    expect(given).to_have_count(3)
    expect(page.locator(".bht")).not_to_contain_text("90832")

    page.get_by_role("button", name="Show sentence 2").click()
    expect(lit).to_be_focused()


def test_after_check_the_feedback_takes_the_place_of_the_hints(
    page: Page, open_desk: OpenDesk
) -> None:
    """It tells more than any hint; what a hint lit stays lit."""
    open_desk(page, "time-001")
    hint(page, 1)
    page.get_by_role("radio", name="Not billable").check()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator(".bht-feedback h3")).to_be_focused(timeout=FIRST)
    expect(page.get_by_role("group", name="Hints")).to_be_hidden()
    expect(page.locator(".bht-sentence[data-decides]")).to_have_count(1)


KINDS = {
    "time-001": ("Look for what was done", (2,)),
    "scope-of-practice-102": ("Put each line of the draft beside the note", (5, 12, 14)),
    "documentation-elements-106": ("Go through what a note can lack", (17, 18, 19)),
    "modifiers-200": ("Begin with what the payer said", (1, 2, 6, 7)),
    "time-200": ("Find what keeps the claim from going out", (1,)),
    "credentialing-patterns-220": ("Begin with the two figures", (4, 5)),
    "payer-rules-204": ("Work out the last day of each item", (3, 4, 6)),
}


@pytest.mark.parametrize("task", KINDS)
def test_each_kind_of_task_is_helped_in_three_steps(
    page: Page, open_desk: OpenDesk, axe: Callable[..., Any], task: str
) -> None:
    """Where to look depends on what is asked; which sentences and rules comes from the key."""
    look, sentences = KINDS[task]
    open_desk(page, task)
    expect(hint(page, 1)).to_contain_text(look)
    second = hint(page, 2)
    expect(second.get_by_role("button")).to_have_text([f"Show sentence {n}" for n in sentences])
    expect(page.locator(".bht-sentence[data-decides] .bht-number")).to_have_text(
        [str(number) for number in sentences]
    )
    expect(hint(page, 3).locator(".bht-reason").first).to_be_visible()
    for size in ({"width": 1280, "height": 900}, {"width": 420, "height": 900}):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(300)  # colours fade; half-way they have no contrast
            assert axe(page, ".bht") == []
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wider) == 0


def test_where_nobody_gives_hints_none_are_offered(page: Page, open_desk: OpenDesk) -> None:
    """Above all not in an assessment."""
    open_desk(page, "assessment")
    expect(page.get_by_role("group", name="Hints")).to_be_hidden()
    expect(page.get_by_role("button", name="hint")).to_have_count(0)


# Identifiers ---------------------------------------------------------------------------------


def test_a_question_that_seems_to_name_somebody_warns_and_is_kept(
    page: Page, desks: Any, open_desk: OpenDesk, axe: Callable[..., Any]
) -> None:
    """In an assessment too: what leaves the practice there leaves it for good."""
    open_desk(page, "asked")
    box = page.get_by_role("textbox", name="Your question to the clinician")
    box.fill("Please call Mrs. Joan Baker at (415) 555-0199.")
    warning = page.locator(".bht-lookalikes")
    expect(warning.get_by_role("listitem")).to_have_text(
        [
            re.compile("^“Mrs. Joan Baker” looks like a name"),
            re.compile("^“\\(415\\) 555-0199” looks like a telephone number. Better: "),
        ],
        timeout=FIRST,
    )
    expect(warning).to_have_attribute("aria-live", "polite")
    expect(box).to_have_accessible_description(re.compile("looks like a telephone number"))
    saved(page)
    assert desks.answer("example-query")["query"].endswith("(415) 555-0199.")
    assert axe(page, ".bht") == []

    open_desk(page, "asked")
    expect(warning.get_by_role("listitem")).to_have_count(2)
    box.fill("When did the session of March 4 begin and end?")
    expect(warning.get_by_role("listitem")).to_have_count(0)


# Nonsense ------------------------------------------------------------------------------------


def test_letters_zero_and_thousands_are_no_units(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """Not one of them is kept, and of 9999 not the 999 that it begins with."""
    open_desk(page, "code")
    units = page.get_by_role("spinbutton", name="Units")
    for typed in ("abc", "0", "9999", "1.5", "-3", "1e9", ""):
        units.fill("2")
        expect(units).not_to_have_attribute("aria-invalid", "true")
        units.blur()
        units.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.type(typed)
        units.blur()
        expect(units).to_have_value("2")
        described(units, "Units are a whole number from 1 to 999, so 2 was kept.")
    saved(page)
    assert desks.answer("example-code")["lines"][0]["units"] == 2
    units.fill("007")
    units.blur()
    expect(units).to_have_value("7")
    expect(units).to_have_accessible_description("")


def test_a_letter_that_the_browser_drops_is_told_at_once(page: Page, open_desk: OpenDesk) -> None:
    """Whoever types "two" sees nothing happen, and reads why."""
    open_desk(page, "code")
    units = page.get_by_role("spinbutton", name="Units")
    units.focus()
    page.keyboard.type("w")
    described(units, "Units are a whole number from 1 to 999, so 1 was kept.")


BOXES = ("Procedure code", "Modifiers", "Add a diagnosis")


@pytest.mark.parametrize("name", BOXES)
def test_a_text_that_no_list_has_is_not_kept_and_says_so(
    page: Page, desks: Any, open_desk: OpenDesk, name: str
) -> None:
    """Unknown codes, HTML, pictures and a megabyte, left in the field or sent with Enter."""
    open_desk(page, "code")
    page.get_by_role("radio", name="Bill The note").check()
    box = page.get_by_role("combobox", name=name)
    for typed, times in (
        ("99999", 1),
        ("<img src=x onerror=alert(1)>", 1),
        ("\N{GRINNING FACE}\N{GRINNING FACE}", 1),
        (MARKUP, MEGABYTE),
    ):
        for leave in (box.blur, lambda: box.press("Enter")):
            paste(box, typed, times)
            expect(box).not_to_have_attribute("aria-invalid", "true")
            leave()
            expect(box).to_have_value("")
            described(box, re.compile(f"^“{re.escape(typed.strip())}.*is not in the list"))
    assert page.locator(".bht :is(img, b, script)").count() == 0
    saved(page)
    answer = desks.answer("example-code")
    assert (answer["lines"], answer["diagnoses"]) == ([], [])


def test_a_refusal_goes_when_something_is_chosen(page: Page, open_desk: OpenDesk) -> None:
    """The meaning of the kept code is read there again."""
    open_desk(page, "code")
    code = page.get_by_role("combobox", name="Procedure code")
    code.fill("90834")
    code.press("Enter")
    code.fill("99999")
    code.blur()
    described(code, "“99999” is not in the list, so 90834 was kept.")
    code.fill("90837")
    code.press("Enter")
    expect(code).not_to_have_attribute("aria-invalid", "true")
    expect(code).to_have_accessible_description("Psychotherapy of about 60 minutes")


def test_a_question_of_a_megabyte_is_cut_with_a_word(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """What was pasted is never cut silently, and no picture is cut in half."""
    open_desk(page, "asked")
    box = page.get_by_role("textbox", name="Your question to the clinician")
    paste(box, "\N{GRINNING FACE}", 5000)
    described(box, re.compile("at most 4000 characters. The rest was left out."))
    saved(page)
    assert desks.answer("example-query")["query"] == "\N{GRINNING FACE}" * 4000
    paste(box, MARKUP, MEGABYTE)
    described(box, re.compile("at most 4000 characters"))
    saved(page)
    kept = desks.answer("example-query")["query"]
    assert (len(kept), kept) == (4000, (MARKUP * 300)[:4000])
    assert page.locator(".bht b").count() == 0
    box.fill("<b>When?</b>")
    expect(box).not_to_have_attribute("aria-invalid", "true")


def test_what_bhtrain_refuses_is_said_until_it_is_mended(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """A list that was tampered with offers a place that does not exist."""
    open_desk(page, "code")
    place = page.get_by_role("combobox", name="Place of service")
    place.evaluate(
        """(select) => {
          select.append(new Option("<b>Mars</b>", "<b>99</b>"));
          select.value = "<b>99</b>";
          select.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(page.locator(".bht-saved")).to_have_text(
        "This change was not saved: “<b>99</b>” is not in the list of places of service."
    )
    place.select_option("11")
    saved(page)
    assert desks.answer("example-code")["lines"][0]["place"] == "11"


# A month on a telephone ----------------------------------------------------------------------


def test_a_month_can_be_read_on_a_telephone(narrow_page: Page, open_desk: OpenDesk) -> None:
    """The table scrolls in its own box, the page does not, and each row keeps its day."""
    page = open_desk(narrow_page, "credentialing-patterns-220")
    region = page.get_by_role("region", name="Table of billed lines")
    tab_to(page, "region", "Table of billed lines")
    region.evaluate("element => element.scrollTo(10000, 0)")
    expect(page.get_by_role("columnheader", name="Place")).to_be_in_viewport()
    day = region.get_by_role("cell", name="Wed 05/01").first
    expect(day).to_be_in_viewport()
    assert day.evaluate(
        """cell => {
          const { left, top, width, height } = cell.getBoundingClientRect();
          return document.elementFromPoint(left + width / 2, top + height / 2) === cell;
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
