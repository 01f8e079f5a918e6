"""Nothing of a machine, a registry or a person's secrets is in the project's files."""

from __future__ import annotations

import re

import pytest

from tests.project.sources import files, name_of, texts

# each with a letter in brackets, or this file would be the first to break its own rules
FOREIGN = {
    "a package registry's host": r"pyp[i]\.org|pythonhoste[d]\.org|registry\.npmj[s]|deb\.debia[n]\.org",
    "an index address": r"--(extra-)?inde[x]-url|index-ur[l] *=|find-link[s]",
    "a path of one machine": r"/wor[k]/|/tmp/brie[f]|bash_job[s]|/roo[t]/|/hom[e]/\w+/|[A-Z]:\\User[s]\\",
    "working instructions": r"\bissu[e] #?\d+\b",
}
SECRETS = {
    "a private key": r"-----BEGI[N] [A-Z ]*PRIVATE KEY-----",
    "an encryption key in an assignment": r"MPESA_ENCRYPTION_KEY\s*[=:]\s*[\"']?[0-9a-f]{64}",
}
# a key whose only use is to be refused by the service may stand in its test
REFUSED_KEYS = re.compile(r"(.)\1{63}")


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FOREIGN[what])
    assert not [hit for name, text in texts() for hit in hits(name, text, pattern)]


@pytest.mark.parametrize("what", SECRETS)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(SECRETS[what])
    found = [hit for name, text in texts() for hit in hits(name, text, pattern)]
    assert not [hit for hit in found if not REFUSED_KEYS.search(hit)]


def test_recorded_payloads_stay_outside() -> None:
    assert not [name_of(path) for path in files() if "daraja-corpus" in path.parts]


def test_every_text_file_is_utf8_with_unix_line_ends() -> None:
    windows = (".bat", ".cmd", ".ps1")
    assert not [name for name, text in texts(without=windows) if "\r" in text]


def hits(name: str, text: str, pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:160]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
