"""The vocabulary, in both languages. Words to look up are folded: no accents, no case."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.grammar.commands import Setting
from bot.core.grammar.grouped import FirmAction, PanelAction
from bot.core.grammar.searched import Category, Task
from bot.core.grammar.values import Verb
from bot.core.model import Changers, Mode, Purpose
from connectors.query import MediaKind

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
        Verb.FIRM: "firm firms cabinet cabinets entreprise entreprises societe societes "
        "firme firmes",
        Verb.PANEL: "panel panels panneau panneaux groupe groupes",
        Verb.TRENDS: "trends trend tendances tendance",
        Verb.INSPIRE: "inspire idees idee inspirer",
        Verb.SAVE: "save garder garde gardez",
        Verb.BOARD: "board tableau",
        Verb.COMPARE: "compare comparer comparez",
        Verb.IMPORT: "import importer importe importez",
        Verb.EXPORT: "export exporter exporte exportez",
        Verb.PUBLISH: "publish publier",
        Verb.FORGET: "forget effacer efface oublier oublie",
        Verb.OWNERS: "owners owner responsables responsable",
        Verb.CHANNELS: "channels canaux",
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
        Verb.FIRM: {"en": "firm", "fr": "entreprise"},
        Verb.PANEL: {"en": "panel", "fr": "panel"},
        Verb.TRENDS: {"en": "trends", "fr": "tendances"},
        Verb.INSPIRE: {"en": "inspire", "fr": "idées"},
        Verb.SAVE: {"en": "save", "fr": "garder"},
        Verb.BOARD: {"en": "board", "fr": "tableau"},
        Verb.COMPARE: {"en": "compare", "fr": "comparer"},
        Verb.IMPORT: {"en": "import", "fr": "importer"},
        Verb.EXPORT: {"en": "export", "fr": "exporter"},
        Verb.PUBLISH: {"en": "publish", "fr": "publier"},
        Verb.FORGET: {"en": "forget", "fr": "effacer"},
        Verb.OWNERS: {"en": "owners", "fr": "responsables"},
        Verb.CHANNELS: {"en": "channels", "fr": "canaux"},
        Verb.HELP: {"en": "help", "fr": "aide"},
    }
)
"""What each verb is called in help and on screens, by language."""


def verb_name(verb: Verb, language: str) -> str:
    """In a language that has no commands of its own, the English ones are shown."""
    names = VERB_NAMES[verb]
    return names.get(language, names["en"])


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

FIRM = "firm"
FIRM_PREFIXES = frozenset({FIRM, "cabinet", "entreprise", "societe", "firme"})
"""`firm:durand`: what is known of a firm by name."""
PANEL = "panel"
OURS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(FIRM_PREFIXES, FIRM),
        **dict.fromkeys(("panel", "panneau", "groupe", "group"), PANEL),
    }
)
"""What may stand before the name of something that people made here themselves."""
STARTER = "starter"
DRAFT = "draft"
INTO = frozenset({"into", "to", "dans", "vers"})
HINT = "of"
PREFIXES = frozenset(
    {
        *NETWORKS,
        *OURS,
        "words",
        "page",
        HINT,
        "drop",
        "from",
        "de",
        "lang",
        "langue",
        "has",
        "min",
    }
)
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
HERE = frozenset({"here", "ici"})
AS = frozenset({"as", "sous", "nomme"})
AGREED = "cost:ok"
DROP = "drop"
TASKS: Mapping[str, Task] = _index(
    {
        Task.LIVE: "live:on direct:oui direct:on",
        Task.STOP: "live:off direct:non direct:off",
        Task.CHOOSE: "authors:choose",
        Task.RESTORE: "authors:all auteurs:tous",
        Task.SHARE: "share:here partage:ici partager:ici",
    }
)
"""What a search is to do beside being shown; the first of each is how it is written."""
GLOSSARY_WORDS = words_of("words mots glossary glossaire lexique")
"""How help about the words of the house is asked for."""
QUERY_WORDS = words_of("operators operateurs")
"""How help about AND, OR and the filters is asked for."""
FIRST = frozenset({"first", "d'abord"})
MOST = frozenset({"most", "plus"})
CATEGORIES: Mapping[str, Category] = _index(
    {
        Category.POSTS: "posts publications latest recent recents recentes",
        Category.TOP: "top popular populaires",
        Category.ACCOUNTS: "accounts comptes",
        Category.HASHTAGS: "hashtags tags",
        Category.MEDIA: "media medias",
        Category.PAGES: "pages",
        Category.GROUPS: "groups groupes",
        Category.EVENTS: "events evenements",
    }
)
"""What a search may be asked to show first."""
AND = frozenset({"AND", "ET"})
OR = frozenset({"OR", "OU"})
NOT = frozenset({"NOT", "SAUF", "NON"})
OPERATORS = AND | OR | NOT
FIELDS: Mapping[str, str] = _index(
    {
        "from": "from de",
        "lang": "lang langue language",
        "has": "has avec",
        "min": "min",
        "on": "on sur",
    }
)
"""What a part of a query may begin with, before a colon."""
HEADS = frozenset({"from", "de", "lang", "langue", "language", "has", "min"})
"""Those whose colon may be followed by a space: the others are words of everyday speech."""
MEDIA: Mapping[str, MediaKind] = _index(
    {
        MediaKind.MEDIA: "media medias",
        MediaKind.IMAGE: "image images photo photos picture pictures",
        MediaKind.VIDEO: "video videos film films",
        MediaKind.LINK: "link links lien liens url",
    }
)
SPOKEN: Mapping[str, str] = _index(
    {
        "fr": "francais francaise french",
        "en": "anglais anglaise english",
        "de": "allemand german deutsch",
        "es": "espagnol spanish espanol",
        "it": "italien italian italiano",
        "nl": "neerlandais dutch nederlands",
        "pt": "portugais portuguese portugues",
    }
)
# https://www.loc.gov/standards/iso639-2/php/code_list.php, those of two letters.
LANGUAGE_CODES = words_of(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb "
    "lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om "
    "or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw "
    "ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
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

FIRM_ACTIONS: Mapping[str, FirmAction] = _index(
    {
        FirmAction.RELATION: "is est",
        FirmAction.KIND: "kind type genre",
        FirmAction.NAME: "as sous nom nomme",
        FirmAction.ADD: "add ajouter ajoute",
        FirmAction.REMOVE: "remove retirer retire",
        FirmAction.FIND: "find trouver",
        FirmAction.FORGET: "forget oublier oublie",
    }
)
"""What follows a firm's name."""
PANEL_ACTIONS: Mapping[str, PanelAction] = MappingProxyType(
    {
        word: PanelAction(action.value)
        for word, action in FIRM_ACTIONS.items()
        if action.value in {one.value for one in PanelAction}
    }
)
NO_RELATION = "none"
RELATIONS: Mapping[str, str] = _index(
    {
        Relation.COMPETITOR.value: "competitor concurrent concurrente rival rivale",
        Relation.PARTNER.value: "partner partenaire",
        Relation.CLIENT.value: "client cliente customer",
        Relation.OWN.value: "own nous us ours",
        Relation.MODEL.value: "model modele inspiration",
        NO_RELATION: "none aucun aucune rien nothing",
    }
)
FIRM_KINDS: Mapping[str, str] = _index(
    {
        FirmKind.BRAND.value: "brand marque",
        FirmKind.SOFTWARE.value: "software logiciel logiciels editeur",
        FirmKind.ACCOUNTING.value: "accounting accountant accountants comptable comptables "
        "expert-comptable experts-comptables comptabilite",
        FirmKind.LAW.value: "law lawyer lawyers legal avocat avocats avocate droit",
        FirmKind.AGENCY.value: "agency agence communication",
        FirmKind.OTHER.value: "other autre",
    }
)

