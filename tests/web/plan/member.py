"""People who signed in, on a visitor's plan: each with a browser of their own."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from teamup.accounts.models import User
from teamup.catalog.model import Side
from teamup.plans import people
from teamup.plans.access import Actor
from teamup.plans.models import Plan
from teamup.plans.people import Person
from teamup.plans.permissions import Role


def a_user(name: str = "Priya Nair", address: str = "") -> User:
    """Return a person who has signed in before."""
    address = address or f"{name.split(maxsplit=1)[0].lower()}@mall.example"
    user = User.objects.create_user(address, name=name)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


class Someone:
    """A person who is signed in at a browser; `plan` puts them on it."""

    def __init__(
        self,
        name: str = "Priya Nair",
        *,
        plan: Plan | None = None,
        role: Role = Role.EDITOR,
        side: Side = Side.SECURITY,
        address: str = "",
    ) -> None:
        self.user = a_user(name, address)
        self.client = Client()
        self.client.force_login(self.user)
        self.plan = plan
        if plan is not None:
            people.join(plan, self.person, role, side, timezone.now())
        self.actor = Actor(name, role=role, side=side, user_id=self.user.pk)

    @property
    def person(self) -> Person:
        """Return who they are in the house."""
        return Person(self.user.pk, self.user.email, self.user.name, "Riverton Mall", "Director of Security")

    def url(self, path: str = "") -> str:
        """Return the address of a page of the plan they are on."""
        assert self.plan is not None
        return f"/plans/{self.plan.pk}/{path}"

    def get(self, path: str = "") -> Any:
        """Get a page of the plan."""
        return self.client.get(self.url(path))

    def post(self, path: str, **data: Any) -> Any:
        """Post a form of the plan."""
        return self.client.post(self.url(path), data)
