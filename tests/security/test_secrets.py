"""Secrets at rest: sealed by a cipher that others have examined, also read as an earlier version sealed them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamup.delivery import sealed

SOURCE = Path(__file__).parents[2] / "src" / "teamup"


@given(secret=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_what_is_sealed_is_opened_again_and_never_looks_the_same(secret: str):
    one, two = sealed.seal(secret, most=200), sealed.seal(secret, most=200)

    assert sealed.unseal(one) == sealed.unseal(two) == secret
    assert one != two


def test_what_was_changed_by_one_bit_is_not_opened():
    kept = sealed.seal("7QK4-M2XP")

    for place in range(len("g:"), len(kept)):
        changed = kept[:place] + ("0" if kept[place] != "0" else "1") + kept[place + 1 :]
        with pytest.raises(ValueError, match="another secret key"):
            sealed.unseal(changed)


@pytest.mark.parametrize("broken", ["", "g:", "g:00", "00", "g:zz", "zz"])
def test_what_was_never_sealed_is_refused(broken: str):
    with pytest.raises(ValueError):
        sealed.unseal(broken)


def test_what_an_earlier_version_sealed_is_opened():
    nonce = bytes(range(16))
    body = nonce + sealed._mixed(b"JBSWY3DPEHPK3PXP" * 4, nonce)

    assert sealed.unseal((sealed._tag(body) + body).hex()) == "JBSWY3DPEHPK3PXP" * 4


def test_nothing_is_hashed_or_drawn_by_lot_in_a_weak_way():
    weak = re.compile(r"\b(?:md5|sha1|random\.(?:random|choice|randint|randbytes)|uuid1|DES|ECB|RC4)\b")
    found = [
        f"{path.name}: {match[0]}"
        for path in SOURCE.rglob("*.py")
        for match in weak.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_nothing_is_run_that_somebody_typed():
    source = re.compile(
        r"(?<![\w.])(?:eval|exec)\(|\bpickle\b|\bmarshal\b|shell=True|os\.system|yaml\.(?:unsafe_)?load\([^,]*\)"
        r"|RawSQL|\.extra\(|jinja|Template\(|from_string\("
    )
    found = [
        f"{path.name}: {match[0]}"
        for path in SOURCE.rglob("*.py")
        for match in source.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []


DRAWN_BY_THE_SERVER = {
    *("linked.js", "_states.js", "autosave.js", "rows.js", "conditions.js", "steps.js"),
    "confirm.js",  # puts back what it took out
}
"""Scripts that put in pieces of pages as the server drew them, escaped."""


def test_no_script_of_ours_runs_text_or_puts_in_markup_but_the_servers():
    scripts = {
        path.name: path.read_text(encoding="utf-8") for path in (SOURCE / "web" / "assets" / "behaviors").rglob("*.js")
    }
    runs = re.compile(r"\beval\(|new Function|document\.write|insertAdjacentHTML|outerHTML\s*=|__proto__")
    hears = re.compile(
        r"(?:window|self|globalThis|parent|opener|top)\.(?:postMessage|onmessage)|^addEventListener\(\"message",
        re.MULTILINE,
    )
    writes = re.compile(r"innerHTML\s*\+?=")

    assert [name for name, text in scripts.items() if runs.search(text)] == []
    assert [name for name, text in scripts.items() if hears.search(text)] == []
    assert {name for name, text in scripts.items() if writes.search(text)} == DRAWN_BY_THE_SERVER
