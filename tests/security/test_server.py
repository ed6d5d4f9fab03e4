"""The web server itself, over a plain socket: requests that hide another one, that never end, or that are too much."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from teamup.operations.child import web_options
from tests.operations.test_serve import Site, a_site

pytestmark = pytest.mark.slow
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with a_site(tmp_path_factory.mktemp("server"), "--no-worker") as running:
        yield running


def answered(site: Site, request: bytes) -> bytes:
    """Send bytes, and return all that comes back until the server hangs up or says no more."""
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=5)) as connection:
        connection.sendall(request)
        connection.settimeout(3)
        found = b""
        try:
            while piece := connection.recv(65_536):
                found += piece
        except (TimeoutError, ConnectionResetError):
            pass
        return found


def statuses(answer: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"^HTTP/1\.[01] (\d{3})", answer, flags=re.MULTILINE)]


def a_request(line: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join([line, b"Host: 127.0.0.1", *headers, b"", body])


def test_a_usual_request_is_answered_without_the_servers_version(site: Site):
    answer = answered(site, a_request(b"GET /healthz HTTP/1.1", b"Connection: close"))

    assert statuses(answer) == [200]
    server = re.search(rb"^Server: ([^\r]*)", answer, flags=re.MULTILINE)
    assert server is None or not re.search(rb"\d", server[1])
    assert b"X-Powered-By" not in answer


HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize(
    "headers",
    [
        (b"Content-Length: 5", b"Transfer-Encoding: chunked"),
        (b"Transfer-Encoding: chunked", b"Content-Length: 5"),
        (b"Content-Length: 5", b"Content-Length: 6"),
        (b"Content-Length: +5",),
        (b"Content-Length: 5, 6",),
        (b"Content-Length: -1",),
        (b"Content-Length: 0x5",),
        (b"Transfer-Encoding: xchunked",),
        (b"Transfer-Encoding: chunked, identity",),
        (b"Transfer-Encoding: identity, chunked, chunked",),
        (b"Transfer-Encoding : chunked",),
        (b"Transfer-Encoding:\x0bchunked",),
        (b"Bad Header: x",),
        (b" Folded: x",),
    ],
    ids=lambda headers: b" and ".join(headers).decode("latin-1"),
)
def test_a_request_whose_end_two_servers_could_see_at_different_places_is_refused(site: Site, headers):
    request = a_request(b"POST /resume/ HTTP/1.1", FORM.strip(), *headers, body=b"0\r\n\r\n" + HIDDEN)

    found = statuses(answered(site, request))

    # One answer, a refusal, and the connection is closed: what is hidden behind it is never read as a request.
    assert found in ([400], [501]), found


@pytest.mark.parametrize(
    "line",
    [
        b"GET /" + b"a" * 5000 + b" HTTP/1.1",
        b"GET / HTTP/9.9",
        b"GET /\x00 HTTP/1.1",
        b"G=T / HTTP/1.1",
        b"GET  / HTTP/1.1",
    ],
    ids=["too long", "no such version", "NUL", "no method", "two spaces"],
)
def test_a_line_that_is_no_request_is_refused(site: Site, line: bytes):
    assert [status // 100 for status in statuses(answered(site, a_request(line)))] in ([4], [5])


@pytest.mark.parametrize(
    "headers",
    [[b"X-%d: 1" % n for n in range(150)], [b"X-Long: " + b"a" * 9000], [b"X-Nul: a\x00b"], [b"X-Return: a\rb: c"]],
    ids=["too many", "too long", "NUL", "a bare return"],
)
def test_header_fields_that_are_too_many_too_long_or_broken_are_refused(site: Site, headers: list[bytes]):
    (status,) = statuses(answered(site, a_request(b"GET /healthz HTTP/1.1", *headers, b"Connection: close")))

    assert 400 <= status < 500


def test_the_server_says_how_much_it_takes():
    options = web_options(3)

    assert (options["limit_request_line"], options["limit_request_fields"]) == (4094, 100)
    assert options["limit_request_field_size"] == 8190
    assert options["timeout"] <= 60
    assert options["control_socket_disable"] is True


def test_trace_gives_nothing_back(site: Site):
    answer = answered(site, a_request(b"TRACE /healthz HTTP/1.1", b"X-Mine: a-secret", b"Connection: close"))

    assert statuses(answer) == [405]
    assert b"a-secret" not in answer


def test_a_header_with_underscores_passes_for_no_other(site: Site):
    request = a_request(b"GET /healthz HTTP/1.1", b"X_Forwarded_Proto: https", b"Connection: close")

    assert b"Strict-Transport-Security" not in answered(site, request)


def test_a_line_end_in_an_address_adds_no_header(site: Site):
    for path in (b"/account/sign-in/?next=/%0d%0aX-Mine:%20yes", b"/plans/%0d%0aX-Mine:%20yes", b"//%0d%0aX-Mine:yes"):
        answer = answered(site, a_request(b"GET " + path + b" HTTP/1.1", b"Connection: close"))

        head = answer.partition(b"\r\n\r\n")[0]
        assert b"\r\nX-Mine" not in head
        assert len(statuses(answer)) == 1
