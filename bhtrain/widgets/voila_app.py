"""Voilà, cut down to what a learner needs: pages, their kernels, and nothing to browse."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.utils import url_path_join
from tornado import web
from traitlets import List, Unicode
from voila.app import Voila
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

SECONDS_TO_SAVE = 5  # after a page is closed, before its kernel ends: the last change is saved
LOOKS_AFTER_FAREWELL = 6
KERNEL = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
# The page itself may load only from this server. `blob:` serves the modules of the case desk,
# 'unsafe-eval' and 'unsafe-inline' the widget manager of Jupyter.
# No script runs but those that stand in files of this server and the modules of the widgets,
# which arrive as blobs: what somebody typed can never become one.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws://127.0.0.1:* ws://localhost:*; frame-src 'none'; "
    "frame-ancestors 'none'; form-action 'none'; base-uri 'none'; object-src 'none'"
)


class OwnKernel(KernelSpecManager):
    """Pages run on this environment's Python, whatever kernels the account has installed."""

    kernel_dirs = List(Unicode(), [])

    def get_kernel_spec(self, kernel_name: str) -> Any:
        """The kernel of this environment, told to keep its remarks to itself."""
        spec = super().get_kernel_spec(kernel_name)
        spec.argv = [*spec.argv, "--log-level=ERROR"]
        return spec


def _say(handler: JupyterHandler, title: str, text: str) -> None:
    """Answer with a page of one sentence."""
    template = handler.settings["voila_jinja2_env"].get_template("sentence.html")
    handler.set_header("Content-Type", "text/html; charset=UTF-8")
    handler.finish(template.render(title=title, text=text, home=handler.base_url))


class Spoken(JupyterHandler):
    """Errors in plain words, without anything from the inside."""

    def write_error(self, status_code: int, **_: Any) -> None:
        if status_code == 404:
            title = "There is no such page"
        elif status_code == 403:
            title = "This page did not let you in"
        else:
            title = "This page could not be opened"
        _say(self, title, "Go back to the home page and choose from there.")


class SignInAddress(Spoken):
    """Where a browser lands that does not carry this server's token."""

    @allow_unauthenticated
    def get(self) -> None:
        if self.current_user:
            self.redirect(self.base_url)
            return
        self.set_status(403)
        _say(
            self,
            "Open bhtrain with its full address",
            "This page opens only with the full address that bhtrain showed when it started. "
            "Copy that address into the browser, or start bhtrain again.",
        )


class NoSuchPage(Spoken):
    """Everything that is not one of the pages."""

    @allow_unauthenticated
    def prepare(self) -> None:  # type: ignore[override]
        raise web.HTTPError(404)


class Home(Spoken):
    """The bare address opens the start page."""

    @web.authenticated
    def get(self) -> None:
        self.redirect(url_path_join(self.base_url, "voila/render/start.ipynb"))


class Page(Spoken, TornadoVoilaHandler):  # type: ignore[misc]  # Voilà has no types
    """A page is an existing notebook below the pages folder; nothing else is rendered."""

    @web.authenticated
    async def get(self, path: str | None = None) -> None:
        path = (path or "").strip("/")
        hidden = any(part.startswith(".") for part in path.split("/"))
        if hidden or not path.endswith(".ipynb") or "\\" in path:
            raise web.HTTPError(404)
        contents: Any = self.contents_manager
        if not await ensure_async(contents.file_exists(path)):
            raise web.HTTPError(404)
        show: Any = super().get
        await show(path)


class KernelPulse(Spoken):
    """Whether the Python behind a page still lives; an open page asks every few seconds."""

    @web.authenticated
    async def get(self, kernel_id: str) -> None:
        alive = kernel_id in self.kernel_manager
        if alive:
            alive = await ensure_async(self.kernel_manager.get_kernel(kernel_id).is_alive())
        self.set_header("Cache-Control", "no-store")
        self.finish({"alive": bool(alive), "who": self.settings["bhtrain_who"]()})


class PageClosed(Spoken):
    """A page says goodbye: its kernel ends, once the last change had time to be saved.

    Voilà's own handler ends it at once, and with it a change that is still on its way.
    """

    def check_xsrf_cookie(self) -> None:
        """A farewell carries no form field; that it comes from our own page must show."""
        if not self.request.headers.get("Origin") or not self.check_origin():
            raise web.HTTPError(403)

    @web.authenticated
    async def post(self, kernel_id: str) -> None:
        self.set_status(204)
        self.finish()
        manager: Any = self.kernel_manager
        for _ in range(LOOKS_AFTER_FAREWELL):  # a slow browser lets go of its connection later
            await asyncio.sleep(SECONDS_TO_SAVE)
            if kernel_id not in manager:
                return
            # Below 0 where the page was closed before its connection was complete.
            if manager._kernel_connections.get(kernel_id, 0) <= 0:
                await ensure_async(manager.shutdown_kernel(kernel_id))
                return


