"""A graded key stands beside the learner's server. Every door is tried, and none may open.

The keys of the course are in a folder next to the learner's, as they are where manager and
learner share a computer. The test asks with the learner's own token: the strongest learner.
"""

import json
import re

import pytest
from running_server import start_server

CANARY = "canary-5f2d9c-of-the-doors"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A learner's server with keys all around it."""
    folder = tmp_path_factory.mktemp("doors")
    for place in ("course/solutions", "learner", "learner/pages", "exchange"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    key = f"canary: {CANARY}\nkeys: []\n"
    for place in ("course/solutions/onboarding-1.keys.yaml", "learner/secret.keys.yaml"):
        (folder / place).write_text(key, encoding="utf-8")
    notebook = {
        "cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": CANARY}],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / "course/solutions/key.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "learner/pages/.hidden.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "learner/pages/notes.keys.yaml").write_text(key, encoding="utf-8")
    running = start_server(folder)
    yield running
    running.stop()


FILES = [
    "course/solutions/onboarding-1.keys.yaml",
    "course/solutions/key.ipynb",
    "learner/secret.keys.yaml",
    "learner/signed-in.json",
]
UPWARD = [
    "../../{file}",
    "..%2f..%2f{file}",
    "%2e%2e/%2e%2e/{file}",
    "%2e%2e%2f%2e%2e%2f{file}",
    "..%252f..%252f{file}",
    "lessons/../../../{file}",
    "..%5c..%5c{file}",
    "....//....//{file}",
    "/{absolute}",
    "%2f{absolute}",
    "{absolute}",
]
DOORS = [
    "/{path}",
    "/files/{path}",
    "/edit/{path}",
    "/view/{path}",
    "/notebooks/{path}",
    "/tree/{path}",
    "/lab/tree/{path}",
    "/doc/tree/{path}",
    "/api/contents/{path}",
    "/api/contents/{path}?content=1",
    "/nbconvert/html/{path}",
    "/nbconvert/script/{path}",
    "/voila/files/{path}",
    "/voila/render/{path}",
    "/voila/tree/{path}",
    "/voila/api/contents/{path}",
    "/voila/static/{path}",
    "/voila/templates/bhtrain/static/{path}",
    "/voila/templates/lab/static/{path}",
    "/voila/templates/{path}",
    "/voila/labextensions/{path}",
    "/voila/api/themes/{path}",
    "/static/{path}",
]


def _paths(folder):
    for file in FILES:
        absolute = str(folder / file).lstrip("/")
        for shape in UPWARD:
            yield shape.format(file=file, absolute=absolute)
    yield "notes.keys.yaml"
    yield ".hidden.ipynb"


@pytest.mark.parametrize("door", DOORS)
def test_no_door_leads_to_a_key(server, door):
    """Whatever way a path is written, the answer is "no" and carries nothing of a key."""
    for path in _paths(server.folder):
        status, body = server.ask(door.format(path=path))

        assert status in (403, 404, 405), (door, path, status, body[:200])
        assert CANARY.encode() not in body, (door, path)


@pytest.mark.parametrize(
    "path",
    [
        "/lab",
        "/tree",
        "/terminals/1",
        "/api/terminals",
        "/api/kernelspecs",
        "/api/kernels",
        "/api/sessions",
        "/api/contents",
        "/api/contents/",
        "/api/config/notebook",
        "/api/status",
        "/api/spec.yaml",
        "/formgrader",
        "/formgrader/api/assignments",
        "/assignments",
        "/courses",
        "/nbgrader_version",
        "/voila/tree/",
        "/voila/api/contents",
        "/voila/files/",
        "/metrics",
        "/hub",
        "/proxy/8888/",
    ],
)
def test_there_is_nothing_but_pages(server, path):
    """No Lab, no terminal, no formgrader, no list of files, no list of kernels."""
    assert server.ask(path)[0] in (403, 404, 405)


@pytest.mark.parametrize("path", ["/api/kernels", "/api/sessions", "/api/terminals"])
def test_nobody_starts_a_kernel_of_their_own(server, path):
    """A kernel that takes code could read every file of the account."""
    assert server.ask(path, method="POST")[0] in (403, 404, 405)


def test_without_the_token_no_page_opens(server):
    """Another account of the same computer reaches the port, but does not know the token."""
    status, body = server.ask("/voila/render/start.ipynb", token=False)

    assert status == 403
    assert b"full address" in body
    assert b"Start here" not in body


def test_a_page_is_one_of_ours(server):
    """The test would prove nothing if the server said no to everything."""
    status, body = server.ask("/voila/render/my-progress.ipynb")

    assert status == 200
    assert b"My progress" in body
    assert CANARY.encode() not in body


def test_the_managers_notebooks_are_not_pages(server):
    """They would run, with the learner's rights, and show how a course is kept."""
    assert server.ask("/voila/render/manager/start.ipynb")[0] == 404
    assert not (server.folder / "learner" / "pages" / "manager").exists()


def test_another_name_for_this_machine_is_refused(server):
    """A web site that points its own name at 127.0.0.1 gets nothing."""
    import http.client

    host = server.base.split("/")[2]
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.request("GET", f"/?token={server.token}", headers={"Host": "evil.example"})
    status = connection.getresponse().status
    connection.close()

    assert status == 403


def test_pages_may_load_from_this_server_only(server):
    """The browser itself refuses what a page would ask for elsewhere."""
    import urllib.request

    request = urllib.request.Request(server.page("feedback.ipynb"))
    request.add_header("Authorization", f"token {server.token}")
    with urllib.request.urlopen(request, timeout=60) as reply:
        policy = reply.headers["Content-Security-Policy"]
        body = reply.read().decode()

    assert "default-src 'self'" in policy
    assert "script-src 'self' blob:;" in policy
    assert "unsafe-eval" not in policy
    assert not re.search(r"<script(?! src| type=| id=)|\son\w+=", body)
    assert "http" not in policy.replace("http://127.0.0.1", "")
    assert "cdn" not in body
    assert "https://" not in body


def test_the_folders_of_a_learner_are_private(server):
    """Other accounts of the computer can neither list nor enter them."""
    for place in ("learner", "learner/pages"):
        assert (server.folder / place).stat().st_mode & 0o777 == 0o700
