"""Trying the Windows installer as a bar would: install, check, look, upgrade, uninstall, and see what is left.

Each step either holds or raises StepFailed with what was found instead. The Windows is a Wine prefix that has never
seen Python.
"""

from __future__ import annotations

import hashlib
import os
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.programs import empty
from devtools.steps import StepFailed, say
from devtools.wine import Wine, windows_path

UNINSTALL_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Tabeza"
CHOICES_KEY = r"HKCU\Software\Tabeza"
RUN_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
LINKS_KEY = r"HKCU\Software\Classes\tabeza"
SCREEN = "1440x900x24"  # room for a window of 1366 x 768 and its frame
LONGEST_TOUR_S = 1200
BAD_LINK = 2
STILL_OPEN = 2  # what the installer says when it gave up waiting
SETTLED_LOOKS, LOOK_EVERY_S, LONGEST_LOOK_S = 4, 2.0, 300.0
NOT_OURS = ("/windows/", "/AppData/Local/Temp/", "/ProgramData/")


def try_out(setup: Path, prefix: Path, pictures: Path) -> int:
    """Every step in turn; 0, or StepFailed. The picture of the running window is `pictures`/windows-practice.png."""
    empty(pictures)
    wine = Wine.fresh(prefix)
    folder = wine.local_app_data / "Programs" / "Tabeza"
    before = files_of(wine)
    took_s = install(wine, setup, folder)
    say(f"  installed silently in {took_s:.1f} s")
    check_choices(wine, startup=False)
    self_check(wine, folder)
    picture = look(wine, folder, setup, pictures / "windows-practice.png")
    say(f"  practice mode in its window, left alone by an upgrade: {picture}")
    tour(wine, folder, pictures / "tour")
    kept = wine.local_app_data / "Tabeza" / "kept.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("a shift's worth of pairing", encoding="utf-8")
    took_s = install(wine, setup, folder, "/STARTUP=1")
    check_choices(wine, startup=True)
    install(wine, setup, folder)
    check_choices(wine, startup=True)
    say(f"  upgraded silently in {took_s:.1f} s, and its choices kept")
    uninstall(wine, folder)
    left = sorted(files_of(wine) - before)
    strange = [name for name in left if "/AppData/Local/Tabeza/" not in name]
    if strange or not kept.exists():
        raise StepFailed(f"Uninstalling left {strange}; the data is {'there' if kept.exists() else 'gone'}")
    say(f"  uninstalled: only data is left ({len(left)} files in AppData/Local/Tabeza)")
    return 0


