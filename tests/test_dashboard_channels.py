"""Channels tell alerts once and whole, and say in a sentence why they could not; against servers of this machine."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from local_service import Asked, Reply, in_turn, serving

from dashboard.channels import Message, Tries, Untold
from dashboard.channels.file import File
from dashboard.channels.mail import Mail, Server, addressees
from dashboard.channels.webhook import Webhook
from data.alerts import Alert
from data.errors import BadInput

QUICK = Tries(tries=2, first_s=0.01, silence_s=0.3)
PASSWORD = "open sesame"


def message(number: int = 1) -> Message:
    facts = {"before": "steady", "now": "rising", "limit": None}
    alert = Alert(f"a{number}", f"colour:red-{number}", "Crème", "stage", date(2025, 12, 22), None, facts)
    return Message(alert, f"Crème {number} went from steady to rising.")


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_file_gets_a_line_for_each_alert_and_none_twice(tmp_path: Path) -> None:
    path = tmp_path / "alerts" / "alerts.jsonl"
    File(path).tell([message(1)])
    File(path).tell([message(1), message(2)])
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["alert_id"] for row in rows] == ["a1", "a2"]
    assert rows[0]["sentence"] == "Crème 1 went from steady to rising." and rows[0]["week"] == "2025-12-22"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "alerts").write_text("in the way")
    with pytest.raises(Untold, match="cannot be written"):
        File(tmp_path / "alerts" / "alerts.jsonl").tell([message()])


def test_the_webhook_gets_all_alerts_in_one_post(tmp_path: Path) -> None:
    with serving(lambda asked: Reply(status=204)) as service:
        Webhook(f"{service.url}/hook?token=s3cret", QUICK).tell([message(1), message(2)])
    (asked,) = service.asked
    body = json.loads(asked.body)
    assert asked.path == "/hook" and asked.params == {"token": "s3cret"}
    assert asked.headers["content-type"] == "application/json"
    assert [alert["alert_id"] for alert in body["alerts"]] == ["a1", "a2"]
    assert body["text"].splitlines() == [message(1).sentence, message(2).sentence]


def test_a_webhook_that_is_unwell_is_tried_again_with_the_same_key() -> None:
    with serving(in_turn(Reply(status=503), Reply(status=200))) as service:
        Webhook(service.url, QUICK).tell([message()])
    assert len(service.asked) == 2
    assert len({asked.headers["idempotency-key"] for asked in service.asked}) == 1


def silent(asked: Asked) -> Reply:
    time.sleep(1)
    return Reply()


@pytest.mark.parametrize(
    ("answer", "said", "posts"),
    [
        (in_turn(Reply(status=500)), "answered 500; the next run tries again", 2),
        (silent, "ReadTimeout", 2),
        (in_turn(Reply(status=404)), "answered 404; check HEMLINE_ALERT_WEBHOOK", 1),
        (in_turn(Reply(status=302, headers={"Location": "http://127.0.0.1:1/"})), "answered 302", 1),
    ],
)
def test_a_webhook_that_does_not_take_them_is_named_without_its_secret_path(answer: Any, said: str, posts: int) -> None:
    with serving(answer) as service, pytest.raises(Untold, match=said) as raised:
        Webhook(f"{service.url}/T0/s3cret", QUICK).tell([message()])
    assert "s3cret" not in str(raised.value) and "127.0.0.1" in str(raised.value)
    assert len(service.asked) == posts


def test_a_webhook_nobody_listens_at_is_named() -> None:
    with pytest.raises(Untold, match="ConnectError"):
        Webhook(f"http://127.0.0.1:{closed_port()}", QUICK).tell([message()])


@pytest.mark.parametrize(
    "address", ["https://example.com/hook", "http://localhost:9/x", "http://[::1]:9", "http://127.1.2.3"]
)
def test_https_and_this_machine_may_be_told(address: str) -> None:
    Webhook(address, QUICK)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://example.com/s3cret", "in the clear"),
        ("http://127.0.0.1.example.com/s3cret", "in the clear"),
        ("ftp://example.com/s3cret", "no address"),
        ("https:///s3cret", "no address"),
        ("s3cret", "no address"),
        ("", "no address"),
    ],
)
def test_any_other_address_is_refused_without_showing_it(address: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as raised:
        Webhook(address, QUICK)
    assert "s3cret" not in str(raised.value)


class Box:
    """A mail server's box: keeps what it takes; answers to some as it is told."""

    def __init__(self, answers: tuple[str, ...] = (), refuses: str = "") -> None:
        self.letters: list[EmailMessage] = []
        self.tried, self._answers, self._refuses = 0, list(answers), refuses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, to: str, options: Any) -> str:  # noqa: N802
        if to == self._refuses:
            return "550 no such person"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.tried += 1
        if self._answers:
            return self._answers.pop(0)
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        letter["X-To"] = " ".join(envelope.rcpt_tos)
        self.letters.append(letter)
        return "250 OK"