SETTINGS: Mapping[str, Setting] = _index(
    {
        Setting.LANGUAGE: "language lang langue",
        Setting.ZONE: "zone timezone fuseau city ville",
        Setting.DIGEST: "digest synthese hour heure",
        Setting.DAYS: "days day jours jour",
        Setting.QUIET: "quiet silence calme",
        Setting.ORIGINALS: "originals original originaux",
        Setting.PROFILES: "profiles profile profils profil",
        Setting.RHYTHM: "rhythm rhythms rythme rythmes",
        Setting.CHANGES: "changes change rights modifications modification droits",
        Setting.FEED: "feed flux atom rss",
        Setting.PICTURES: "pictures picture images image",
        Setting.ALERTS: "alerts alert alertes alerte",
        Setting.PURPOSE: "purpose usage utilisation",
    }
)
CHANGERS: Mapping[str, Changers] = _index(
    {
        Changers.ADMINS: "admins admin administrators administrator administrateurs",
        Changers.MEMBERS: "members member everyone everybody membres membre tous",
    }
)
"""Who may change what a channel watches."""
PURPOSES: Mapping[str, str] = _index(
    {
        Purpose.COMPETITORS.value: "competitors competitor concurrents concurrent concurrence",
        Purpose.NEWS.value: "news profession actualite actualites metier",
        Purpose.IDEAS.value: "ideas idea idees idee inspiration",
        Purpose.SUBJECT.value: "subject topic sujet theme",
        NO_RELATION: "none no off aucun aucune non",
        "later": "later plus",
    }
)
"""What a channel may be for, and that it may be said later."""
SWITCH: Mapping[str, str] = _index(
    {"on": "on yes oui active activer", "off": "off no non aucun aucune none stop desactiver"}
)
ANEW = words_of("new nouveau nouvelle")
GROUNDS: Mapping[str, str] = _index(
    {"dark": "dark black sombre sombres fonce foncees", "light": "light white clair claire claires"}
)
"""What pictures may be drawn on."""
SETTING_NOISE = words_of("zone horaire hour hours calmes to is =")
RECAPS: Mapping[str, str] = _index(
    {"weekly": "weekly hebdo hebdomadaire", "monthly": "monthly mensuel mensuelle"}
)
NOW = frozenset({"now", "maintenant", "preview", "apercu"})
UNTIL = frozenset({"until", "till", "jusqu'a", "jusqu'au", "jusqu'aux", "jusque", "jusqu'en"})
