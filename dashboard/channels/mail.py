"""Mail: alerts sent as one letter through an SMTP server of one's own."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from dashboard.channels import Message, Tries, Untold, Unwell, digest
from dashboard.words import say, say_count
from data.errors import BadInput

PORTS = {"smtp": 587, "smtps": 465}
SHAPE = "write smtp://USER@HOST:PORT, or smtps://… for TLS from the start"


@dataclass(frozen=True)
class Server:
    """An SMTP server: where it is, and who logs in; nobody where the user is empty."""

    host: str
    port: int
    user: str
    is_tls: bool

    @classmethod
    def from_address(cls, address: str) -> Server:
        """Read `smtp://USER@HOST:PORT`.

        Raises:
            BadInput: it is none, or holds a password.
        """
        try:
            parts = urlsplit(address.strip())
            port = parts.port
        except ValueError:
            raise BadInput(f"HEMLINE_ALERT_SMTP has no port that could be; {SHAPE}.") from None
        if parts.scheme not in PORTS or not parts.hostname:
            raise BadInput(f"HEMLINE_ALERT_SMTP is no address of a mail server; {SHAPE}.")
        if parts.password is not None:
            raise BadInput("HEMLINE_ALERT_SMTP holds a password; give it in HEMLINE_ALERT_SMTP_PASSWORD instead.")
        user = unquote(parts.username or "")
        return cls(parts.hostname, port or PORTS[parts.scheme], user, parts.scheme == "smtps")


class Mail:
    """Sends all messages in one letter to everybody.

    Args:
        server: takes the letter; STARTTLS is used where it is offered.
        password: of the server's user; never sent in the clear.
        sender: whom it is from.
        to: who gets it.
        tries: how patiently.
    """

    name = "mail"

    def __init__(self, server: Server, password: str, sender: str, to: Sequence[str], tries: Tries) -> None:
        self._server, self._password = server, password
        self._sender, self._to, self._tries = sender, to, tries
        self._where = f"The mail server {server.host}:{server.port}"

    def tell(self, messages: Sequence[Message]) -> str | None:
        """Send the messages; return a sentence where some of the addressees were refused.

        Raises:
            Untold: the server could not be reached, or did not take the letter.
        """
        letter = self._letter(messages)
        refused = self._tries.until_well(lambda: self._send(letter))
        return f"{self._where} refused {', '.join(refused)}; check HEMLINE_ALERT_TO." if refused else None

    def _letter(self, messages: Sequence[Message]) -> EmailMessage:
        """Write the letter; its id is the same for the same messages."""
        letter = EmailMessage()
        letter["Subject"] = say_count("alert.subject", len(messages))
        letter["From"], letter["To"] = self._sender, ", ".join(self._to)
        letter["Date"] = formatdate()
        letter["Message-ID"] = f"<{digest(messages)}@hemline.invalid>"
        letter["Auto-Submitted"] = "auto-generated"
        sentences = "\n".join(f"- {message.sentence}" for message in messages)
        letter.set_content(f"{sentences}\n\n{say('alert.foot')}\n")
        return letter

    def _send(self, letter: EmailMessage) -> Collection[str]:
        """Send it once and return whom the server refused; an error it calls lasting is not tried again."""
        where = self._where
        try:
            with self._connected() as smtp:
                return smtp.send_message(letter)
        except smtplib.SMTPAuthenticationError as error:
            raise Untold(
                f"{where} refused the login ({error.smtp_code}); check the user in HEMLINE_ALERT_SMTP and "
                "HEMLINE_ALERT_SMTP_PASSWORD."
            ) from error
        except smtplib.SMTPRecipientsRefused as error:
            raise Untold(f"{where} refused {', '.join(error.recipients)}; check HEMLINE_ALERT_TO.") from error
        except smtplib.SMTPResponseException as error:
            said = f"{where} answered {error.smtp_code}"
            raise (Unwell(said) if error.smtp_code < 500 else Untold(f"{said}; check HEMLINE_ALERT_SMTP.")) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unwell(f"{where} cannot be told ({error})") from error

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Give a connection that is encrypted where the server can, and logged in where there is a password."""
        server, timeout = self._server, self._tries.silence_s
        tls = ssl.create_default_context()
        if server.is_tls:
            opened: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=tls)
        else:
            opened = smtplib.SMTP(server.host, server.port, timeout=timeout)
        try:
            opened.ehlo()
            if opened.has_extn("starttls"):
                opened.starttls(context=tls)
                opened.ehlo()
            elif self._password and not server.is_tls:
                raise Untold(f"{server.host} offers no TLS, and a password is never sent in the clear; use smtps://.")
            if self._password:
                opened.login(server.user, self._password)
            yield opened
        finally:
            with suppress(smtplib.SMTPException):  # the letter is taken or refused by now
                opened.quit()


def addressees(text: str, setting: str) -> list[str]:
    """Return the addresses of a list with commas between.

    Args:
        text: the list.
        setting: the name of what holds it, for the error.

    Raises:
        BadInput: one of them is no address.
    """
    found = [part.strip() for part in text.split(",") if part.strip()]
    for address in found:
        if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address):
            raise BadInput(f"{setting} holds '{address}', which is no address; write name@example.com.")
    if not found:
        raise BadInput(f"{setting} names nobody; write name@example.com, with commas between several.")
    return found
