"""A host at a browser, with a second factor that they have just used; and everybody whom the desk is closed to."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from teamup.accounts.models import Host, User
from tests.web.plan.member import a_user

KEY = "account_authentication_methods"
"""Where the session keeps how somebody has shown who they are, and who that was."""


def make_host(user: User, *, has_opened: bool = True) -> None:
    """Make somebody a host, a month ago."""
    made = timezone.now() - timedelta(days=30)
    Host.objects.create(user=user, made_at=made, made_by="The command line", opened_at=made if has_opened else None)


class Hosting:
    """A host who is signed in."""

    def __init__(self, name: str = "Hana Host", *, has_factor: bool = True, minutes_ago: int = 1) -> None:
        self.user = a_user(name, f"{name.split(maxsplit=1)[0].lower()}@site.example")
        make_host(self.user)
        self.client = Client()
        self.client.force_login(self.user)
        if has_factor:
            Authenticator.objects.create(user=self.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
            self.show_factor(minutes_ago=minutes_ago)

    def show_factor(self, *, minutes_ago: int = 0, method: str = "mfa") -> None:
        """Let it be so long ago that the host used the second factor."""
        session = self.client.session
        session[KEY] = [{"method": method, "at": time.time() - 60 * minutes_ago}]
        session[f"{KEY}_user"] = str(self.user.pk)
        session.save()

    def get(self, path: str = "", **data: str) -> Any:
        """Get a page of the desk."""
        return self.client.get(f"/desk/{path}", data)

    def page(self, path: str = "", **data: str) -> str:
        """Return the words and markup of a page that opens."""
        response = self.get(path, **data)
        assert response.status_code == 200, (response.status_code, response.headers, response.content[:300])
        return str(response.content.decode())

    def post(self, path: str, **data: Any) -> Any:
        """Post a form of the desk."""
        return self.client.post(f"/desk/{path}", data)
