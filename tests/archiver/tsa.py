"""A timestamp authority on loopback, made of ``openssl ts``, that can also fail and lie."""

import contextlib
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.judges import require_tool

OPENSSL = shutil.which("openssl") or ""
CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[leaf]
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = tsa_settings
[tsa_settings]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority:
    """A root certificate and a signer below it.

    Attributes:
        root: The root certificate, PEM.
    """

    def __init__(self, folder: Path, name: str = "Provtid") -> None:
        require_tool("openssl (apt-get install openssl)", bool(OPENSSL))
        folder.mkdir()
        self.folder, self.root = folder, folder / "root.pem"
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder, name=name))
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        self._run(
            "req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-days", "9000",
            "-extensions", "root",
        )  # fmt: skip
        self._run(
            "req", *key, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", f"/CN={name} tid"
        )
        self._run(
            "x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key",
            "-out", "leaf.pem", "-days", "8000", "-extfile", "tsa.cnf", "-extensions", "leaf",
            "-set_serial", "2", config=False,
        )  # fmt: skip

    def answer(self, query: bytes) -> bytes:
        """Return the answer to a query."""
        (self.folder / "query.tsq").write_bytes(query)
        self._run(
            "ts", "-reply", "-queryfile", "query.tsq", "-signer", "leaf.pem", "-inkey", "leaf.key",
            "-out", "answer.tsr", "-section", "tsa_settings",
        )  # fmt: skip
        return (self.folder / "answer.tsr").read_bytes()

    def query(self, content: bytes) -> bytes:
        """Return a query about some bytes, without a nonce, as openssl makes it."""
        (self.folder / "content").write_bytes(content)
        self._run("ts", "-query", "-data", "content", "-sha256", "-cert", "-no_nonce",
                  "-out", "own.tsq")  # fmt: skip
        return (self.folder / "own.tsq").read_bytes()

    def accepts(self, answer: Path, content: Path) -> bool:
        """Ask openssl whether an answer vouches for a file."""
        done = subprocess.run(
            [
                OPENSSL, "ts", "-verify", "-in", str(answer), "-data", str(content),
                "-CAfile", str(self.root),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode == 0

    def _run(self, command: str, *arguments: str, config: bool = True) -> None:
        named = ("-config", "tsa.cnf") if config else ()
        subprocess.run(
            [OPENSSL, command, *arguments, *named],
            cwd=self.folder, check=True, capture_output=True,
        )  # fmt: skip


@contextlib.contextmanager
def serving(answer: Callable[[bytes], bytes], status: int = 200) -> Iterator[str]:
    """Serve the answers to queries on loopback, and give the address."""

    class Request(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            content = answer(query)
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsr"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
