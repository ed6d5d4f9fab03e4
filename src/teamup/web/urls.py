"""The addresses of every journey."""

from django.urls import include, path

from teamup.web import look

_look = [
    path("<str:name>.css", look.sheet, name="sheet"),
    path("<str:digest>.<str:kind>", look.logo, name="logo"),
]

urlpatterns = [
    path("", include("teamup.web.plan.urls")),  # first: it is asked for most
    path("", include("teamup.web.course.urls")),
    path("", include("teamup.web.library.urls")),
    path("", include("teamup.web.account.urls")),
    path("", include("teamup.web.desk.urls")),
    path("look/", include((_look, "look"))),
    path("", include("teamup.web.workshop.urls")),
]
