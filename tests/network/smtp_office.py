"""Run by aiosmtpd's own Python: its server, which lays each mail in a folder.

Arguments: port, folder, and then, if it encrypts and asks who sends: certificate, user, password.
An address that begins with ``okand`` is refused, one with ``senare`` is to come again.
"""

import asyncio
import json
import ssl
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult


class Folder:
    """What becomes of a mail."""

    def __init__(self, place: Path) -> None:
        self.place = place

    async def handle_RCPT(self, *told: Any) -> str:  # noqa: ANN401, N802  aiosmtpd calls it so
        """Judge a recipient."""
        envelope, address = told[2], told[3]
        if address.startswith("okand"):
            return "550 5.1.1 serverns-egna-ord"
        if address.startswith("senare"):
            return "450 4.2.0 serverns-egna-ord"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: ANN401, N802  same
        """Keep a mail."""
        number = len(list(self.place.glob("*.eml")))
        told = {
            "from": envelope.mail_from, "to": envelope.rcpt_tos,
            "tls": session.ssl is not None, "user": bool(session.authenticated),
        }  # fmt: skip
        (self.place / f"{number:03}.json").write_text(json.dumps(told))
        (self.place / f"{number:03}.eml").write_bytes(envelope.original_content)
        return "250 OK"


async def main(port: str, folder: str, *let_in: str) -> None:
    """Serve until the process is ended."""
    options: dict[str, Any] = {}
    if let_in:
        certificate, user, password = let_in
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)

        def authenticate(*told: Any) -> Any:  # noqa: ANN401  same
            data = told[4]
            right = (data.login, data.password) == (user.encode(), password.encode())
            return AuthResult(success=right, handled=False)

        options = {
            "tls_context": context, "require_starttls": True,
            "auth_required": True, "authenticator": authenticate,
        }  # fmt: skip
    handler = Folder(Path(folder))
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(handler, hostname="localhost", **options), "127.0.0.1", int(port)
    )
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
