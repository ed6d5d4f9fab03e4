"""The room's Django app."""

from datetime import datetime

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in."""

    name = "teamup.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have old codes and sessions forgotten, and the mail of the morning queued, whenever the worker tidies."""
        from teamup.delivery import queue

        queue.tidy_too(_tidy)


def _tidy(now: datetime) -> None:
    from teamup.accounts import codes, people, retention, signins
    from teamup.delivery import digests, reminders

    codes.forget_old(now=now)
    signins.forget_old(now=now)
    digests.queue_due(now=now, mailboxes=people.mailboxes)
    reminders.queue_due(now=now, mailboxes=people.mailboxes)
    retention.tend(now=now)
