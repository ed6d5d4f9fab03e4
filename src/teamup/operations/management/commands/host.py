"""`teamup host add ADDRESS`, `teamup host remove ADDRESS` and `teamup host list`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from teamup.accounts import hosts, people
from teamup.accounts.errors import HostRejected
from teamup.accounts.hosts import Deed, Standing
from teamup.delivery.errors import BadAddress

BY = "The command line"


class Command(BaseCommand):
    """Says who runs the site: to them the desk opens."""

    help = "Add, remove or list the hosts: the people who run the site, to whom its desk at /desk/ opens."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the words of the command."""
        actions = parser.add_subparsers(dest="action", required=True)
        for action, what in (("add", "make somebody a host"), ("remove", "make somebody a host no longer")):
            one = actions.add_parser(action, help=what)
            one.add_argument("address", metavar="ADDRESS", help="the e-mail address they sign in with")
        actions.add_parser("list", help="list the hosts")

    def handle(self, *, action: str, address: str = "", **options: Any) -> None:
        """Do what was asked, and say so."""
        try:
            if action == "add":
                self._add(address)
            elif action == "remove":
                self._remove(address)
            else:
                self._list()
        except (BadAddress, HostRejected) as error:
            raise CommandError(str(error)) from error

    def _add(self, address: str) -> None:
        one = hosts.add(address=address, deed=Deed(BY, timezone.now()))
        self.stdout.write(f"{one.address} is a host. The desk is at /desk/.")
        if not one.has_factor:
            self.stdout.write("It opens once they have signed in and added a passkey or an authenticator app.")

    def _remove(self, address: str) -> None:
        user = people.find(people.clean_address(address))
        if user is None:
            raise CommandError(f"Nobody signs in with {address}.")
        gone = hosts.remove(user_id=user.pk, deed=Deed(BY, timezone.now()))
        self.stdout.write(f"{gone} is no host any more.")

    def _list(self) -> None:
        found = hosts.all_of(now=timezone.now())
        for one in found:
            self.stdout.write(f"{one.address}: since {one.made_at:%Y-%m-%d}, {_words(one)}")
        if not found:
            self.stdout.write("There are no hosts. Add one: teamup host add ADDRESS")


def _words(one: Standing) -> str:
    factor = "second factor set up" if one.has_factor else "no second factor yet"
    if one.lapses_at:
        return f"{factor}, has not opened the desk yet (until {one.lapses_at:%Y-%m-%d})"
    return factor
