"""The one theme: mode, text scale and motion, and everything derived from them.

A painted widget asks ``theme()`` at paint time and listens to ``changed``; nothing keeps a colour. One switch costs one
stylesheet, one pixmap-cache clear and one repaint. GUI thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QIcon, QPalette, QPixmap, QPixmapCache
from PySide6.QtWidgets import QApplication

from tabeza_desktop.ui.theme.fonts import (
    Role,
    TypeStyle,
    has_table_figures,
    load_fonts,
    make_font,
    type_style,
)
from tabeza_desktop.ui.theme.icons import icon_pixmap
from tabeza_desktop.ui.theme.stylesheet import build_palette, build_stylesheet
from tabeza_desktop.ui.theme.tokens import Mode, Tokens, contrast_tokens, load_tokens

SCALES = (90, 100, 115, 130)
ZOOMS = (1.0, 1.15)


class Theme(QObject):
    """Private state: mode, text scale (per cent), zoom of large windows, reduced motion, and a font cache.

    ``changed`` fires after all of them are in force, so a listener may read anything. Setting the value already held
    does nothing.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mode = Mode.LIGHT
        self._tokens = load_tokens(Mode.LIGHT)
        self._scale = 100
        self._zoom = 1.0
        self._reduced_motion = False
        self._fonts: dict[tuple[int, int, bool, bool], QFont] = {}
        self._app: QApplication | None = None
        self._plain = False
        self._system_palette = QPalette()

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def scale(self) -> int:
        return self._scale

    @property
    def zoom(self) -> float:
        return self._zoom

    @property
    def reduced_motion(self) -> bool:
        return self._reduced_motion

    def install(self, app: QApplication, *, plain: bool = False) -> None:
        """Give the application Fusion, the fonts, palette and stylesheet. Call once, right after QApplication.

        ``plain``: the stylesheet comes with :meth:`finish`. Only Qt's own widgets need it, and it makes the first
        painting of everything else slower.
        """
        if self._app is app:
            return
        self._app, self._plain = app, plain
        self._system_palette = QPalette(app.palette())
        app.setStyle("Fusion")
        load_fonts()
        if system_wants_contrast():
            self._mode = Mode.CONTRAST
        self._apply()

    def finish(self) -> None:
        """The stylesheet, if it was left out so far."""
        if self._plain and self._app is not None:
            self._plain = False
            self._app.setStyleSheet(build_stylesheet(self._tokens, self.px))

    def set_mode(self, mode: Mode) -> None:
        if mode is self._mode:
            return
        self._mode = mode
        self._apply()

    def toggle(self) -> None:
        """Light to dark and back; from high contrast to light."""
        self.set_mode(Mode.DARK if self._mode is Mode.LIGHT else Mode.LIGHT)

    def set_scale(self, percent: int) -> None:
        """Text scale in per cent, one of SCALES; raises ValueError otherwise."""
        if percent not in SCALES:
            raise ValueError(f"text scale must be one of {SCALES}")
        if percent != self._scale:
            self._scale = percent
            self._apply()

    def set_zoom(self, zoom: float) -> None:
        """Growth of everything in a large window, one of ZOOMS; raises ValueError otherwise."""
        if zoom not in ZOOMS:
            raise ValueError(f"zoom must be one of {ZOOMS}")
        if zoom != self._zoom:
            self._zoom = zoom
            self._apply()

    def set_reduced_motion(self, on: bool) -> None:
        if on != self._reduced_motion:
            self._reduced_motion = on
            self.changed.emit()

    def px(self, size: float) -> int:
        """A length of the specification in pixels at this scale; a line never vanishes."""
        scaled = round(size * self._scale * self._zoom / 100)
        return max(1, scaled) if size > 0 else scaled

    def style(self, role: Role) -> TypeStyle:
        """Scaled size and line height of a role."""
        base = type_style(role)
        return TypeStyle(self.px(base.size), self.px(base.line), base.weight)

    def font(
        self, role: Role, *, tnum: bool = False, codes: bool = False, weight: int | None = None, size: int | None = None
    ) -> QFont:
        """The cached font of a role; ``size`` (unscaled px) and ``weight`` bend it where the specification does."""
        base = type_style(role)
        figures = tnum or codes or has_table_figures(role)
        key = (self.px(size or base.size), weight or base.weight, figures, codes)
        if key not in self._fonts:
            self._fonts[key] = make_font(key[0], key[1], tnum=figures, codes=codes)
        return self._fonts[key]

    def metrics(self, font: QFont) -> QFontMetrics:
        return QFontMetrics(font)

    def pixmap(self, name: str, colour: QColor, size: float, dpr: float = 1.0) -> QPixmap:
        """An icon at ``size`` unscaled px."""
        return icon_pixmap(name, colour, self.px(size), dpr, stroke_size=size)

    def icon(self, name: str, colour: QColor, size: float = 18) -> QIcon:
        return QIcon(self.pixmap(name, colour, size, 2.0))

    def _apply(self) -> None:
        contrast = self._mode is Mode.CONTRAST
        self._tokens = contrast_tokens(self._system_palette) if contrast else load_tokens(self._mode)
        self._fonts.clear()
        QPixmapCache.clear()
        if self._app is not None:
            self._app.setPalette(build_palette(self._tokens))
            self._app.setFont(self.font(Role.BODY))
            if not self._plain:
                self._app.setStyleSheet(build_stylesheet(self._tokens, self.px))
        self.changed.emit()


def system_wants_contrast() -> bool:
    """Whether the system asks for high contrast (Windows contrast themes, macOS and GTK settings)."""
    hints = QGuiApplication.styleHints()  # keeps the accessibility object below alive
    return bool(hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


_THEME: Theme | None = None


def theme() -> Theme:
    """The one Theme of the process, made at first use."""
    global _THEME
    if _THEME is None:
        _THEME = Theme()
    return _THEME


def px(size: float) -> int:
    """Short for ``theme().px(size)``."""
    return theme().px(size)
