"""The addresses of a company's own sign-in, by the names that allauth looks for; none unless one is set up."""

from __future__ import annotations

from allauth.socialaccount import views as pages
from django.conf import settings
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

urlpatterns: list[URLPattern | URLResolver] = [
    path("company/cancelled/", pages.login_cancelled, name="socialaccount_login_cancelled"),
    path("company/error/", pages.login_error, name="socialaccount_login_error"),
    path("company/done/", RedirectView.as_view(pattern_name="account:home"), name="socialaccount_connections"),
    # What the company says is enough to make a person, so there is nothing more to ask.
    path("company/more/", RedirectView.as_view(pattern_name="account_login"), name="socialaccount_signup"),
]

if any(company.kind == "openid_connect" for company in settings.COMPANIES):
    from allauth.socialaccount.providers.openid_connect import views as oidc

    urlpatterns += [
        path("company/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
        path("company/<slug:provider_id>/back/", oidc.callback, name="openid_connect_callback"),
    ]

if any(company.kind == "saml" for company in settings.COMPANIES):
    from allauth.socialaccount.providers.saml import views as saml

    urlpatterns += [
        path("company/saml/<slug:organization_slug>/", saml.login, name="saml_login"),
        path("company/saml/<slug:organization_slug>/back/", saml.acs, name="saml_acs"),
        path("company/saml/<slug:organization_slug>/back/finish/", saml.finish_acs, name="saml_finish_acs"),
        path("company/saml/<slug:organization_slug>/end/", saml.sls, name="saml_sls"),
        path("company/saml/<slug:organization_slug>/metadata/", saml.metadata, name="saml_metadata"),
    ]
