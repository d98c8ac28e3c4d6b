"""A server of the tests' own on the database of the demonstration, which may be killed, and a promoter at work."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from networks.models import Submission
from tests.browser.sessions import session_of
from tests.demonstration import FOREIGN, Portal
from tests.factories import networks


@dataclass
class Server:
    """A web server with one worker. Killed without a warning, it leaves nothing that it could have said."""

    portal: Portal
    port: int = 0
    process: subprocess.Popen | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        environment |= {
            "KENNISCENTRUM_MODE": "demo",
            "KENNISCENTRUM_DATA_DIR": str(self.portal.folder),
            "PORT": str(self.port),
        }
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--workers", "1"]
        command += ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "error"]
        self.process = subprocess.Popen(
            [*command, "kenniscentrum.wsgi:application"], cwd=settings.BASE_DIR, env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while not self.answers:
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)

    @property
    def answers(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)


@contextmanager
def serving(portal: Portal):
    server = Server(portal)
    server.start()
    try:
        server.wait()
        yield server
    finally:
        server.kill()


@dataclass
class Desk:
    """A promoter with a draft, and her browser."""

    portal: Portal
    server: Server
    context: object
    draft: int
    person: object
    unblock: object

    @classmethod
    def opened(cls, portal: Portal, server: Server, browser, unblock, **options) -> "Desk":
        with unblock(), portal.database():
            person, organisation = networks.promoter()
            draft = networks.submission(by=person, organisation=organisation, fields={"title_nl": ["Onthaal"]})
        context = browser.new_context(base_url=server.url, reduced_motion="reduce", **options)
        context.set_default_timeout(20_000)
        desk = cls(portal, server, context, draft.pk, person, unblock)
        desk.sign_in()
        return desk

    def sign_in(self) -> None:
        """A new session; as signing in does, it comes with another token against forgery."""
        with self.unblock(), self.portal.database():
            session = session_of(self.person)
        self.context.clear_cookies()
        self.context.add_cookies([{"name": "sessionid", "value": session, "url": self.server.url}])

    def address(self, number: int, language: str = "en") -> str:
        with override(language):
            return reverse("networks:submission_step", args=[self.draft, number])

    def page(self, number: int, language: str = "en"):
        page = self.context.new_page()
        page.goto(self.address(number, language))
        return page

    @property
    def typed(self) -> dict[str, list[str]]:
        with self.unblock(), self.portal.database():
            return Submission.objects.get(pk=self.draft).typed
