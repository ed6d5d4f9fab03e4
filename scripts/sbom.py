"""Write docs/security/sbom.json: every package that the site is made of, in CycloneDX 1.6, from the lock files alone.

The same lock files give the same bytes, with no network. `--check` only says whether the file is up to date.
"""

import base64
import json
import re
import sys
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "security" / "sbom.json"
LISTS = {"base": "required", "build": "excluded", "dev": "excluded"}
"""The lists of Python packages, and what CycloneDX calls their part in the running site."""
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)


def python_packages() -> dict[tuple[str, str], str]:
    """Return each pinned package (name, version) with the first list that names it."""
    found: dict[tuple[str, str], str] = {}
    for name in LISTS:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        for match in PINNED.finditer(text):
            found.setdefault((re.sub(r"[-_.]+", "-", match["name"]).lower(), match["version"]), name)
    return found


def python_components() -> list[dict]:
    """Return the Python packages as components."""
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "scope": LISTS[where],
            "properties": [{"name": "team-up:list", "value": f"requirements/{where}.txt"}],
        }
        for (name, version), where in sorted(python_packages().items())
    ]


def front_end_components() -> list[dict]:
    """Return the packages that styles and scripts are built from, with their hashes and licenses."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    return [
        _front_end(path.rpartition("node_modules/")[2], package)
        for path, package in sorted(lock["packages"].items())
        if path
    ]


def _front_end(name: str, package: dict) -> dict:
    purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
    found = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": package["version"],
        "purl": purl,
        "scope": "optional" if package.get("optional") else "required",
        "properties": [{"name": "team-up:list", "value": "package-lock.json"}],
    }
    kind, _, digest = package.get("integrity", "").partition("-")
    if kind == "sha512":
        found["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
    if "license" in package:
        found["licenses"] = [{"expression": package["license"]}]
    return found


def version() -> str:
    """Return the version of Team Up."""
    text = (ROOT / "src" / "teamup" / "__init__.py").read_text(encoding="utf-8")
    match = re.search(r'__version__ = "([^"]+)"', text)
    return match[1] if match else "0"


def inventory() -> str:
    """Return the whole inventory as JSON."""
    components = [*python_components(), *front_end_components()]
    listed = json.dumps(components, sort_keys=True)
    data = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'team-up/sbom/' + version() + listed)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "team-up",
                "name": "team-up",
                "version": version(),
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
        "dependencies": [
            {
                "ref": "team-up",
                "dependsOn": sorted({one["bom-ref"] for one in components if one["scope"] == "required"}),
            }
        ],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the inventory, or compare it."""
    if "--check" in sys.argv[1:]:
        return 0 if OUT.exists() and OUT.read_text(encoding="utf-8") == inventory() else 1
    OUT.write_text(inventory(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
