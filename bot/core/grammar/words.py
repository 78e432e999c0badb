"""The vocabulary, in both languages. Words to look up are folded: no accents, no case."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from bot.core.grammar.commands import Setting, Verb
from bot.core.model import Mode

K = TypeVar("K")


def fold(text: str) -> str:
    """Without accents, ligatures or case, so that "Synthèse" and "synthese" are one word."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")


def _index(table: Mapping[K, str]) -> Mapping[str, K]:
    return MappingProxyType({word: key for key, words in table.items() for word in words.split()})


def words_of(text: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(text.split())


VERBS: Mapping[str, Verb] = _index(
    {
        Verb.WATCH: "watch follow suivre suivez surveiller surveille surveillez veiller",
        Verb.UNWATCH: "unwatch unfollow stop remove retirer retire arreter arrete supprimer",
        Verb.LIST: "list watchlist liste lister",
        Verb.SEARCH: "search chercher cherche cherchez rechercher recherche",
        Verb.FIND: "find trouver trouve trouvez",
        Verb.DIGEST: "digest synthese",
        Verb.MUTE: "mute pause",
        Verb.UNMUTE: "unmute reprendre reprends",
        Verb.WHY: "why pourquoi",
        Verb.STATUS: "status etat statut",
        Verb.NETWORKS: "networks network reseaux reseau",
        Verb.SETTINGS: "settings setting reglages reglage parametres",
        Verb.UNDO: "undo annuler",
        Verb.CLAIM: "claim",
        Verb.ALLOW: "allow autoriser",
        Verb.HELP: "help aide",
    }
)
"""Every accepted name of a verb."""

UMBRELLA = frozenset({"veille", "veilleur"})
START = "start"
WANTED = frozenset({"ask", "demander"})
QUIET = frozenset({"quiet", "silence", "calme"})

VERB_NAMES: Mapping[Verb, Mapping[str, str]] = MappingProxyType(
    {
        Verb.WATCH: {"en": "watch", "fr": "suivre"},
        Verb.UNWATCH: {"en": "unwatch", "fr": "retirer"},
        Verb.LIST: {"en": "list", "fr": "liste"},
        Verb.SEARCH: {"en": "search", "fr": "chercher"},
        Verb.FIND: {"en": "find", "fr": "trouver"},
        Verb.DIGEST: {"en": "digest", "fr": "synthèse"},
        Verb.MUTE: {"en": "mute", "fr": "pause"},
        Verb.UNMUTE: {"en": "unmute", "fr": "reprendre"},
        Verb.WHY: {"en": "why", "fr": "pourquoi"},
        Verb.STATUS: {"en": "status", "fr": "état"},
        Verb.NETWORKS: {"en": "networks", "fr": "réseaux"},
        Verb.SETTINGS: {"en": "settings", "fr": "réglages"},
        Verb.UNDO: {"en": "undo", "fr": "annuler"},
        Verb.CLAIM: {"en": "claim", "fr": "claim"},
        Verb.ALLOW: {"en": "allow", "fr": "autoriser"},
        Verb.HELP: {"en": "help", "fr": "aide"},
    }
)
"""What each verb is called in help and on screens, by language."""

NETWORKS: Mapping[str, str] = _index(
    {
        "bluesky": "bluesky bsky",
        "mastodon": "mastodon masto",
        "feed": "feed rss atom web",
        "x": "x twitter",
        "linkedin": "linkedin",
        "facebook": "facebook fb",
        "instagram": "instagram ig insta",
        "threads": "threads",
        "youtube": "youtube yt",
        "viadeo": "viadeo",
        "tiktok": "tiktok",
        "telegram": "telegram tg",
        "reddit": "reddit",
        "hackernews": "hackernews hn",
        "news": "news presse actualites",
        "lemmy": "lemmy",
        "peertube": "peertube",
        "pixelfed": "pixelfed",
        "bridge": "bridge rsshub pont",
    }
)
"""What people call a network -> its name in the code."""

PREFIXES = frozenset({*NETWORKS, "words", "page"})
"""What may stand before a colon and a quotation: linkedin:"Cabinet Durand"."""
MINUS = "-–−"
SIGNS = frozenset({*MINUS, "+"})

MODES: Mapping[str, Mode] = _index(
    {
        Mode.ALERT: "alert alerts alerte alertes",
        Mode.DIGEST: "digest digests synthese syntheses",
        Mode.BOTH: "both",
    }
)
ONLY = frozenset({"only", "uniquement", "seulement"})
ON = frozenset({"on", "sur"})
TO = frozenset({"to", "vers", "dans"})
AS = frozenset({"as", "sous", "nomme"})
AGREED = "cost:ok"
AND = frozenset({"AND", "ET"})
OR = frozenset({"OR", "OU"})
NOT = frozenset({"NOT", "SAUF"})
CONNECTORS = frozenset({"and", "et", "&", "+"})
EVERYTHING = frozenset({"all", "everything", "tout", "tous", "toutes"})

FILLERS = CONNECTORS | words_of(
    "the a an account accounts page profile site please thanks le la les un une compte comptes "
    "profil hashtag tag svp stp merci de du number numero n° no watching following suivre "
    "seulement uniquement"
)
"""Words without meaning beside a target."""

GREETINGS = words_of(
    "bonjour bonsoir salut coucou hello hi hey merci thanks thank morning evening afternoon"
)
GREETING_WORDS = GREETINGS | words_of(
    "good you veilleur everyone everybody all there a tous tout le monde beaucoup very much"
)

SETTINGS: Mapping[str, Setting] = _index(
    {
        Setting.LANGUAGE: "language lang langue",
        Setting.ZONE: "zone timezone fuseau city ville",
        Setting.DIGEST: "digest synthese hour heure",
        Setting.DAYS: "days day jours jour",
        Setting.QUIET: "quiet silence calme",
        Setting.ORIGINALS: "originals original originaux",
    }
)
LANGUAGES: Mapping[str, str] = _index({"fr": "fr francais french", "en": "en anglais english"})
SWITCH: Mapping[str, str] = _index(
    {"on": "on yes oui active activer", "off": "off no non aucun aucune none stop desactiver"}
)
SETTING_NOISE = words_of("zone horaire hour hours calmes to is =")
NOW = frozenset({"now", "maintenant", "preview", "apercu"})
UNTIL = frozenset({"until", "till", "jusqu'a", "jusqu'au", "jusqu'aux", "jusque", "jusqu'en"})