@contextmanager
def mailing(box: Box, **options: Any) -> Iterator[int]:
    """Run a mail server on a free port until the block ends."""
    controller = Controller(box, hostname="127.0.0.1", port=closed_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def authenticated(*given: Any) -> AuthResult:
    login = given[-1]
    assert isinstance(login, LoginPassword)
    right = (login.login, login.password) == (b"buyer@example.com", PASSWORD.encode())
    return AuthResult(success=right, handled=right)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that signs itself, and a context that shows it."""
    folder = tmp_path_factory.mktemp("tls")
    made = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key.pem"),
        "-out", str(folder / "cert.pem"),
    ]  # fmt: skip
    try:
        subprocess.run(made, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("needs openssl to make a certificate for the test's own mail server")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return folder / "cert.pem", context


def mail(port: int, password: str = "", to: str = "a@example.com, b@example.com", silence_s: float = 10) -> Mail:
    server = Server.from_address(f"smtp://buyer@example.com@127.0.0.1:{port}")
    return Mail(
        server, password, "hemline@example.com", addressees(to, "HEMLINE_ALERT_TO"), replace(QUICK, silence_s=silence_s)
    )


def test_a_letter_goes_to_everybody_with_a_sentence_a_line() -> None:
    box = Box()
    with mailing(box) as port:
        assert mail(port).tell([message(1), message(2)]) is None
    (letter,) = box.letters
    assert letter["Subject"] == "Hemline: 2 changes on your watchlist"
    assert letter["To"] == "a@example.com, b@example.com" and letter["X-To"] == "a@example.com b@example.com"
    assert letter["From"] == "hemline@example.com" and letter["Date"] and letter["Message-ID"]
    lines = letter.get_content().splitlines()
    assert lines[:2] == ["- Crème 1 went from steady to rising.", "- Crème 2 went from steady to rising."]


def test_starttls_is_used_where_it_is_offered_and_the_password_goes_through_it(
    certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, context = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    box = Box()
    with mailing(box, tls_context=context, require_starttls=True, authenticator=authenticated) as port:
        mail(port, PASSWORD).tell([message()])
        with pytest.raises(Untold, match=r"refused the login \(535\).*HEMLINE_ALERT_SMTP_PASSWORD"):
            mail(port, "wrong").tell([message()])
    assert len(box.letters) == 1


def test_a_server_whose_certificate_nobody_vouches_for_gets_no_letter(
    certificate: tuple[Path, ssl.SSLContext],
) -> None:
    box = Box()
    with (
        mailing(box, tls_context=certificate[1], require_starttls=True) as port,
        pytest.raises(Untold, match="certificate verify failed"),
    ):
        mail(port).tell([message()])
    assert box.letters == []


def test_a_password_is_never_sent_in_the_clear() -> None:
    box = Box()
    with mailing(box) as port, pytest.raises(Untold, match="offers no TLS"):
        mail(port, PASSWORD).tell([message()])
    assert box.tried == 0


def test_a_server_that_is_unwell_for_a_moment_is_tried_again() -> None:
    box = Box(("451 later",))
    with mailing(box) as port:
        mail(port).tell([message()])
    assert box.tried == 2 and len(box.letters) == 1


@pytest.mark.parametrize(
    ("answers", "said", "tried"),
    [(("451 later", "451 later"), "answered 451; the next run", 2), (("554 no",), "554", 1)],
)
def test_a_server_that_does_not_take_the_letter_is_named(answers: tuple[str, ...], said: str, tried: int) -> None:
    box = Box(answers)
    with mailing(box) as port, pytest.raises(Untold, match=said):
        mail(port).tell([message()])
    assert box.tried == tried and box.letters == []


def test_who_is_refused_is_named_and_the_others_get_their_letter() -> None:
    box = Box(refuses="b@example.com")
    with mailing(box) as port:
        said = mail(port).tell([message()])
        assert said is not None and "refused b@example.com; check HEMLINE_ALERT_TO" in said
        with pytest.raises(Untold, match=r"refused b@example\.com"):
            mail(port, to="b@example.com").tell([message()])
    assert [letter["X-To"] for letter in box.letters] == ["a@example.com"]


def test_a_mail_server_that_is_not_there_or_never_speaks_is_named() -> None:
    with pytest.raises(Untold, match="Connection refused"):
        mail(closed_port()).tell([message()])
    with socket.create_server(("127.0.0.1", 0)) as dumb, pytest.raises(Untold, match="timed out"):
        mail(dumb.getsockname()[1], silence_s=0.2).tell([message()])


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("smtp://buyer@mail.example:2525", Server("mail.example", 2525, "buyer", False)),
        ("smtp://buyer%40example.com@mail.example", Server("mail.example", 587, "buyer@example.com", False)),
        ("smtps://mail.example", Server("mail.example", 465, "", True)),
    ],
)
def test_the_address_of_a_mail_server_is_read(address: str, server: Server) -> None:
    assert Server.from_address(address) == server


@pytest.mark.parametrize("address", ["mail.example:25", "http://mail.example", "smtp://", "smtp://mail.example:port"])
def test_an_address_of_no_mail_server_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match=r"HEMLINE_ALERT_SMTP .*write smtp://USER@HOST:PORT"):
        Server.from_address(address)


def test_a_password_in_the_address_is_refused_without_showing_it() -> None:
    with pytest.raises(BadInput, match="HEMLINE_ALERT_SMTP_PASSWORD") as raised:
        Server.from_address("smtp://buyer:s3cret@mail.example")
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("text", ["nobody", "a@b.c, x y@z", "a@b.c\nBcc: x@y.z", " , "])
def test_who_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="HEMLINE_ALERT_TO"):
        addressees(text, "HEMLINE_ALERT_TO")
