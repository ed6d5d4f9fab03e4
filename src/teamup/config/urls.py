"""Every address of the site."""

from django.urls import include, path

from teamup.operations import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("teamup.web.urls")),
]

handler400 = "teamup.web.errors.bad_request"
handler403 = "teamup.web.errors.permission_denied"
handler404 = "teamup.web.errors.not_found"
handler500 = "teamup.web.errors.server_error"
handler429 = "teamup.web.errors.too_often"  # allauth's name for it, not Django's
