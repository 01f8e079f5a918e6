"""The written table of endpoints is the served one."""

from __future__ import annotations

from tabeza_central.web import apidoc
from tests.central.journey import ROOT


def test_the_written_table_is_the_served_one() -> None:
    assert (ROOT / "docs" / "api.md").read_text(encoding="utf-8") == apidoc.text()
