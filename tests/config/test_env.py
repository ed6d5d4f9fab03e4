"""Settings come from the environment, and what is wrong with one is said in a sentence."""

from pathlib import Path

import pytest

from teamup.config import env
from teamup.config.env import SettingError

DATA = Path("/srv/teamup")


def test_a_value_may_come_from_a_file(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv("TEAMUP_X_FILE", str(secret))

    value = env.text("TEAMUP_X")

    assert value == "from the file"


def test_a_value_and_a_file_for_it_cannot_both_be_given(monkeypatch):
    monkeypatch.setenv("TEAMUP_X", "a")
    monkeypatch.setenv("TEAMUP_X_FILE", "/b")

    with pytest.raises(SettingError, match="Set either TEAMUP_X or TEAMUP_X_FILE, not both"):
        env.text("TEAMUP_X")


def test_a_file_that_cannot_be_read_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("TEAMUP_X_FILE", str(tmp_path / "missing"))

    with pytest.raises(SettingError, match=r"TEAMUP_X_FILE names .*missing, which cannot be read"):
        env.text("TEAMUP_X")


@pytest.mark.parametrize("value", ["", "   "])
def test_an_empty_value_counts_as_none(monkeypatch, value):
    monkeypatch.setenv("TEAMUP_X", value)

    assert env.text("TEAMUP_X", "default") == "default"


@pytest.mark.parametrize(("value", "meaning"), [("1", True), ("Yes", True), ("off", False), ("0", False)])
def test_a_flag_is_on_or_off(monkeypatch, value, meaning):
    monkeypatch.setenv("TEAMUP_X", value)

    assert env.flag("TEAMUP_X", default=not meaning) is meaning


def test_a_flag_that_says_neither_is_refused(monkeypatch):
    monkeypatch.setenv("TEAMUP_X", "maybe")

    with pytest.raises(SettingError, match="TEAMUP_X must be 1 or 0, not “maybe”"):
        env.flag("TEAMUP_X", default=False)


@pytest.mark.parametrize("value", ["two", "0", "65", "-1", "1.5", "٣"])
def test_a_number_outside_its_limits_is_refused(monkeypatch, value):
    monkeypatch.setenv("TEAMUP_X", value)

    with pytest.raises(SettingError, match="TEAMUP_X must be a whole number from 1 to 64"):
        env.number("TEAMUP_X", default=2, least=1, most=64)


def test_a_choice_is_taken_in_any_case(monkeypatch):
    monkeypatch.setenv("TEAMUP_X", "warning")

    assert env.one_of("TEAMUP_X", ("INFO", "WARNING"), default="INFO") == "WARNING"


def test_another_choice_is_refused(monkeypatch):
    monkeypatch.setenv("TEAMUP_X", "loud")

    with pytest.raises(SettingError, match="TEAMUP_X must be one of INFO, WARNING, not “loud”"):
        env.one_of("TEAMUP_X", ("INFO", "WARNING"), default="INFO")


@pytest.mark.parametrize("value", ["plans.example.org", "ftp://a", "https://a/b", "https://", "http://a:port"])
def test_an_address_that_is_not_one_of_a_site_is_refused(monkeypatch, value):
    monkeypatch.setenv("TEAMUP_X", value)

    with pytest.raises(SettingError, match="TEAMUP_X"):
        env.web_address("TEAMUP_X", "")


def test_without_a_database_address_a_file_in_the_data_folder_is_used():
    found = env.database("TEAMUP_X", DATA)

    assert found["NAME"] == DATA / "teamup.sqlite3"


def test_sqlite_keeps_what_it_confirmed_and_lets_writers_wait():
    found = env.database("TEAMUP_X", DATA)

    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["OPTIONS"]["timeout"] == 20
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_a_postgres_address_is_taken_apart(monkeypatch):
    monkeypatch.setenv("TEAMUP_X", "postgres://ann:p%40ss@db.example:6543/plans?sslmode=require")

    found = env.database("TEAMUP_X", DATA)

    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        *("ann", "p@ss", "db.example", "6543", "plans"),
    )
    assert found["OPTIONS"]["sslmode"] == "require"


def test_a_database_that_does_not_answer_is_waited_for_a_few_seconds_unless_the_address_says_otherwise(monkeypatch):
    monkeypatch.setenv("TEAMUP_X", "postgres://db.example/plans")
    usual = env.database("TEAMUP_X", DATA)["OPTIONS"]
    monkeypatch.setenv("TEAMUP_X", "postgres://db.example/plans?connect_timeout=30")

    assert 0 < int(usual["connect_timeout"]) <= 10
    assert env.database("TEAMUP_X", DATA)["OPTIONS"]["connect_timeout"] == "30"


def test_a_postgres_address_may_name_a_unix_socket(monkeypatch):
    monkeypatch.setenv("TEAMUP_X", "postgresql://postgres:@/plans?host=/run/postgresql")

    found = env.database("TEAMUP_X", DATA)

    assert found["HOST"] == "/run/postgresql"
    assert "host" not in found["OPTIONS"]


@pytest.mark.parametrize("value", ["mysql://a:secret@b/c", "postgres://ann:secret@db", "postgres://ann:secret@db:x/y"])
def test_a_database_address_that_is_refused_keeps_its_password_to_itself(monkeypatch, value):
    monkeypatch.setenv("TEAMUP_X", value)

    with pytest.raises(SettingError, match="TEAMUP_X") as caught:
        env.database("TEAMUP_X", DATA)

    assert "secret" not in str(caught.value)


def test_without_a_mail_address_mail_is_written_to_files():
    found = env.mail("TEAMUP_X", DATA)

    assert found["EMAIL_FILE_PATH"] == DATA / "mail"


@pytest.mark.parametrize(
    ("value", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 25, False, False),
        ("starttls://ann:p@mail.example", 587, True, False),
        ("smtps://ann:p@mail.example:4650", 4650, False, True),
    ],
)
def test_a_mail_address_says_how_to_encrypt(monkeypatch, value, port, tls, ssl):
    monkeypatch.setenv("TEAMUP_X", value)

    found = env.mail("TEAMUP_X", DATA)

    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


def test_a_mail_address_that_is_refused_keeps_its_password_to_itself(monkeypatch):
    monkeypatch.setenv("TEAMUP_X", "imap://ann:secret@mail.example")

    with pytest.raises(SettingError, match="TEAMUP_X must look like") as caught:
        env.mail("TEAMUP_X", DATA)

    assert "secret" not in str(caught.value)


def test_behind_a_pooler_nothing_is_left_on_a_connection(monkeypatch):
    monkeypatch.setenv("TEAMUP_X", "postgres://db.example/plans?pooler=transaction")
    found = env.database("TEAMUP_X", DATA)

    assert found["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert found["OPTIONS"]["prepare_threshold"] is None
    assert "pooler" not in found["OPTIONS"]
    monkeypatch.setenv("TEAMUP_X", "postgres://db.example/plans?pooler=session")
    with pytest.raises(SettingError, match="pooler"):
        env.database("TEAMUP_X", DATA)