class PromptSocket(VoilaKernelWebsocketHandler):  # type: ignore[misc]  # Voilà has no types
    """Messages between a page and its Python, each sent at once.

    Left alone, the operating system holds a second small message back until the first is
    acknowledged, which takes 40 ms: most of the time from Check to its feedback.
    """

    async def open(self, kernel_id: str) -> None:
        """A page has connected."""
        self.set_nodelay(True)
        await super().open(kernel_id)


class LearnerVoila(Voila):  # type: ignore[misc]  # Voilà has no types
    """The learner's server. `announce` is told its address once it listens."""

    announce: Callable[[str], None] | None = None
    who: Callable[[], str] = staticmethod(lambda: "")

    def init_settings(self) -> dict[str, Any]:
        """Refuse other host names, and set no address outside this machine."""
        settings: dict[str, Any] = super().init_settings()
        settings.update(
            allow_remote_access=False,
            local_hostnames=["localhost"],
            default_handler_class=NoSuchPage,
            headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY},
            mathjax_url=url_path_join(
                self.server_url, "voila/templates/bhtrain/static/no-mathematics.js"
            ),
            mathjax_config="",
            bhtrain_who=self.who,
        )
        return settings

    def init_handlers(self) -> list[Any]:
        """Keep the doors that a page needs, and build no other."""
        handlers: list[Any] = []
        page_arguments: Mapping[str, Any] = {}
        for pattern, handler, *rest in super().init_handlers():
            if handler in (KernelHandler, MultiStaticFileHandler) or "labextensions" in pattern:
                handlers.append((pattern, handler, *rest))
            elif handler is VoilaKernelWebsocketHandler:
                handlers.append((pattern, PromptSocket, *rest))
            elif handler is TornadoVoilaHandler:
                page_arguments = rest[0]

        def at(path: str) -> str:
            return url_path_join(self.server_url, path)

        handlers += [
            (at(r"/voila/templates/(bhtrain/static/[\w.-]+)"), TemplateStaticFileHandler),
            (at(r"/voila/render/(.+)"), Page, dict(page_arguments)),
            (at(rf"/pulse/{KERNEL}"), KernelPulse),
            (at(rf"/voila/api/shutdown/{KERNEL}"), PageClosed),
            (at("/login"), SignInAddress),
            (self.server_url, Home),
        ]
        return handlers

    def launch_browser(self) -> None:
        """Called when the server listens: say where."""
        if self.announce is not None:
            self.announce(f"http://{self.ip}:{self.port}{self.base_url}?token={self.token}")


def build(root: str, *, port: int, token: str, cookie_secret: bytes, page_config_hook: Any) -> Any:
    """A learner's server over the notebooks in a folder, ready to be started."""
    app = LearnerVoila(
        ip="127.0.0.1",
        port=port,
        port_retries=0,
        root_dir=root,
        token=token,
        cookie_secret=cookie_secret,
        config_file_paths=[],
        open_browser=True,  # see launch_browser
        log_level=logging.ERROR,
    )
    pages = app.config.VoilaConfiguration
    pages.template = "bhtrain"
    pages.allow_template_override = "NO"
    pages.allow_theme_override = "NO"
    pages.kernel_spec_manager_class = OwnKernel
    pages.page_config_hook = page_config_hook
    pages.extension_allowlist = [
        "@jupyter-widgets/jupyterlab-manager",
        "@voila-dashboards/widgets-manager8",
        "anywidget",
    ]
    pages.extension_denylist = []
    app.config.VoilaExecutor.cell_error_instruction = (
        "This part of the page could not be shown. Reload the page; if it happens again, "
        "tell your manager what you clicked."
    )
    app.config.VoilaExporter.anchor_link_text = " "
    kernels = app.config.MappingKernelManager
    kernels.cull_idle_timeout = 600
    kernels.cull_interval = 60
    kernels.cull_connected = False
    app.config.KernelManager.autorestart = False  # a new kernel would not know the page
    logging.getLogger("tornado").setLevel(logging.ERROR)
    app.initialize([])
    return app
