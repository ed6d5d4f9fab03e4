"""The addresses of a plan."""

from __future__ import annotations

from django.urls import include, path, register_converter

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
    letting_in,
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
of_a_plan = [
    # Asked for most, so looked at first: an address is compared with each pattern in turn.
    path("live/", live.live, name="live"),
    path("answers/<id:question_id>/", answers.answer, name="answer"),
    path("", overview.overview, name="overview"),
    path("key/", settings.key, name="key"),
    path("settings/", settings.settings, name="settings"),
    path("version/", moving.version, name="version"),
    path("leave/", settings.leave, name="leave"),
    path("delete/", settings.delete, name="delete"),
    path("deleted/", mine.deleted, name="deleted"),
    path("archive/", mine.archive, name="archive"),
    path("copy/", copying.copy, name="copy"),
    path("history/", history.history, name="history"),
    path("history/restore/", history.restore, name="restore"),
    path("seen/", history.seen, name="seen"),
    path("versions/", versions.named, name="versions"),
    path("versions/<int:number>/", versions.named_version, name="named_version"),
    path("versions/<int:number>/restore/", versions.restore, name="restore_version"),
    path("steps/", steps.steps, name="steps"),
    path("steps/<uuid:step_id>/", steps.step, name="step"),
    path("steps/<uuid:step_id>/row/", steps.step, {"as_row": True}, name="step_row"),
    path("activities/", activities.activities, name="activities"),
    path("activities/<id:activity_id>/", activities.activity, name="activity"),
    path("self-check/", selfcheck.self_check, name="self_check"),
    path("share/", sharing.share, name="share"),
    path("hosts/", letting_in.letting_in, name="letting_in"),
    path("agreement/", agreeing.agreement, name="agreement"),
    path("agreement/new/", proposing.put_forward, name="put_forward"),
    path("talk/", talk.talk_list, name="talk"),
    path("talk/<id:question_id>/", talk_at.talk_at, name="talk_at"),
    path("renew/", renewing.renew, name="renew"),
    path("dates/", dates.dates, name="dates"),
    path("report/", report.report, name="report"),
    path("downloads/", downloads.downloads, name="downloads"),
    path("report.png", pictures.picture, name="picture"),
    path("report.<str:extension>", report.download, name="download"),
    path("people/", people.everybody, name="people"),
    path("people/invite/", people_inviting.invite, name="invite"),
    path("people/invitation/", people_inviting.invitation, name="invitation"),
    path("people/me/", people.me, name="me"),
    path("people/owner/", people_changing.owner, name="owner"),
    path("people/<uuid:user_id>/", people_changing.member, name="member"),
    path("email/", email.email, name="email"),
    path("email/code/", email.email_code, name="email_code"),
    path("email/key/", email.email_key, name="email_key"),
    path("answers/<id:question_id>/mark/", seen.mark, name="mark"),
    # Last: what is not one of the above is a lesson.
    path("<slug:section>/<slug:lesson>/", lesson.lesson, name="lesson"),
    path("<slug:section>/<slug:lesson>/so-far/", lesson.so_far, name="sofar"),
]
urlpatterns = [
    path("plans/<uuid:plan_id>/", include(of_a_plan)),
    path("plans/", mine.plans, name="mine"),
    path("plans/new/", opening.new, name="new"),
    path("plans/load/", loading.load, name="load"),
    path("plans/load/<str:token>/", loading.loaded, name="loaded"),
    path("check/<str:token>/", checking.check, name="check"),
    path("share/<str:token>/", shared.shared, name="shared"),
    path("share/<str:token>/report.pdf", shared.shared_pdf, name="shared_pdf"),
    path("agree/<str:token>/", asked_to_agree.agree, name="agree"),
    path("mail/talk/<str:token>/", mail_stop.talk_mail, name="talk_mail"),
    path("mail/dates/<str:token>/", mail_stop.date_mail, name="date_mail"),
    path("calendar/<str:token>.ics", dates.calendar_feed, name="calendar_feed"),
    path("resume/", resume.resume, name="resume"),
    path("resume/<str:token>/", resume.resume_link, name="resume_link"),
    path("join/", joining.join, name="join"),
    path("join/<str:code>/", joining.join_link, name="join_link"),
]
