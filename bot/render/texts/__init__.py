"""One catalogue per language: key -> sentence, or (singular, plural) chosen by `n`."""

from bot.render.texts import en, fr, networks_en, networks_fr

Entry = str | tuple[str, str]

CATALOGUES: dict[str, dict[str, Entry]] = {
    "en": en.TEXTS | networks_en.TEXTS,
    "fr": fr.TEXTS | networks_fr.TEXTS,
}
