"""One catalogue per language: key -> sentence, or (singular, plural) chosen by `n`."""

from bot.render.texts import en, fr

Entry = str | tuple[str, str]

CATALOGUES: dict[str, dict[str, Entry]] = {"en": en.TEXTS, "fr": fr.TEXTS}
