"""A tiny OpenID Connect provider on the loopback: it lets in whoever its test says."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "team-up", "a-secret-of-the-provider"


@dataclass
class Provider:
    """The provider, and who it says is at the browser."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    refuses: bool = False
    challenges: dict[str, str] = field(default_factory=dict)


@contextmanager
def running() -> Iterator[Provider]:
    """Yield a provider that answers."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            where = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(where.query).items()}
            if where.path == "/.well-known/openid-configuration":
                return self.say(configuration(provider.url))
            if where.path == "/authorize":
                return self.send_back(asked)
            if where.path == "/userinfo":
                return self.say(provider.claims)
            self.send_error(404)
            return None

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            asked = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            verifier = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
            is_right = provider.challenges.get(asked["code"]) == challenge and asked["client_secret"] == SECRET
            if not is_right:
                return self.send_error(400)
            now = int(time.time())
            claims = {"iss": provider.url, "aud": CLIENT, "iat": now, "exp": now + 60, **provider.claims}
            parts = ({"alg": "RS256", "kid": "1"}, claims)
            token = ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts)
            return self.say({"access_token": "x", "token_type": "bearer", "id_token": f"{token}.c2lnbmVk"})

        def send_back(self, asked: dict[str, str]) -> None:
            code = f"code-{len(provider.challenges)}"
            provider.challenges[code] = asked.get("code_challenge", "")
            answer = {"error": "access_denied"} if provider.refuses else {"code": code}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked['state']})}")
            self.end_headers()

        def say(self, data: object) -> None:
            body = json.dumps(data).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def configuration(url: str) -> dict[str, Any]:
    """Return what a provider says of itself."""
    return {
        "issuer": url,
        "authorization_endpoint": f"{url}/authorize",
        "token_endpoint": f"{url}/token",
        "userinfo_endpoint": f"{url}/userinfo",
        "jwks_uri": f"{url}/keys",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }
