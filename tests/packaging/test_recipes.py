"""What the packages are made from, read without building them."""

from __future__ import annotations

import configparser
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops, ImageStat

from devtools import deb, freezing, programs, windows
from devtools.wine import windows_path
from tabeza_desktop.updates.install import WindowsInstaller
from tests.project.sources import ROOT

RECIPES = ROOT / "packaging"
ICON = ROOT / "resources" / "icon"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def icon_script() -> ModuleType:
    """packaging/icon.py, which is a script and no package."""
    spec = importlib.util.spec_from_file_location("icon_script", RECIPES / "icon.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("side", [16, 48, 256])
def test_the_committed_icons_are_those_the_script_draws(
    side: int, icon_script: ModuleType, qapp: object
) -> None:
    with Image.open(ICON / f"tabeza-{side}.png") as picture:
        committed = picture.convert("RGBA")
    difference = ImageStat.Stat(ImageChops.difference(committed, icon_script.tile(side)))
    assert max(difference.mean) < 1.0


def test_windows_finds_every_size_it_asks_for(icon_script: ModuleType) -> None:
    with Image.open(ICON / "tabeza.ico") as icon:
        sizes = icon.info["sizes"]
    assert sizes == {(side, side) for side in icon_script.ICO_SIZES}


def test_the_menu_entry_starts_the_program_and_speaks_both_languages() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(RECIPES / "linux" / f"{deb.APP_ID}.desktop", encoding="utf-8")
    for section in entry.sections():
        assert entry[section]["Exec"].split()[0] == deb.NAME
        assert {
            f"{key}[sw]" for key in ("Name", "GenericName", "Comment", "Keywords") if key in entry[section]
        } <= set(entry[section])
    assert entry["Desktop Entry"]["Icon"] == deb.APP_ID


def test_the_software_centre_is_told_in_both_languages() -> None:
    told = RECIPES / "linux" / f"{deb.APP_ID}.metainfo.xml"
    tree = ElementTree.parse(told).getroot()  # noqa: S314  our own file
    assert tree.findtext("id") == deb.APP_ID
    assert tree.findtext("launchable") == f"{deb.APP_ID}.desktop"
    texts = [
        node for name in ("summary", "description/p", "description/ul/li") for node in tree.findall(name)
    ]
    spoken = [node.get(LANG, "en") for node in texts]
    assert spoken.count("en") == spoken.count("sw") > 3


def test_the_installer_says_everything_in_both_languages() -> None:
    script = (RECIPES / "windows" / "installer.nsi").read_text(encoding="utf-8")
    said = re.findall(r"^LangString (\w+) \$\{LANG_(\w+)\}", script, re.MULTILINE)
    asked = set(re.findall(r"\$\(([A-Z_]+)\)", script))
    assert asked
    for language in ("ENGLISH", "SWAHILI"):
        assert asked == {name for name, spoken in said if spoken == language}


def test_the_installer_asks_for_no_administrator_and_is_64_bit() -> None:
    script = (RECIPES / "windows" / "installer.nsi").read_text(encoding="utf-8")
    assert "RequestExecutionLevel user" in script
    assert "Target amd64-unicode" in script
    assert "HKLM" not in script


def test_pairing_links_open_the_program_as_its_one_argument_and_go_with_it() -> None:
    """`"%1"` alone: what a link smuggles in after a quote becomes further arguments, and then it is no link."""
    script = (RECIPES / "windows" / "installer.nsi").read_text(encoding="utf-8")
    assert """"$INSTDIR\\${PROGRAM}" "%1"\'\n""" in script
    assert script.count('WriteRegStr HKCU "${LINKS_KEY}') == 4
    assert 'DeleteRegKey HKCU "${LINKS_KEY}"' in script
    entry = (RECIPES / "linux" / f"{deb.APP_ID}.desktop").read_text(encoding="utf-8")
    assert "Exec=tabeza-desktop %u\n" in entry
    assert "MimeType=x-scheme-handler/tabeza;" in entry


def test_the_installer_takes_the_words_that_updates_give_it(monkeypatch: pytest.MonkeyPatch) -> None:
    script = (RECIPES / "windows" / "installer.nsi").read_text(encoding="utf-8")
    given: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda words, **_: given.append(words))
    WindowsInstaller().start(Path("C:/x/Tabeza-Setup-0.2.0.exe"), reopen=True)
    WindowsInstaller().start(Path("C:/x/Tabeza-Setup-0.2.0.exe"), reopen=False)
    assert [words[1:] for words in given] == [["/S", "/WAIT=120", "/RESTART=1"], ["/S", "/WAIT=120"]]
    for option in ("/WAIT=", "/RESTART="):
        assert f'${{GetOptions}} $R8 "{option}"' in script or f'${{GetOptions}} $2 "{option}"' in script


def test_kiswahili_has_every_text_of_the_installers_own_pages() -> None:
    """NSIS reads these by position, so that one line too few would shift all that follow."""
    lines = (RECIPES / "windows" / "Swahili.nlf").read_text(encoding="utf-8-sig").splitlines()
    names = [line for line in lines if line.startswith("# ^")]
    assert len(names) == 89
    assert all(text and not text.startswith("#") for text in lines[lines.index(names[0]) + 1 :: 2])


def test_a_release_is_built_where_it_runs() -> None:
    script = (RECIPES / "windows-build.cmd").read_text(encoding="utf-8")
    assert "dev.py build" in script
    assert "packaging\\windows\\installer.nsi" in script


def test_a_path_is_said_as_windows_programs_see_it() -> None:
    assert windows_path(Path("/some/where")) == r"Z:\some\where"


def test_the_installer_is_named_by_the_version() -> None:
    assert re.fullmatch(r"Tabeza-Setup-\d+\.\d+\.\d+\.exe", windows.installer_path().name)


def test_a_changed_source_gives_another_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("installer.spec", "requirements.lock", "main.py", "pyproject.toml", "resources/a.svg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(freezing, "ROOT", tmp_path)
    monkeypatch.setattr(freezing, "SPEC", tmp_path / "installer.spec")
    monkeypatch.setattr(freezing, "LOCK", tmp_path / "requirements.lock")
    before = freezing.sources_digest()
    assert freezing.sources_digest() == before
    (tmp_path / "resources" / "a.svg").write_text("another", encoding="utf-8")
    assert freezing.sources_digest() != before


def test_practice_mode_needs_nothing_that_the_bundle_leaves_out() -> None:
    """Found here in a second, not when the frozen program is tried."""
    left_out = ["psycopg", "pydantic", "rich", "requests", "PIL"]
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({left_out!r})); import tabeza_practice.central_child"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_pictures_are_made_by_the_module_that_knows_the_screens() -> None:
    assert programs.has_module("support.xvfb")
    assert not programs.has_module("no_such.module")
