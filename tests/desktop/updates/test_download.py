"""A package over a bad line: what came is kept, what is wrong is thrown away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tabeza_desktop.api.client import FileClient
from tabeza_desktop.api.errors import ProblemError
from tabeza_desktop.updates.download import SPARE_BYTES, NoRoom, fetch
from tabeza_desktop.updates.manifest import Package, Reason, UpdateRefused
from tests.desktop.updates.release_server import PROGRAM, ReleaseServer, package

SETUP = "/Tabeza-Setup-0.2.0.exe"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "updates" / "Tabeza-Setup-0.2.0.exe"


@pytest.fixture
def offered(server: ReleaseServer) -> Package:
    server.files[SETUP] = PROGRAM
    return package(server.url(SETUP))


def starts(server: ReleaseServer) -> list[int]:
    """At which byte each request began."""
    return [int(asked.removeprefix("bytes=").removesuffix("-") or 0) for _, asked in server.asked]


def test_a_whole_file_arrives_and_says_how_far_it_is(files: FileClient, offered: Package, target: Path) -> None:
    told: list[int] = []
    assert fetch(files, offered, target, told=told.append)
    assert target.read_bytes() == PROGRAM
    assert told == sorted(told)
    assert told[-1] == 100
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_broken_line_goes_on_where_it_broke(
    files: FileClient, offered: Package, target: Path, server: ReleaseServer
) -> None:
    server.cut_after = [300_000, 400_000]
    for _ in range(2):
        with pytest.raises(ProblemError):
            fetch(files, offered, target)
        assert not target.exists()
    assert fetch(files, offered, target)
    assert target.read_bytes() == PROGRAM
    first, second, third = starts(server)
    assert 0 == first < second < third, "each request began where the one before had ended"


def test_a_server_that_cannot_continue_sends_it_again_from_the_beginning(
    files: FileClient, offered: Package, target: Path, server: ReleaseServer
) -> None:
    server.cut_after, server.ranges = [300_000], False
    with pytest.raises(ProblemError):
        fetch(files, offered, target)
    assert fetch(files, offered, target)
    assert target.read_bytes() == PROGRAM


def test_a_file_that_changed_meanwhile_is_not_sewn_together(
    files: FileClient, offered: Package, target: Path, server: ReleaseServer
) -> None:
    server.cut_after = [300_000]
    with pytest.raises(ProblemError):
        fetch(files, offered, target)
    server.mark = '"second"'
    assert fetch(files, offered, target)
    assert target.read_bytes() == PROGRAM


def test_other_bytes_of_the_right_length_are_refused_and_gone(
    files: FileClient, offered: Package, target: Path, server: ReleaseServer
) -> None:
    server.files[SETUP] = PROGRAM[:-1] + b"!"
    with pytest.raises(UpdateRefused) as caught:
        fetch(files, offered, target)
    assert caught.value.reason is Reason.WRONG_HASH
    assert not list(target.parent.iterdir())


@pytest.mark.parametrize("content", [PROGRAM + b"x" * 100_000, PROGRAM[:-1]], ids=["longer", "shorter"])
def test_another_length_is_refused_and_gone(
    files: FileClient, offered: Package, target: Path, server: ReleaseServer, content: bytes
) -> None:
    server.files[SETUP] = content
    with pytest.raises(UpdateRefused) as caught:
        fetch(files, offered, target)
    assert caught.value.reason is Reason.WRONG_SIZE
    assert not list(target.parent.iterdir())


def test_a_half_that_somebody_tampered_with_fails_in_the_end_and_the_next_try_is_clean(
    files: FileClient, offered: Package, target: Path, server: ReleaseServer
) -> None:
    server.cut_after = [300_000]
    with pytest.raises(ProblemError):
        fetch(files, offered, target)
    part = next(target.parent.glob("*.part"))
    part.write_bytes(b"!" + part.read_bytes()[1:])
    with pytest.raises(UpdateRefused):
        fetch(files, offered, target)
    assert fetch(files, offered, target)
    assert target.read_bytes() == PROGRAM


def test_what_is_there_already_is_not_asked_for_again(
    files: FileClient, offered: Package, target: Path, server: ReleaseServer
) -> None:
    fetch(files, offered, target)
    assert fetch(files, offered, target)
    assert len(server.asked) == 1


def test_stopping_half_way_keeps_the_half(
    files: FileClient, offered: Package, target: Path, server: ReleaseServer
) -> None:
    seen: list[int] = []
    assert not fetch(files, offered, target, stopping=lambda: len(seen) > 3, told=seen.append)
    assert not target.exists()
    assert fetch(files, offered, target)
    assert starts(server)[1] > 0


def test_a_full_disk_is_seen_before_anything_is_asked(
    files: FileClient, offered: Package, target: Path, server: ReleaseServer
) -> None:
    with pytest.raises(NoRoom):
        fetch(files, offered, target, free_bytes=lambda _: SPARE_BYTES)
    assert not server.asked


def test_a_wifi_that_wants_a_sign_in_is_not_followed(
    files: FileClient, offered: Package, target: Path, server: ReleaseServer
) -> None:
    server.redirect_to = "http://127.0.0.1:1/sign-in"
    with pytest.raises(ProblemError) as caught:
        fetch(files, offered, target)
    assert caught.value.code == "captive_portal"


def test_plain_http_to_anywhere_else_is_never_used(files: FileClient, target: Path) -> None:
    with pytest.raises(ProblemError), files.open("http://updates.example/a.exe"):
        pytest.fail("it was opened")


def test_a_small_file_that_never_ends_is_cut_off(files: FileClient, server: ReleaseServer) -> None:
    server.files["/update.json"] = b" " * 1_000_000
    with pytest.raises(ProblemError) as caught:
        files.read(server.url("/update.json"), 64 * 1024)
    assert caught.value.code == "bad_answer"
