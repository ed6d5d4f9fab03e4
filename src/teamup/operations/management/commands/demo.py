"""`teamup demo`: make the two sample plans, or make them anew when their words changed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from teamup.operations.samples import SampleError, make_samples
from teamup.plans import selectors


class Command(BaseCommand):
    """Makes the samples that anyone may read and nobody may change."""

    help = "Make the sample plans: one from the public record, one invented. Doing it again changes nothing."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Make each sample of the content folder and say where it is."""
        try:
            made = make_samples(settings.CONTENT_DIR / "samples")
        except SampleError as error:
            raise CommandError(str(error)) from error
        names = {plan.id: name for plan, name in selectors.samples()}
        for plan, is_new in made:
            self.stdout.write(f"{'Made' if is_new else 'Unchanged'}: {names[plan.id]}")
            self.stdout.write(f"  {settings.PUBLIC_URL}{reverse('plan:overview', args=[plan.id])}")
