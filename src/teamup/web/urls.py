"""The addresses of every journey."""

from django.urls import include, path

urlpatterns = [
    path("", include("teamup.web.plan.urls")),  # first: it is asked for most
    path("", include("teamup.web.course.urls")),
    path("", include("teamup.web.library.urls")),
    path("", include("teamup.web.account.urls")),
    path("", include("teamup.web.desk.urls")),
    path("", include("teamup.web.workshop.urls")),
]
