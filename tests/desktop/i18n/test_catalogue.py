"""The Kiswahili files: well formed, complete, and with the same fields as the English they stand for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tabeza_desktop.i18n.catalogue import (
    CatalogueError,
    catalogue_files,
    fields_of,
    load_catalogue,
    read_file,
)
from tests.desktop.i18n.literals import Literal, literals_of_console

# tests read the real files: a missing entry is a defect of the product, not of a fixture
CODE = literals_of_console()


def test_every_file_can_be_read_and_none_contradicts_another() -> None:
    assert catalogue_files("sw"), "there is no Kiswahili at all"
    assert load_catalogue("sw")


def test_every_text_in_the_code_has_its_kiswahili() -> None:
    table = load_catalogue("sw")
    missing = [text.where_and_what() for text in CODE if (text.context, text.source) not in table]
    assert not missing, "no Kiswahili for:\n" + "\n".join(missing)


def test_a_translation_has_the_fields_of_its_english() -> None:
    wrong = [
        f"{context}: {source!r} -> {text!r}"
        for (context, source), text in load_catalogue("sw").items()
        if fields_of(source) != fields_of(text)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_translation_keeps_bold_and_the_word_mpesa() -> None:
    """Bold runs come in pairs, and M-Pesa is always written with the hyphen that does not break."""
    wrong = [
        text
        for text in load_catalogue("sw").values()
        if text.count("<b>") != text.count("</b>") or "M-Pesa" in text or text != text.strip()
    ]
    assert not wrong


def test_no_text_is_built_with_an_f_string_or_a_variable() -> None:
    wrong = [text.where for text in literals_of_console(only_wrong=True)]
    assert not wrong, "the translation guard cannot read these:\n" + "\n".join(wrong)


def test_the_code_writes_mpesa_with_the_unbroken_hyphen() -> None:
    wrong = [text.where_and_what() for text in CODE if "M-Pesa" in text.source]
    assert not wrong, "\n".join(wrong)


def test_nothing_is_translated_that_nobody_says() -> None:
    """Old entries leave with their text; Qt's own contexts stay."""
    said = {(text.context, text.source) for text in CODE}
    left = [key for path in catalogue_files("sw") if path.stem != "qt" for key, _ in read_file(path) if key not in said]
    assert not left, f"translated, but not in the code: {left}"


def test_a_file_that_contradicts_another_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sw").mkdir()
    (tmp_path / "sw" / "a.json").write_text(json.dumps({"Tabs": {"Paid": "Imelipwa"}}))
    (tmp_path / "sw" / "b.json").write_text(json.dumps({"Tabs": {"Paid": "Amelipa"}}))
    monkeypatch.setattr("tabeza_desktop.i18n.catalogue.FOLDER", tmp_path)
    with pytest.raises(CatalogueError, match="two ways"):
        load_catalogue("sw")


@pytest.mark.parametrize("text", ["[]", '{"Tabs": []}', '{"Tabs": {"Paid": 3}}', "{"])
def test_a_malformed_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(CatalogueError, match=r"broken\.json"):
        list(read_file(path))


def test_the_guard_sees_every_way_of_asking_for_a_text() -> None:
    """Without this the guard could go blind and every other test here would still pass."""
    from tests.desktop.i18n.literals import literals_in

    code = (
        'tr = words("A")\n'
        'tr("one {n}", n=1)\n'
        'QCoreApplication.translate("B", "two")\n'
        'class C:\n    def f(self):\n        self.tr("three")\n'
        'tr(f"four {n}")\n'
        'QT_TRANSLATE_NOOP("D", "five" " and a half")\n'
    )
    found = list(literals_in(code, "x.py"))
    assert [(text.context, text.source) for text in found if not text.wrong] == [
        ("A", "one {n}"),
        ("B", "two"),
        ("C", "three"),
        ("D", "five and a half"),
    ]
    assert [text.where for text in found if text.wrong] == ["x.py:7"]
    assert isinstance(found[0], Literal)
