"""formgrader's own button, over HTTP: the same points as the command."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from quiz_course import QUIZ, RIGHT_T1, WRONG_T1, submit, submit_answers

from bhtrain.course.grade import grade_assignment
from bhtrain.course.layout import Course

pytestmark = pytest.mark.nbgrader

TOKEN = "a-token-of-this-test-only"


def scores(course: Course) -> list[tuple[str, str, float, bool]]:
    """The gradebook's points, learner by learner."""
    query = """
        select submitted_assignment.student_id, base_cell.name, grade.auto_score,
               grade.needs_manual_grade
        from grade
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        join base_cell on base_cell.id = grade.cell_id
        order by 1, 2
    """
    engine = sa.create_engine(course.gradebook_url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(sa.text(query))]
    engine.dispose()
    return found


@pytest.fixture
def server(course: Course, tmp_path: Path) -> Iterator[str]:
    """A Jupyter server with formgrader, started in the course folder; only here, only now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_CONFIG_DIR": str(tmp_path / "jupyter"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    with (tmp_path / "server.log").open("w") as log:
        started = subprocess.Popen(
            command,
            cwd=course.folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/api/status", started)
            yield address
        finally:
            os.killpg(started.pid, signal.SIGTERM)
            started.wait(timeout=30)


def ask(address: str, *, method: str = "GET") -> str:
    """One request with the server's token."""
    request = urllib.request.Request(
        address, method=method, headers={"Authorization": f"token {TOKEN}"}
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        return answer.read().decode()


def wait_for(address: str, started: subprocess.Popen) -> None:
    """Until the server answers, for two minutes at most."""
    for _ in range(480):
        assert started.poll() is None, "the server ended"
        try:
            ask(address)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
        else:
            return
    raise AssertionError("the server did not answer")


def test_the_button_gives_the_command_s_points_and_shows_our_feedback(course: Course, server: str):
    """A manager may press either; a learner's grade must not depend on it."""
    submit_answers(course, "ana", {"quiz-1-t1": RIGHT_T1})
    submit_answers(course, "ben", {"quiz-1-t1": WRONG_T1})
    submit(course, "mallory", "[1, 2")
    grade_assignment(course, QUIZ)
    ours = scores(course)

    for learner in ("ana", "ben", "mallory"):
        url = f"{server}/formgrader/api/submission/{QUIZ}/{learner}/autograde"
        assert json.loads(ask(url, method="POST"))["success"]

    assert len(ours) == 6
    assert ours == scores(course)
    shown = json.loads(ask(f"{server}/formgrader/api/submitted_notebooks/{QUIZ}/{QUIZ}"))
    page = ask(f"{server}/formgrader/submissions/{shown[0]['id']}")
    assert "bhtrain-feedback" in page
