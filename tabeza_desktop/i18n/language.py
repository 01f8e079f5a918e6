"""Which language the console speaks, switched while it runs.

Qt sends ``LanguageChange`` to every widget when a translator is installed or removed; widgets that mix in
:class:`Translated` then set their texts again. GUI thread only.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTranslator, Signal

from tabeza_desktop.i18n.catalogue import Key, load_catalogue

if TYPE_CHECKING:
    from PySide6.QtCore import QLocale

ENGLISH: Final = "en"
KISWAHILI: Final = "sw"
LANGUAGES: Final = (ENGLISH, KISWAHILI)


@lru_cache(maxsize=len(LANGUAGES))
def _locale(language: str) -> QLocale:
    from PySide6.QtCore import QLocale  # its tables take a while to load, and English starts without them

    spoken = QLocale.Language.Swahili if language == KISWAHILI else QLocale.Language.English
    return QLocale(spoken, QLocale.Country.Kenya)



class CatalogueTranslator(QTranslator):
    """A QTranslator over a table in memory. Answers None for what it does not know, so Qt shows the English."""

    def __init__(self, table: dict[Key, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table

    def isEmpty(self) -> bool:
        return not self._table

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return self._table.get((context, source))


class LanguageSwitch(QObject):
    """Private state: the language and its installed translator, if it has one.

    ``changed(str)`` fires once Qt has told every widget. Setting the language already spoken does nothing.
    """

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._language = ENGLISH
        self._translator: CatalogueTranslator | None = None

    @property
    def language(self) -> str:
        return self._language

    @property
    def locale(self) -> QLocale:
        return _locale(self._language)

    def speak(self, language: str) -> None:
        """Switch to ``en`` or ``sw``; raises ValueError for another. Needs the application to exist."""
        if language not in LANGUAGES:
            raise ValueError(f"the console speaks {LANGUAGES}, not {language!r}")
        if language == self._language:
            return
        old, self._language = self._translator, language
        self._translator = None
        if language != ENGLISH:
            self._translator = CatalogueTranslator(load_catalogue(language), self)
        type(self.locale).setDefault(self.locale)
        if self._translator is not None:
            QCoreApplication.installTranslator(self._translator)
        if old is not None:
            QCoreApplication.removeTranslator(old)
            old.deleteLater()
        # Qt posts the event to every window; deliver it now, so that nobody sees two languages at once
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange.value)
        self.changed.emit(language)


class Translated:
    """Mix in before a QWidget class and override ``retranslate()``; call it once at the end of ``__init__``."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)  # type: ignore[misc]

    def retranslate(self) -> None:
        """Set every text again."""


_SWITCH: LanguageSwitch | None = None


def language_switch() -> LanguageSwitch:
    """The one switch of the process, made at first use."""
    global _SWITCH
    if _SWITCH is None:
        _SWITCH = LanguageSwitch()
    return _SWITCH


def speak(language: str) -> None:
    """Short for ``language_switch().speak(language)``."""
    language_switch().speak(language)


def current_language() -> str:
    """``en`` or ``sw``: what the outcome table is asked in."""
    return language_switch().language
