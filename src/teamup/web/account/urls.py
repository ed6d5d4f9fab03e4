"""Every address of signing in and of one's account; the second list bears the names that allauth looks for."""

from __future__ import annotations

from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import never_cache

from teamup.web.account import addresses, mine, proof, signin, yourdata
from teamup.web.account.factors import AddPasskeyView, PasskeySignInView, SetUpAppView

_own = [
    path("", mine.home, name="home"),
    path("sign-ins/", mine.open_sign_ins, name="sign_ins"),
    path("everything/", yourdata.all_of_it, name="everything"),
    path("delete/", yourdata.leave_for_good, name="delete"),
]
_allauth: list[URLPattern | URLResolver] = [
    path("", mine.home, name="mfa_index"),
    path("", mine.home, name="mfa_list_webauthn"),
    path("sign-ins/", mine.open_sign_ins, name="usersessions_list"),
    path("sign-in/", signin.door, name="account_login"),
    path("sign-in/", signin.door, name="account_request_login_code"),
    path("sign-in/code/", signin.code, name="account_confirm_login_code"),
    path("sign-in/second/", factors.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", never_cache(PasskeySignInView.as_view()), name="mfa_login_webauthn"),
    path("sign-out/", signin.sign_out, name="account_logout"),
    path("closed/", signin.inactive, name="account_inactive"),
    path("addresses/", addresses.addresses, name="account_email"),
    path("addresses/code/", addresses.confirm, name="account_email_verification_sent"),
    path("confirm/", proof.by_mail, name="account_reauthenticate"),
    path("confirm/app/", never_cache(factors.reauthenticate), name="mfa_reauthenticate"),
    path("confirm/passkey/", never_cache(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("app/", never_cache(SetUpAppView.as_view()), name="mfa_activate_totp"),
    path("app/off/", never_cache(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", never_cache(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", never_cache(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("passkeys/add/", never_cache(AddPasskeyView.as_view()), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/", never_cache(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", never_cache(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
]

if settings.COMPANIES:
    from teamup.web.account.company_urls import urlpatterns as _company

    _allauth += _company

urlpatterns = [
    path("account/", include((_own, "account"))),
    path("account/", include(_allauth)),
]
