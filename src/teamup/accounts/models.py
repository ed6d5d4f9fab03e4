"""A person who signs in, and the codes mailed to them. What they are to a plan is the plan's to keep."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone


class PeopleManager(BaseUserManager["User"]):
    """Makes people. Addresses differ by case to nobody."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:
        """Return a new person with this address; without a password, since a code or a passkey opens the door."""
        user = self.model(email=email.strip().lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person with this address, however it is written."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person, known by an e-mail address. `name` is what others see."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    organization = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = PeopleManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        """Return the name that others see, else the address before its "@"."""
        return self.name or self.email.partition("@")[0]


class Purpose(models.TextChoices):
    """What a mailed code is for."""

    SIGN_IN = "sign-in"
    ADDRESS = "address"
    PROOF = "proof"


class MailedCode(models.Model):
    """A code that was mailed to an address: for what, until when, and how many tries are left.

    The code itself is kept nowhere: it follows from the site's secret, this id and the address. The address is kept as
    a hash; who asked holds it, in a signed cookie.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    address_hash = models.CharField(max_length=64)
    tries_left = models.PositiveSmallIntegerField()
    mails_left = models.PositiveSmallIntegerField()
    mailed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        """Forgotten by age."""

        constraints = (models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="code_purpose_is_known"),)
        indexes = (models.Index(fields=["expires_at"], name="mailed_code_to_forget"),)

    def __str__(self) -> str:
        return f"{self.purpose}: {self.tries_left} tries left"


class Host(models.Model):
    """Somebody who runs the site. The desk opens to them once they have a second factor.

    `opened_at` is when they first opened it; who does not for two weeks is a host no more.
    """

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="host")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    opened_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id}, since {self.made_at:%Y-%m-%d}"
