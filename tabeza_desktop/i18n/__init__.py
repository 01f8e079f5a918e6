"""The two languages of the console: English, which is the source, and Kiswahili.

English lives in the code, in ``tr("...")`` calls made by :func:`tabeza_desktop.i18n.words.words`. Kiswahili lives in
``sw/*.json`` as ``{context: {English: Kiswahili}}``, one file a part of the console. A text without an entry shows in
English rather than as a key or an empty label. The package itself imports nothing.
"""
