"""What a browser says of itself, in words people know: "Firefox on Windows"."""

from __future__ import annotations

from django.utils.translation import gettext as _

BROWSERS = (
    ("edg/", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox/", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome/", "Chrome"),
    ("safari/", "Safari"),
)
MACHINES = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("cros", "ChromeOS"),
    ("windows", "Windows"),
    ("mac os x", "Mac"),
    ("macintosh", "Mac"),
    ("linux", "Linux"),
)


def words_of(user_agent: str) -> str:
    """Return browser and machine in words; several claim to be others, so the first that fits is right."""
    text = user_agent.lower()
    browser = next((name for sign, name in BROWSERS if sign in text), "")
    machine = next((name for sign, name in MACHINES if sign in text), "")
    if browser and machine:
        return _("%(browser)s on %(machine)s") % {"browser": browser, "machine": machine}
    return browser or machine or _("a browser we do not know")
