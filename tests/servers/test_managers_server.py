"""The manager's server: real JupyterLab with formgrader, in the course folder."""

import json
import urllib.request

import pytest
from running_server import MANAGER, start_server

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
