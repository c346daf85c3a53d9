"""The manager's server: real JupyterLab with formgrader, in the course folder."""

import json
import re
import urllib.request

import pytest
from running_server import MANAGER, start_server

from bhtrain.widgets.voila_app import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.nbgrader


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A manager's JupyterLab over a course that it has begun itself."""
    running = start_server(tmp_path_factory.mktemp("lab"), MANAGER, seconds=120)
    yield running
    running.stop()


def test_it_opens_at_the_managers_start_notebook(lab):
    """The printed address leads to the page that says what to do."""
    assert "/lab/tree/manager/start.ipynb?token=" in lab.address
    status, body = lab.ask("/api/contents/manager/start.ipynb?content=0")
    assert status == 200
    assert json.loads(body)["type"] == "notebook"


def test_formgrader_is_there_and_finds_the_course(lab):
    """Points and answers are looked at in nbgrader's own pages."""
    status, body = lab.ask("/formgrader/api/assignments")

    assert status == 200, body[:300]
    assert isinstance(json.loads(body), list)


def test_the_course_folder_is_private(lab):
    """It holds the keys."""
    assert (lab.folder / "course").stat().st_mode & 0o777 == 0o700


def test_nobody_enters_without_the_token(lab):
    """The port is open to every account of this computer."""
    assert lab.ask("/api/contents", token=False)[0] == 403


def test_it_asks_nothing_of_the_outside(lab):
    """No news, no look for updates, no catalogue of extensions."""
    request = urllib.request.Request(lab.base + "lab")
    request.add_header("Authorization", f"token {lab.token}")
    with urllib.request.urlopen(request, timeout=30) as reply:
        body = reply.read().decode()
    config = json.loads(body.partition('type="application/json">')[2].partition("</script>")[0])

    assert config.get("news", {}).get("disabled", True)
    assert lab.ask("/lab/api/news")[1] in (b'{"news": []}', b'{"news":[]}')


def test_ctrl_c_ends_with_a_sentence(tmp_path):
    """And without asking twice."""
    running = start_server(tmp_path, MANAGER, seconds=120)

    said = running.stop()

    assert running.process.returncode == 0
    assert "The course is as you left it." in said
    assert "Traceback" not in said


def test_the_review_is_a_page_that_loads_nothing_from_outside(lab):
    """In our own frame, by the rules of the learner's pages; and the terminal says where."""
    said = lab.printed.read_text(encoding="utf-8")
    path = "/voila/render/manager/review.ipynb"

    status, body = lab.ask(path)

    assert f"{path}?token=" in said
    assert status == 200
    page = body.decode()
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    own = [rule for rule in CONTENT_SECURITY_POLICY.split("; ") if "frame-ancestors" not in rule]
    assert policy.split("; ") == own  # a page cannot say who may frame it; JupyterLab's server does
    assert b"bh-main" in body
    assert b"bh-main" not in lab.ask(path, token=False)[1]  # it is the page to sign in on
