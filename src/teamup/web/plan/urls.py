"""The addresses of a plan."""

from __future__ import annotations

from django.urls import path, register_converter

from teamup.web.plan import (
    activities,
    answers,
    checking,
    downloads,
    email,
    history,
    lesson,
    loading,
    moving,
    opening,
    overview,
    pictures,
    report,
    resume,
    seen,
    selfcheck,
    settings,
    steps,
)


class IdConverter:
    """An id as packs write them."""

    regex = r"[A-Za-z0-9_.-]{1,80}"

    def to_python(self, value: str) -> str:
        """Return the id as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the id as it stands."""
        return value


register_converter(IdConverter, "id")

app_name = "plan"
urlpatterns = [
    path("plans/", overview.mine, name="mine"),
    path("plans/new/", opening.new, name="new"),
    path("plans/load/", loading.load, name="load"),
    path("plans/load/<str:token>/", loading.loaded, name="loaded"),
    path("plans/<uuid:plan_id>/", overview.overview, name="overview"),
    path("plans/<uuid:plan_id>/key/", settings.key, name="key"),
    path("plans/<uuid:plan_id>/settings/", settings.settings, name="settings"),
    path("plans/<uuid:plan_id>/version/", moving.version, name="version"),
    path("plans/<uuid:plan_id>/leave/", settings.leave, name="leave"),
    path("plans/<uuid:plan_id>/delete/", settings.delete, name="delete"),
    path("plans/<uuid:plan_id>/history/", history.history, name="history"),
    path("plans/<uuid:plan_id>/history/restore/", history.restore, name="restore"),
    path("plans/<uuid:plan_id>/steps/", steps.steps, name="steps"),
    path("plans/<uuid:plan_id>/steps/<uuid:step_id>/", steps.step, name="step"),
    path("plans/<uuid:plan_id>/steps/<uuid:step_id>/row/", steps.step, {"as_row": True}, name="step_row"),
    path("plans/<uuid:plan_id>/activities/", activities.activities, name="activities"),
    path("plans/<uuid:plan_id>/activities/<id:activity_id>/", activities.activity, name="activity"),
    path("plans/<uuid:plan_id>/self-check/", selfcheck.self_check, name="self_check"),
    path("check/<str:token>/", checking.check, name="check"),
    path("plans/<uuid:plan_id>/report/", report.report, name="report"),
    path("plans/<uuid:plan_id>/downloads/", downloads.downloads, name="downloads"),
    path("plans/<uuid:plan_id>/report.png", pictures.picture, name="picture"),
    path("plans/<uuid:plan_id>/report.<str:extension>", report.download, name="download"),
    path("resume/", resume.resume, name="resume"),
    path("resume/<str:token>/", resume.resume_link, name="resume_link"),
    path("plans/<uuid:plan_id>/email/", email.email, name="email"),
    path("plans/<uuid:plan_id>/email/code/", email.email_code, name="email_code"),
    path("plans/<uuid:plan_id>/email/key/", email.email_key, name="email_key"),
    path("plans/<uuid:plan_id>/answers/<id:question_id>/", answers.answer, name="answer"),
    path("plans/<uuid:plan_id>/answers/<id:question_id>/mark/", seen.mark, name="mark"),
    path("plans/<uuid:plan_id>/<slug:section>/<slug:lesson>/", lesson.lesson, name="lesson"),
    path("plans/<uuid:plan_id>/<slug:section>/<slug:lesson>/so-far/", lesson.so_far, name="sofar"),
]
