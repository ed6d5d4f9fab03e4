"""The addresses of a plan."""

from __future__ import annotations

from django.urls import path, register_converter

from teamup.web.plan import (
    activities,
    agreeing,
    answers,
    asked_to_agree,
    checking,
    copying,
    dates,
    downloads,
    email,
    history,
    joining,
    lesson,
    live,
    loading,
    mail_stop,
    mine,
    moving,
    opening,
    overview,
    people,
    people_changing,
    people_inviting,
    pictures,
    proposing,
    renewing,
    report,
    resume,
    seen,
    selfcheck,
    settings,
    shared,
    sharing,
    steps,
    talk,
    talk_at,
    versions,
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
    path("plans/", mine.plans, name="mine"),
    path("plans/new/", opening.new, name="new"),
    path("plans/load/", loading.load, name="load"),
    path("plans/load/<str:token>/", loading.loaded, name="loaded"),
    path("plans/<uuid:plan_id>/", overview.overview, name="overview"),
    path("plans/<uuid:plan_id>/key/", settings.key, name="key"),
    path("plans/<uuid:plan_id>/settings/", settings.settings, name="settings"),
    path("plans/<uuid:plan_id>/version/", moving.version, name="version"),
    path("plans/<uuid:plan_id>/leave/", settings.leave, name="leave"),
    path("plans/<uuid:plan_id>/delete/", settings.delete, name="delete"),
    path("plans/<uuid:plan_id>/deleted/", mine.deleted, name="deleted"),
    path("plans/<uuid:plan_id>/archive/", mine.archive, name="archive"),
    path("plans/<uuid:plan_id>/copy/", copying.copy, name="copy"),
    path("plans/<uuid:plan_id>/history/", history.history, name="history"),
    path("plans/<uuid:plan_id>/history/restore/", history.restore, name="restore"),
    path("plans/<uuid:plan_id>/seen/", history.seen, name="seen"),
    path("plans/<uuid:plan_id>/versions/", versions.named, name="versions"),
    path("plans/<uuid:plan_id>/versions/<int:number>/", versions.named_version, name="named_version"),
    path("plans/<uuid:plan_id>/versions/<int:number>/restore/", versions.restore, name="restore_version"),
    path("plans/<uuid:plan_id>/steps/", steps.steps, name="steps"),
    path("plans/<uuid:plan_id>/steps/<uuid:step_id>/", steps.step, name="step"),
    path("plans/<uuid:plan_id>/steps/<uuid:step_id>/row/", steps.step, {"as_row": True}, name="step_row"),
    path("plans/<uuid:plan_id>/activities/", activities.activities, name="activities"),
    path("plans/<uuid:plan_id>/activities/<id:activity_id>/", activities.activity, name="activity"),
    path("plans/<uuid:plan_id>/self-check/", selfcheck.self_check, name="self_check"),
    path("check/<str:token>/", checking.check, name="check"),
    path("plans/<uuid:plan_id>/share/", sharing.share, name="share"),
    path("share/<str:token>/", shared.shared, name="shared"),
    path("share/<str:token>/report.pdf", shared.shared_pdf, name="shared_pdf"),
    path("plans/<uuid:plan_id>/agreement/", agreeing.agreement, name="agreement"),
    path("plans/<uuid:plan_id>/agreement/new/", proposing.put_forward, name="put_forward"),
    path("agree/<str:token>/", asked_to_agree.agree, name="agree"),
    path("plans/<uuid:plan_id>/live/", live.live, name="live"),
    path("plans/<uuid:plan_id>/talk/", talk.talk_list, name="talk"),
    path("plans/<uuid:plan_id>/talk/<id:question_id>/", talk_at.talk_at, name="talk_at"),
    path("mail/talk/<str:token>/", mail_stop.talk_mail, name="talk_mail"),
    path("mail/dates/<str:token>/", mail_stop.date_mail, name="date_mail"),
    path("plans/<uuid:plan_id>/renew/", renewing.renew, name="renew"),
    path("plans/<uuid:plan_id>/dates/", dates.dates, name="dates"),
    path("calendar/<str:token>.ics", dates.calendar_feed, name="calendar_feed"),
    path("plans/<uuid:plan_id>/report/", report.report, name="report"),
    path("plans/<uuid:plan_id>/downloads/", downloads.downloads, name="downloads"),
    path("plans/<uuid:plan_id>/report.png", pictures.picture, name="picture"),
    path("plans/<uuid:plan_id>/report.<str:extension>", report.download, name="download"),
    path("resume/", resume.resume, name="resume"),
    path("resume/<str:token>/", resume.resume_link, name="resume_link"),
    path("plans/<uuid:plan_id>/people/", people.everybody, name="people"),
    path("plans/<uuid:plan_id>/people/invite/", people_inviting.invite, name="invite"),
    path("plans/<uuid:plan_id>/people/invitation/", people_inviting.invitation, name="invitation"),
    path("plans/<uuid:plan_id>/people/me/", people.me, name="me"),
    path("plans/<uuid:plan_id>/people/owner/", people_changing.owner, name="owner"),
    path("plans/<uuid:plan_id>/people/<uuid:user_id>/", people_changing.member, name="member"),
    path("join/", joining.join, name="join"),
    path("join/<str:code>/", joining.join_link, name="join_link"),
    path("plans/<uuid:plan_id>/email/", email.email, name="email"),
    path("plans/<uuid:plan_id>/email/code/", email.email_code, name="email_code"),
    path("plans/<uuid:plan_id>/email/key/", email.email_key, name="email_key"),
    path("plans/<uuid:plan_id>/answers/<id:question_id>/", answers.answer, name="answer"),
    path("plans/<uuid:plan_id>/answers/<id:question_id>/mark/", seen.mark, name="mark"),
    path("plans/<uuid:plan_id>/<slug:section>/<slug:lesson>/", lesson.lesson, name="lesson"),
    path("plans/<uuid:plan_id>/<slug:section>/<slug:lesson>/so-far/", lesson.so_far, name="sofar"),
]
