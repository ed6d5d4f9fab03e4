"""Passkeys, authenticator apps and recovery codes: allauth's, with our pages and our seals."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO
from typing import Any, ClassVar

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from teamup.accounts import devices
from teamup.accounts.models import User
from teamup.delivery import sealed
from teamup.web.http import noted

MOST_SECRET = 500
MINUTES_TO_FIND_IT = 15


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are sealed in the database, the QR code is ours, errors are in plain words."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": lazy("That was not accepted. Please try again."),
        "cannot_generate_recovery_codes": lazy("Add a passkey or an authenticator app first."),
    }

    def validation_error(self, code: str, *args: Any) -> Any:
        """Return what stands against a code or a passkey, which is put on record for the host."""
        from allauth.core import context

        noted(context.request, "second_factor.failed", is_bad=True, why=code)
        return super().validation_error(code, *args)

    def encrypt(self, text: str) -> str:
        """Return a secret as it is kept."""
        return sealed.seal(text, most=MOST_SECRET)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a kept secret. One sealed under another secret of the site becomes one that no code fits."""
        try:
            return sealed.unseal(encrypted_text)
        except ValueError:
            return str(generate_totp_secret())

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code that authenticator apps scan."""
        picture = BytesIO()
        code = segno.make(url, error="m", micro=False)
        code.save(picture, kind="svg", border=3, scale=6, light="#fff", xmldecl=False, svgclass=None, lineclass=None)
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 (allauth's name)
        """Return a name by which a person will know a passkey again."""
        from allauth.core import context

        return _("Passkey of %(device)s") % {"device": devices.words_of(context.request.headers.get("User-Agent", ""))}

    def _get_site_name(self) -> str:
        return "Team Up"


class _Careful:
    """Refuses what a browser would never send, instead of falling over it: allauth looks into it before it checks."""

    def clean_credential(self) -> Any:
        """Return what allauth makes of the credential."""
        parent: Any = super()
        return _carefully(parent.clean_credential)


class SignInForm(_Careful, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey that signs in by itself."""


class SecondStepForm(_Careful, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after a code by mail."""


class ProofForm(_Careful, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before a change that matters."""


class AddForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    def clean(self) -> dict[str, Any]:
        """Return what allauth makes of the credential, and of its name."""
        cleaned: dict[str, Any] = _carefully(super().clean)
        return cleaned


def _carefully(clean: Callable[[], Any]) -> Any:
    try:
        return clean()
    except (LookupError, TypeError, ValueError, AttributeError, struct.error) as error:
        raise MFAAdapter().validation_error("incorrect_code") from error


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]
    """Adds a passkey that can also sign in by itself: kept on the device, opened with a finger, a face or a PIN."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page needs; the browser is asked for a passkey, not for a mere second factor."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, passwordless=True)}
        return context


class PasskeySignInView(LoginWebAuthnView):  # type: ignore[misc]
    """Signs in with a passkey. Who only asks for one gets a session of a quarter of an hour."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return what the browser needs to ask for a passkey."""
        response: HttpResponse = super().get(request, *args, **kwargs)
        request.session.set_expiry(MINUTES_TO_FIND_IT * 60)
        return response


class SetUpAppView(ActivateTOTPView):  # type: ignore[misc]
    """Sets up an authenticator app, with the secret in groups for who types it by hand."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page needs."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        context["secret_groups"] = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
        return context
