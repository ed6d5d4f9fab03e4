"""The journeys that `make test` drives; `make soak` drives all of them.

A browser takes seconds for each, so here is one of each kind: every page that differs from the others, every way
through the product, and every way of losing words.
"""

from __future__ import annotations

from collections.abc import Mapping

STATES = frozenset(
    (
        *("home", "course-lesson", "example", "opening-error", "overview-filled", "lesson-rows", "lesson-conflict"),
        *("report-empty", "downloads", "steps", "history", "people-owner", "talk-at", "both-sides", "share", "dates"),
        *("agreement-waiting", "sign-in-code", "account"),
    )
)
TESTS: Mapping[str, tuple[str, ...]] = {
    "test_accessibility": ("test_axe_would_find_a_barrier", *(f"[{state}]" for state in STATES)),
    "test_agreeing": ("test_",),
    "test_coming_back": ("test_a_deleted_plan_is_gone", "test_the_report_is_mailed_once"),
    "test_keyboard": ("test_a_plan_is_begun_and_written_by_keyboard_alone",),
    "test_nothing_is_lost": (
        "test_words_that_two_people_change_at_once_are_merged",
        "test_of_two_versions_both_can_be_kept",
        "test_typing_without_a_network",
        "test_a_lost_reply",
        "test_a_form_whose_token_expired",
    ),
    "test_people": ("test_",),
    "test_signing_in": ("test_a_plan_begun_without_an_account", "test_a_passkey_signs_in"),
    "test_talking": ("test_",),
    "test_together": ("test_",),
    "test_whole_way": ("[new-police]", "[existing-security]", "test_answers_of_every_kind"),
    "test_without_scripts": ("test_the_whole_way_works_without_scripts", "test_a_version_is_named"),
}
"""By module, what the names of its tests hold. A module that is not here is driven whole."""


def is_daily(module: str, name: str) -> bool:
    """Say whether `make test` drives this journey."""
    return any(part in name for part in TESTS.get(module, ("",)))
