"""One catalogue per language: key -> sentence, or (singular, plural) chosen by `n`."""

from bot.render.texts import (
    compare_en,
    compare_fr,
    digest_en,
    digest_fr,
    en,
    firms_en,
    firms_fr,
    fr,
    lookup_en,
    lookup_fr,
    networks_en,
    networks_fr,
    panels_en,
    panels_fr,
    profiles_en,
    profiles_fr,
    query_en,
    query_fr,
    search_en,
    search_fr,
    stories_en,
    stories_fr,
    trends_en,
    trends_fr,
)

Entry = str | tuple[str, str]

CATALOGUES: dict[str, dict[str, Entry]] = {
    "en": en.TEXTS
    | compare_en.TEXTS
    | digest_en.TEXTS
    | firms_en.TEXTS
    | lookup_en.TEXTS
    | networks_en.TEXTS
    | panels_en.TEXTS
    | profiles_en.TEXTS
    | query_en.TEXTS
    | search_en.TEXTS
    | stories_en.TEXTS
    | trends_en.TEXTS,
    "fr": fr.TEXTS
    | compare_fr.TEXTS
    | digest_fr.TEXTS
    | firms_fr.TEXTS
    | lookup_fr.TEXTS
    | networks_fr.TEXTS
    | panels_fr.TEXTS
    | profiles_fr.TEXTS
    | query_fr.TEXTS
    | search_fr.TEXTS
    | stories_fr.TEXTS
    | trends_fr.TEXTS,
}