def files_of(wine: Wine) -> set[str]:
    """Every file on drive C: that an installer could have left, as `/users/...`."""
    names = {
        "/" + path.relative_to(wine.drive_c).as_posix()
        for path in wine.drive_c.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    return {name for name in names if not any(part in name for part in NOT_OURS)}


def install(wine: Wine, setup: Path, folder: Path, *options: str) -> float:
    """Runs the installer silently and sees that it did what it should; returns the seconds it took."""
    started = time.monotonic()
    wine.run("windows-install", [windows_path(setup), "/S", *options])
    took_s = time.monotonic() - started
    for name in ("tabeza-desktop.exe", "_internal", "uninstall.exe"):
        if not (folder / name).exists():
            raise StepFailed(f"The installer said it was done, but {folder / name} is missing.")
    if (folder / ".incoming").exists():
        raise StepFailed("The installer left its unpacking folder behind.")
    return took_s


def check_choices(wine: Wine, *, startup: bool) -> None:
    """The program is listed for uninstalling, and starts with Windows only if that was chosen."""
    listed = wine.registry(UNINSTALL_KEY) or ""
    if "Tabeza Desktop" not in listed or "QuietUninstallString" not in listed:
        raise StepFailed(f"Windows does not list the program: {listed}")
    if bool(wine.registry(RUN_KEY, "Tabeza")) != startup:
        raise StepFailed(f"Starting with Windows should be {'on' if startup else 'off'}, and is not.")
    command = wine.registry(LINKS_KEY + r"\shell\open\command") or ""
    if not command.rstrip().endswith('tabeza-desktop.exe" "%1"'):
        raise StepFailed(f"Pairing links do not open the program: {command}")
    if not list(wine.drive_c.rglob("Start Menu/Programs/Tabeza.lnk")):
        raise StepFailed("There is no entry in the Start menu.")


def self_check(wine: Wine, folder: Path) -> None:
    """The installed program is whole, with Windows' own Credential Manager as its keyring."""
    code, said = wine.ask([folder / "tabeza-desktop.exe", "--self-check"])
    say("\n".join(f"    {line}" for line in said.strip().splitlines()))
    if code or "ok   keyring:" not in said or "(Windows)" not in said:
        raise StepFailed(f"The installed program is not whole (exit code {code}).")


def look(wine: Wine, folder: Path, setup: Path, picture: Path) -> Path:
    """Starts practice mode on an X server of its own and takes the picture its window settles on.

    Raises StepFailed if the program ends by itself, its window stays empty, a second start does not end, or a silent
    upgrade does not leave the running console alone.
    """
    with screen() as display:
        process = wine.start([folder / "tabeza-desktop.exe", "--practice"], {"DISPLAY": display})
        try:
            _settled_picture(process, display, picture)
            subprocess.run(["mogrify", "-trim", "+repage", picture], check=True)
            check_further_starts(wine, folder, display)
            code, _ = wine.ask([windows_path(setup), "/S", "/WAIT=2"])
            if code != STILL_OPEN or process.poll() is not None:
                raise StepFailed(f"An upgrade did not wait for the open console (exit code {code}).")
        finally:
            wine.stop_all()
            process.wait(30)
    return picture


def check_further_starts(wine: Wine, folder: Path, display: str) -> None:
    """A second start tells the first and ends; a hostile link ends before anything begins."""
    hostile = "tabeza://pair/ABCDE23456?server=http://127.0.0.1:1"
    for argument, expected in (("--practice", 0), (hostile, BAD_LINK)):
        command = [folder / "tabeza-desktop.exe", argument]
        started = time.monotonic()
        code, said = wine.ask(command, {"DISPLAY": display}, longest_s=LONGEST_TOUR_S)
        if code != expected or "does not answer" in said:
            raise StepFailed(f"Starting it again with {argument} gave exit code {code}: {said[-500:]}")
        took_s = time.monotonic() - started
        say(f"  started again with {argument.partition('?')[0]}: exit code {code} in {took_s:.1f} s")


def tour(wine: Wine, folder: Path, pictures: Path) -> None:
    """The whole job unattended by the installed program, in real windows."""
    command = [folder / "tabeza-desktop.exe", "--tour", windows_path(pictures)]
    with screen() as display:
        try:
            code, said = wine.ask(command, {"DISPLAY": display}, longest_s=LONGEST_TOUR_S)
        finally:
            wine.stop_all()  # a failed program may stand with a message that nobody will press away
    steps = [line for line in said.splitlines() if line.startswith(("ok ", "FAIL "))]
    if code or not steps:
        raise StepFailed(f"{said[-2000:]}\nThe tour by the installed program failed (exit code {code}).")
    say(f"  the tour by the installed program: {len(steps)} steps, {said.strip().splitlines()[-1]}")


def _settled_picture(process: subprocess.Popen[bytes], display: str, picture: Path) -> None:
    """The screen once it has looked the same for some looks in a row, and no longer as it looked when empty."""
    empty_screen = _grab(display, picture)
    last, same, deadline = empty_screen, 0, time.monotonic() + LONGEST_LOOK_S
    while same < SETTLED_LOOKS or last == empty_screen:
        if process.poll() is not None:
            raise StepFailed(f"The program ended by itself (exit code {process.returncode}).")
        if time.monotonic() > deadline:
            raise StepFailed(f"The window did not settle; the last look: {picture}")
        time.sleep(LOOK_EVERY_S)
        seen = _grab(display, picture)
        same = same + 1 if seen == last else 0
        last = seen


def _grab(display: str, picture: Path) -> str:
    subprocess.run(["import", "-display", display, "-window", "root", "-depth", "8", picture], check=True)
    pixels = subprocess.run(["convert", picture, "rgb:-"], capture_output=True, check=True)
    return hashlib.sha256(pixels.stdout).hexdigest()


@contextmanager
def screen() -> Iterator[str]:
    """A private X server; its value for DISPLAY."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as numbers:
            ready, _, _ = select.select([numbers], [], [], 20.0)
            number = numbers.readline().decode().strip() if ready else ""
        if not number:
            raise StepFailed("Xvfb did not start.")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


def uninstall(wine: Wine, folder: Path) -> None:
    """Uninstalls silently; neither the program nor its registry entries are left."""
    wine.run("windows-uninstall", [folder / "uninstall.exe", "/S"])
    wine.wait_until_idle()  # the uninstaller goes on from a copy of itself, so that it can remove itself
    if folder.exists():
        raise StepFailed(f"Uninstalling left {sorted(path.name for path in folder.iterdir())}")
    for key, name in ((UNINSTALL_KEY, None), (CHOICES_KEY, None), (LINKS_KEY, None), (RUN_KEY, "Tabeza")):
        if wine.registry(key, name):
            raise StepFailed(f"Uninstalling left {key} {name or ''}")
