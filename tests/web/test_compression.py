"""Words go over the wire packed; what is packed in itself does not."""

from __future__ import annotations

import gzip
from typing import Any

import brotli
import pytest

from tests.web.plan.visitor import Visitor

TODAY = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}
OLDER = {"HTTP_ACCEPT_ENCODING": "gzip, deflate"}
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("asks", "packing"), [(TODAY, "br"), (OLDER, "gzip")])
def test_a_page_is_packed_for_a_browser_that_can_unpack_it(asks: dict[str, str], packing: str):
    visitor = Visitor()

    plain = visitor.client.get(visitor.url)
    packed = visitor.client.get(visitor.url, **asks)

    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == packing
    assert "Accept-Encoding" in packed["Vary"]
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 3
    assert UNPACK[packing](packed.content).endswith(b"</html>\n")


@pytest.mark.parametrize("asks", ["", "identity", "br;q=0, identity"])
def test_a_browser_that_cannot_unpack_gets_the_page_as_it_is(asks: str):
    visitor = Visitor()

    response = visitor.client.get(visitor.url, HTTP_ACCEPT_ENCODING=asks)

    assert "Content-Encoding" not in response
    assert b"</html>" in response.content


def size_on_the_wire(response: Any) -> int:
    return len(response.content) + sum(len(name) + len(value) for name, value in response.headers.items())


@pytest.mark.parametrize("asks", [TODAY, OLDER])
def test_the_size_of_an_answer_does_not_give_away_what_stands_in_it(asks: dict[str, str]):
    visitor = Visitor()
    address = f"{visitor.url}report.csv"
    visitor.save("objectives", [{"id": f"r{n}", "measure": f"Walk garage {n}"} for n in range(20)])

    sizes = {size_on_the_wire(visitor.client.get(address, **asks)) for _ in range(12)}

    assert len(sizes) > 1


def test_short_answers_are_not_packed():
    visitor = Visitor()

    response = visitor.client.get("/healthz", **TODAY)

    assert "Content-Encoding" not in response


def test_a_document_is_sent_as_it_is():
    visitor = Visitor()

    data = visitor.client.get(f"{visitor.url}report.json", **TODAY)
    document = visitor.client.get(f"{visitor.url}report.pdf", **TODAY)

    assert data["Content-Encoding"] == "br"
    assert "Content-Encoding" not in document
