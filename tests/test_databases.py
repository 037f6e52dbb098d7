"""What a database says when it fails, in every driver's way of saying it."""

import pytest

from cxlib.databases import kind, mendable, said


class Psycopg(Exception):
    """A driver that gives a state with its errors, but none while it logs in."""

    def __init__(self, words: str, state: str | None = None):
        super().__init__(words)
        self.sqlstate = state


class Spark(Exception):
    def getSqlState(self) -> str:
        return "42P01"


class Wrapped(Exception):
    def __init__(self, orig: Exception):
        super().__init__("(driver.Error) with an address in it")
        self.orig = orig


AT = 'connection to server at "127.0.0.1", port 5432 failed: FATAL:  '


@pytest.mark.parametrize(
    ("error", "rule"),
    [
        (Psycopg("x", "28P01"), "this user or this password"),
        (Psycopg("x", "28000"), "this user or this password"),
        (Psycopg("x", "3D000"), "no such database"),
        (Psycopg("x", "42501"), "may not"),
        (Psycopg(AT + 'password authentication failed for user "x"'), "this password"),
        (Psycopg(AT + 'database "x" does not exist'), "no such database"),
        (Psycopg(AT + 'role "x" does not exist'), "this user"),
        (Psycopg(AT + "Passwort-Authentifizierung fehlgeschlagen"), "this password"),
        (Exception({"S": "FATAL", "C": "28P01", "M": "hush"}), "this password"),
        (Exception(1045, "Access denied for user"), "this password"),
        (Exception(1049, "Unknown database"), "no such database"),
        (Spark(), "no such table"),
        (Wrapped(Psycopg("x", "3F000")), "no such schema"),
        (Exception("attempt to write a readonly database"), "may not"),
    ],
)
def test_what_a_person_can_mend_is_told(error, rule):
    found = mendable(error)
    assert rule in found[0]
    assert found[1]


@pytest.mark.parametrize(
    "error",
    [Psycopg(AT.replace("FATAL:  ", "Connection refused")), Psycopg("x", "57P03"),
     Psycopg("x", "53300"), ConnectionRefusedError(111, "Connection refused"), TimeoutError(),
     Exception("database is locked"), Exception(2003, "Can't connect to MySQL server")],
)  # fmt: skip
def test_what_passes_by_itself_is_no_mistake(error):
    assert mendable(error) is None


def test_kinds_are_shown_only_where_they_are_known():
    assert kind("duckdb:///a") == "duckdb"
    assert said("postgresql+pg8000://me:hush@host") == "a postgresql address"
    for odd in ("hush", "hush://x", "", "hush+postgres://x"):
        assert said(odd) == "an address of an unknown kind"
