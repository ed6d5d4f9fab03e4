"""Words go over the wire packed; what is packed in itself does not."""

from __future__ import annotations

import gzip

import pytest

from tests.web.plan.visitor import Visitor

PACKED = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}
pytestmark = pytest.mark.django_db


def test_a_page_is_packed_for_a_browser_that_can_unpack_it():
    visitor = Visitor()

    plain = visitor.client.get(visitor.url)
    packed = visitor.client.get(visitor.url, **PACKED)

    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 3
    assert b"</html>" in gzip.decompress(packed.content)


def test_the_size_of_a_page_does_not_give_away_what_stands_in_it():
    visitor = Visitor()

    sizes = {len(visitor.client.get(visitor.url, **PACKED).content) for _ in range(12)}

    assert len(sizes) > 1


def test_a_document_is_sent_as_it_is():
    visitor = Visitor()

    data = visitor.client.get(f"{visitor.url}report.json", **PACKED)
    document = visitor.client.get(f"{visitor.url}report.pdf", **PACKED)

    assert data["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in document
