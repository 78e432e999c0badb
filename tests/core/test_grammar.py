"""What people type, in both languages, and the command that it is."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.grammar import (
    VERB_NAMES,
    Allow,
    Ask,
    Bad,
    Category,
    Claim,
    Command,
    Digest,
    DigestAction,
    Help,
    List,
    Mode,
    Mute,
    Networks,
    Ok,
    Search,
    Setting,
    Settings,
    Status,
    Task,
    Term,
    TermKind,
    Undo,
    Unmute,
    Until,
    Unwatch,
    Verb,
    Watch,
    Why,
    clock_time,
    days_of,
    fold,
    moment,
    parse,
    render,
)
from connectors.query import All, Expr, Not, Phrase, Tagged, Word

DAY = timedelta(days=1)
WORKING = frozenset(range(5))


def handle(text: str) -> Term:
    return Term(TermKind.HANDLE, text)


def tag(text: str) -> Term:
    return Term(TermKind.TAG, text)


def words(text: str) -> Term:
    return Term(TermKind.WORDS, text)


def phrase(text: str) -> Term:
    return Term(TermKind.PHRASE, text)


def named(network: str, text: str) -> Term:
    return Term(TermKind.NAMED, text, network)


def domain(text: str) -> Term:
    return Term(TermKind.DOMAIN, text)


def query(text: str) -> Term:
    return Term(TermKind.QUERY, text)


def every(*texts: str) -> Expr:
    return All(tuple(map(Word, texts)))


def link(text: str) -> Term:
    return Term(TermKind.LINK, text)


def address(text: str) -> Term:
    return Term(TermKind.ADDRESS, text)


DURAND = handle("durand")

WATCHING: list[tuple[str, Command]] = [
    ("/watch @durand", Watch((DURAND,))),
    ("/watch@VeilleurBot @durand", Watch((DURAND,))),
    ("Watch: @durand!", Watch((DURAND,))),
    ("/suivre @durand", Watch((DURAND,))),
    ("SURVEILLER @durand", Watch((DURAND,))),
    ("veille @durand", Watch((DURAND,))),
    ("/veilleur suivre @durand", Watch((DURAND,))),
    ("suivre ＠durand.", Watch((DURAND,))),
    ("watch @dur\u200band\u202f,", Watch((DURAND,))),
    ("suivre le compte @durand svp", Watch((DURAND,))),
    ("watch @durand and @martin", Watch((DURAND, handle("martin")))),
    ("watch @durand @durand", Watch((DURAND,))),
    (
        "/watch @durand, Cabinet Martin\n#tva",
        Watch((DURAND, words("Cabinet Martin"), tag("tva"))),
    ),
    (
        "watch @user@127.0.0.1:3000 @Anna@Fosstodon.ORG",
        Watch((address("user@127.0.0.1:3000"), address("Anna@fosstodon.org"))),
    ),
    (
        "watch Durand.bsky.social @martin.bsky.social",
        Watch((domain("durand.bsky.social"), domain("martin.bsky.social"))),
    ),
    ("watch @cabinet-durand.fr", Watch((handle("cabinet-durand.fr"),))),
    ("suivre cabinet-durand.fr", Watch((domain("cabinet-durand.fr"),))),
    ("watch bsky:durand", Watch((named("bluesky", "durand"),))),
    ("watch Bluesky:@durand", Watch((named("bluesky", "durand"),))),
    ("watch bluesky: @durand", Watch((named("bluesky", "durand"),))),
    ("watch twitter:durand yt:durand", Watch((named("x", "durand"), named("youtube", "durand")))),
    ("watch insta:cabinet.durand", Watch((named("instagram", "cabinet.durand"),))),
    ("suivre linkedin:« Cabinet Durand »", Watch((named("linkedin", "Cabinet Durand"),))),
    ("watch mastodon:#tva", Watch((Term(TermKind.TAG, "tva", "mastodon"),))),
    (
        "watch rss:https://durand.fr/feed,1",
        Watch((Term(TermKind.LINK, "https://durand.fr/feed,1", "feed"),)),
    ),
    ("watch watch:12 only:digest", Watch((named("watch", "12"),), only=Mode.DIGEST)),
    (
        "watch HTTPS://Durand.FR/Actus?utm_source=x&id=4&fbclid=y.",
        Watch((link("https://durand.fr/Actus?id=4"),)),
    ),
    ("watch https://youtu.be/abc?si=Track#t", Watch((link("https://youtu.be/abc#t"),))),
    (
        "watch linkedin.com/company/durand?igsh=1",
        Watch((link("https://linkedin.com/company/durand"),)),
    ),
    ("watch (https://a.fr/b_(c))", Watch((link("https://a.fr/b_(c)"),))),
    ("watch #fiscalité#TVA", Watch((tag("fiscalité"), tag("TVA")))),
    ("watch “facture électronique”", Watch((phrase("facture électronique"),))),
    ("suivre expert comptable", Watch((words("expert comptable"),))),
    ("watch expert AND comptable", Watch((words("expert comptable"),))),
    ("watch facture OR fiscalité", Watch((query("facture OR fiscalité"),))),
    ("suivre #tva facture", Watch((tag("tva"),), query=Word("facture"))),
    (
        'watch @durand +tva -"offre d’emploi"',
        Watch((DURAND,), query=All((Word("tva"), Not(Phrase("offre d'emploi"))))),
    ),
    ("watch @durand NOT recrutement", Watch((DURAND,), query=Not(Word("recrutement")))),
    ("watch @durand on bluesky, mastodon", Watch((DURAND,), on=("bluesky", "mastodon"))),
    ("suivre @durand sur bluesky et masto", Watch((DURAND,), on=("bluesky", "mastodon"))),
    ("suivre la page facebook de @durand", Watch((DURAND,), on=("facebook",))),
    ("watch @durand only:alerts", Watch((DURAND,), only=Mode.ALERT)),
    ("watch @durand digest only", Watch((DURAND,), only=Mode.DIGEST)),
    ("suivre @durand synthèse uniquement", Watch((DURAND,), only=Mode.DIGEST)),
    ("suivre @durand uniquement la synthèse", Watch((DURAND,), only=Mode.DIGEST)),
    ("watch @durand only:both", Watch((DURAND,), only=Mode.BOTH)),
    ('watch @durand as "Le voisin"', Watch((DURAND,), label="Le voisin")),
    ("watch @durand as Voisin", Watch((DURAND,), label="Voisin")),
    ("watch @durand to #veille", Watch((DURAND,), to="veille")),
    ("suivre @durand dans @moncanal", Watch((DURAND,), to="@moncanal")),
    ("watch software as a service", Watch((words("software as a service"),))),
    ("watch crédit on demande", Watch((words("crédit on demande"),))),
    ("watch #3", Watch((words("#3"),))),
    ("unwatch @durand", Unwatch((DURAND,))),
    ("unwatch 3 5", Unwatch((3, 5))),
    ("/retirer 1,3", Unwatch((1, 3))),
    ("retirer le n°3 et le #5", Unwatch((3, 5))),
    ("arrêter de suivre @durand", Unwatch((DURAND,))),
    ("stop watching cabinet durand", Unwatch((words("watching cabinet durand"),))),
    ("unwatch @durand on bluesky", Unwatch((named("bluesky", "durand"),))),
    ("unwatch watch:7", Unwatch((named("watch", "7"),))),
    ("retirer tout", Unwatch(all=True)),
    ("/search fiscalité", Search(Word("fiscalité"))),
    ("veille chercher #fiscalité -TVA", Search(All((Tagged("fiscalité"), Not(Word("TVA")))))),
    ("/chercher « TVA intracom » 30j", Search(Phrase("TVA intracom"), days=30)),
    ("search #einvoicing 24h on web", Search(Tagged("einvoicing"), on=("feed",), days=1)),
    ("search durée 35h", Search(every("durée", "35h"))),
    ("search délai paiement 30 jours", Search(every("délai", "paiement", "30", "jours"))),
    ("search #tva facture", Search(All((Tagged("tva"), Word("facture"))))),
    ('search tva page:"b3Blbg=="', Search(Word("tva"), page="b3Blbg==")),
    ("find Cabinet Durand", Search(every("Cabinet", "Durand"), first=Category.ACCOUNTS)),
    ("search tva accounts first", Search(Word("tva"), first=Category.ACCOUNTS)),
    ("chercher tva comptes d'abord", Search(Word("tva"), first=Category.ACCOUNTS)),
    ("search tva first:media", Search(Word("tva"), first=Category.MEDIA)),
    ("search top first tva", Search(Word("tva"), first=Category.TOP)),
    ("chercher tva les plus populaires d'abord", Search(Word("tva"), first=Category.TOP)),
    ("chercher tva les plus récentes d’abord", Search(Word("tva"), first=Category.POSTS)),
    ("search top events", Search(every("top", "events"))),
    ("search tva on:bluesky,masto", Search(Word("tva"), on=("bluesky", "mastodon"))),
    ("chercher tva sur:bluesky", Search(Word("tva"), on=("bluesky",))),
    ("search bluesky:#tva paie", Search(All((Tagged("tva"), Word("paie"))), on=("bluesky",))),
    ("search @durand facture -paie", Search(All((Word("facture"), Not(Word("paie")))), (DURAND,))),
    ("search tva cost:ok", Search(Word("tva"), agreed=True)),
    ("/trouver @durand", Search(None, (DURAND,), first=Category.ACCOUNTS)),
    ('search tva page:"2" share:here', Search(Word("tva"), page="2", task=Task.SHARE)),
    ("chercher tva partager:ici", Search(Word("tva"), task=Task.SHARE)),
    ("chercher tva partage:ici", Search(Word("tva"), task=Task.SHARE)),
]

STEERING: list[tuple[str, Command]] = [
    ("/list", List()),
    ("watchlist page 2", List(page=2)),
    ("liste 3", List(page=3)),
    ("liste cabinet durand page 2", List("cabinet durand", 2)),
    ("/list all", List()),
    ("digest", Digest()),
    ("/digest now", Digest(DigestAction.NOW)),
    ("synthèse maintenant", Digest(DigestAction.NOW)),
    ("digest off", Digest(DigestAction.OFF)),
    ("digest all", Digest(DigestAction.ALL)),
    ("synthèse tout 12", Digest(DigestAction.ALL, row=12)),
    ("digest all 12 page 2", Digest(DigestAction.ALL, row=12, page=2)),
    ("digest weekly", Digest(DigestAction.WEEKLY)),
    ("synthese hebdo oui", Digest(DigestAction.WEEKLY, on=True)),
    ("synthese hebdomadaire non", Digest(DigestAction.WEEKLY, on=False)),
    ("digest monthly on", Digest(DigestAction.MONTHLY, on=True)),
    ("synthese mensuel", Digest(DigestAction.MONTHLY)),
    ("synthese activer", Digest(DigestAction.ON)),
    ("digest 08:30", Digest(DigestAction.SET, time(8, 30))),
    ("synthèse à 8 h 30", Digest(DigestAction.SET, time(8, 30))),
    ("synthèse 8\u00a0h", Digest(DigestAction.SET, time(8))),
    ("digest at 8am", Digest(DigestAction.SET, time(8))),
    ("digest 12am", Digest(DigestAction.SET, time(0))),
    ("digest 6:15 pm", Digest(DigestAction.SET, time(18, 15))),
    ("digest midi", Digest(DigestAction.SET, time(12))),
    ("digest 8h30 lun-ven", Digest(DigestAction.SET, time(8, 30), WORKING)),
    ("digest weekdays", Digest(DigestAction.SET, None, WORKING)),
    ("digest monday to friday at 9", Digest(DigestAction.SET, time(9), WORKING)),
    ("synthèse du lundi au vendredi", Digest(DigestAction.SET, None, WORKING)),
    ("synthèse tous les jours ouvrés", Digest(DigestAction.SET, None, WORKING)),
    ("synthèse jours ouvrables", Digest(DigestAction.SET, None, frozenset(range(6)))),
    ("synthèse tous les jours", Digest(DigestAction.SET, None, frozenset(range(7)))),
    ("digest daily", Digest(DigestAction.SET, None, frozenset(range(7)))),
    ("synthèse lun, mer et ven", Digest(DigestAction.SET, None, frozenset({0, 2, 4}))),
    ("digest fri-mon", Digest(DigestAction.SET, None, frozenset({4, 5, 6, 0}))),
    ("mute 2d", Mute(duration=2 * DAY)),
    (
        "mute watch:1 watch:2 24h",
        Mute(
            Term(TermKind.NAMED, "1", "watch"),
            DAY,
            also=(Term(TermKind.NAMED, "2", "watch"),),
        ),
    ),
    ("pause 24 h", Mute(duration=DAY)),
    ("pause 1h30", Mute(duration=timedelta(minutes=90))),
    ("mute @durand", Mute(DURAND)),
    ("mute 3", Mute(3)),
    ("mute 3 24h", Mute(3, DAY)),
    ("pause 3 2 jours", Mute(3, 2 * DAY)),
    ("pause @durand pendant une semaine", Mute(DURAND, 7 * DAY)),
    ("mute all for 2 days", Mute(duration=2 * DAY)),
    ("mute watch:12 24h", Mute(named("watch", "12"), DAY)),
    ("mute @durand until monday", Mute(DURAND, until=Until(weekday=0))),
    ("pause jusqu’à lundi 9h", Mute(until=Until(weekday=0, at=time(9)))),
    ("pause jusqu’au 24/12", Mute(until=Until(day=24, month=12))),
    ("pause jusqu'au 1er août 2027", Mute(until=Until(day=1, month=8, year=2027))),
    ("mute until 2027-02-28", Mute(until=Until(day=28, month=2, year=2027))),
    ("mute until tomorrow 8am", Mute(until=Until(tomorrow=True, at=time(8)))),
    ("mute until 18:00", Mute(until=Until(at=time(18)))),
    ("mute quiet 20:00-08:00", Settings(Setting.QUIET, "20:00-08:00")),
    ("quiet 20h-8h", Settings(Setting.QUIET, "20:00-08:00")),
    ("réglages silence de 20 h à 8 h", Settings(Setting.QUIET, "20:00-08:00")),
    ("settings quiet off", Settings(Setting.QUIET, "off")),
    ("unmute", Unmute()),
    ("reprendre @durand", Unmute(DURAND)),
    ("unmute all", Unmute()),
    ("/why https://durand.fr/actus/1?utm_source=x", Why("https://durand.fr/actus/1")),
    ("pourquoi x.com/durand/status/12", Why("https://x.com/durand/status/12")),
    ("veille why at://did:plc:a/app.bsky.feed.post/b", Why("at://did:plc:a/app.bsky.feed.post/b")),
    ("why did I not get https://durand.fr/1, please?", Why("https://durand.fr/1")),
    ("/status", Status()),
    ("État ?", Status()),
    ("/networks", Networks()),
    ("réseaux", Networks()),
    ("/networks ask X", Networks("x")),
    ("/reseaux demander insta", Networks("instagram")),
    ("/networks ask nothing known", Networks()),
    ("/watch @durand cost:ok", Watch((DURAND,), agreed=True)),
    ("/settings", Settings()),
    ("réglages langue Français", Settings(Setting.LANGUAGE, "fr")),
    ("settings zone Europe/Paris", Settings(Setting.ZONE, "Europe/Paris")),
    ("réglages fuseau horaire São Paulo", Settings(Setting.ZONE, "São Paulo")),
    ("settings digest 8h", Settings(Setting.DIGEST, "08:00")),
    ("settings days lun-ven", Settings(Setting.DAYS, "mon-fri")),
    ("réglages originaux oui", Settings(Setting.ORIGINALS, "on")),
    ("/settings profiles off", Settings(Setting.PROFILES, "off")),
    ("réglages profils non", Settings(Setting.PROFILES, "off")),
    ("settings pictures dark", Settings(Setting.PICTURES, "dark")),
    ("réglages images sombres", Settings(Setting.PICTURES, "dark")),
    ("réglages images claires", Settings(Setting.PICTURES, "light")),
    ("undo", Undo()),
    ("/annuler 12", Undo(12)),
    ("claim ABC-123", Claim("ABC-123")),
    ("/allow 12", Allow(12)),
    ("autoriser 12 non", Allow(12, yes=False)),
    ("/allow T0123ABC", Allow(team="T0123ABC")),
    ("autoriser t0123abc non", Allow(yes=False, team="T0123ABC")),
    ("/start ABC_123", Claim("ABC_123")),
    ("/start", Help("welcome")),
    ("Bonjour !", Help("welcome")),
    ("merci beaucoup", Help("welcome")),
    ("hello there", Help("welcome")),
    ("/help", Help()),
    ("aide suivre", Help("watch")),
    ("/watch help", Help("watch")),
    ("/help words", Help("words")),
    ("aide lexique", Help("words")),
    ("/help operators", Help("operators")),
    ("settings purpose news", Settings(Setting.PURPOSE, "news")),
    ("réglages usage un sujet", Settings(Setting.PURPOSE, "subject")),
    ("aide mots", Help("words")),
    ("/veille", Help()),
    ("?", Help()),
    ("", Help()),
]

BARE: list[tuple[str, Command]] = [
    ("facture électronique", Search(every("facture", "électronique"))),
    ("« facture électronique »", Search(Phrase("facture électronique"))),
    ("status quo", Search(every("status", "quo"))),
    ("aide aux entreprises", Search(every("aide", "aux", "entreprises"))),
    ("autoriser un paiement", Search(every("autoriser", "un", "paiement"))),
    ("pourquoi la TVA", Search(every("pourquoi", "la", "TVA"))),
    ("silence radio", Search(every("silence", "radio"))),
    ("Suisse fiscalité", Search(every("Suisse", "fiscalité"))),
    ("@durand bluesky", Search(None, (DURAND,), on=("bluesky",))),
]


@pytest.mark.parametrize(("typed", "command"), WATCHING + STEERING + BARE)
def test_a_sentence_is_its_command_and_its_canonical_text_is_too(
    typed: str, command: Command
) -> None:
    assert parse(typed) == Ok(command)
    assert parse(render(command)) == Ok(command)


SLACK = [
    ("/watch <@U1|durand>", "watch @durand"),
    ("/watch <#C1|fiscalite>", "watch #fiscalite"),
    ("why <https://durand.fr/1|durand.fr/1>", "why https://durand.fr/1"),
    ("/watch @durand to <#C1|veille>", "watch @durand to #C1"),
    ("/watch <https://durand.fr/a?b=1&amp;c=2|le site>", "watch https://durand.fr/a?b=1&c=2"),
    ("/watch <http://durand.bsky.social|durand.bsky.social>", "watch durand.bsky.social"),
    ("/watch @<mailto:anna@piaille.fr|anna@piaille.fr>", "watch @anna@piaille.fr"),
    ("/watch <!subteam^S1|@durand>", "watch @durand"),
    ("/search R&amp;D", "search R&D"),
]


@pytest.mark.parametrize(("sent", "meant"), SLACK)
def test_slacks_own_forms_are_read_as_they_were_typed(sent: str, meant: str) -> None:
    result = parse(sent, slack=True)
    assert isinstance(result, Ok)
    assert render(result.command) == meant


MISSING = [
    ("/watch", Verb.WATCH, "watch_what", "watch"),
    ("/suivre on bluesky", Verb.WATCH, "watch_what", "watch"),
    ("/search", Verb.SEARCH, "search_what", "search"),
    ("search -tva", Verb.SEARCH, "search_what", "search"),
    ("trouver", Verb.FIND, "find_what", "find"),
    ("unwatch", Verb.UNWATCH, "unwatch_what", "unwatch"),
    ("pause", Verb.MUTE, "mute_how_long", "mute"),
    ("pourquoi", Verb.WHY, "why_link", "why"),
    ("claim", Verb.CLAIM, "claim_code", "claim"),
    ("settings zone", Verb.SETTINGS, "settings_zone", "settings zone"),
    ("quiet", Verb.SETTINGS, "settings_quiet", "settings quiet"),
]


@pytest.mark.parametrize(("typed", "verb", "question", "before"), MISSING)
def test_a_verb_without_its_argument_asks_for_it(
    typed: str, verb: Verb, question: str, before: str
) -> None:
    result = parse(typed)
    assert isinstance(result, Ask)
    assert (result.verb, result.question, result.before) == (verb, question, before)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("@durand", (DURAND,)),
        ("#tva", (tag("tva"),)),
        ("https://x.com/durand?utm_medium=a", (link("https://x.com/durand"),)),
        ("@durand et @martin", None),
        ("@durand, @martin", (DURAND, handle("martin"))),
    ],
)
def test_a_bare_account_link_or_tag_offers_to_watch_or_to_search(
    typed: str, terms: tuple[Term, ...] | None
) -> None:
    terms = terms or (DURAND, handle("martin"))
    searched = Search(Tagged("tva")) if typed == "#tva" else Search(None, terms)
    assert parse(typed) == Ask(None, "watch_or_search", (Watch(terms), searched))


def test_words_beside_an_account_ask_whether_they_filter_or_are_watched_too() -> None:
    filtered = Watch((DURAND,), query=Word("facture"))
    both = Watch((DURAND, words("facture")))
    assert parse("watch @durand facture") == Ask(None, "words_filter_or_target", (filtered, both))


WRONG = [
    ("wacth @durand", "unknown_verb", "watch @durand"),
    ("wacth cabinet durand", "unknown_verb", "watch cabinet durand"),
    ("veille serach tva", "unknown_verb", "search tva"),
    ("/wacth @durand", "unknown_command", "watch @durand"),
    ("/wat @durand", "unknown_command", "watch @durand"),
    ("/chercer", "unknown_command", "search"),
    ("/clain ABC-123", "unknown_command", "claim"),
    ("/zzz", "unknown_command", None),
    ("/", "unknown_command", None),
    ("watch @dur\x00and", "control_characters", None),
    ("watch @dur\x85and", "control_characters", None),
    ("watch @dur/and", "bad_handle", None),
    ("watch @a@-", "bad_address", None),
    ("watch #e-invoicing", "bad_tag", "watch #einvoicing"),
    ("search javascript://alert", "bad_link", None),
    ("watch https://", "bad_link", None),
    ("watch https://user:secret@durand.fr", "link_with_password", None),
    ("search (tva OR facture AND paie", "unbalanced", "search (tva OR facture AND paie)"),
    ("chercher tva) OU paie", "unbalanced", "search tva OU paie"),
    ("search tva OR -paie OR lang:fr", "too_wide", None),
    ("search " + "(" * 11 + "tva" + ")" * 11, "too_deep", None),
    ("search " + " ".join(f"mot{n}" for n in range(51)), "too_many_parts", None),
    ("search tva ab*", "short_beginning", None),
    ("search tva from:", "bad_author", None),
    ("chercher tva de:a/b", "bad_author", None),
    ("search tva lang:zzz", "bad_language", None),
    ("search tva langue:frnch", "bad_language", "search tva lang:fr"),
    ("search tva has:foo", "bad_media", None),
    ("chercher tva avec:vidéoo -paie", "bad_media", "search tva has:video -paie"),
    ("search tva min:x", "bad_least", None),
    ("search tva min:0", "bad_least", None),
    ("search tva on:linkdin", "unknown_network", "search tva on linkedin"),
    ("watch @durand on linkdin", "unknown_network", "watch @durand on linkedin"),
    ("watch @durand on minitel", "unknown_network", None),
    ("watch " + " ".join(f"@a{n}" for n in range(51)), "too_many_targets", None),
    ("digest 25h", "bad_schedule", None),
    ("digest blah", "bad_schedule", None),
    ("mute @durand 900d", "bad_duration", None),
    ("mute @durand 0h", "bad_duration", None),
    ("mute @durand until 32/12", "bad_until", None),
    ("mute @durand until later", "bad_until", None),
    ("mute @durand @martin", "one_at_a_time", None),
    ("/why @durand", "bad_link", None),
    ("/why https://u:secret@durand.fr", "link_with_password", None),
    ("/why https://durand.fr/1 https://durand.fr/2", "one_at_a_time", None),
    ("settings langage fr", "unknown_setting", "settings language"),
    ("settings language klingon", "bad_setting", None),
    ("settings quiet 20:00", "bad_setting", None),
    ("/allow nobody", "bad_number", None),
    ("undo yesterday", "bad_number", None),
    ("claim no code!", "bad_code", None),
    ("a" * 2001, "too_long", None),
]


@pytest.mark.parametrize(("typed", "reason", "better"), WRONG)
def test_what_is_wrong_is_named_with_what_to_type_instead(
    typed: str, reason: str, better: str | None
) -> None:
    result = parse(typed)
    assert isinstance(result, Bad)
    assert (result.reason, result.did_you_mean) == (reason, better)
    assert isinstance(parse(result.example), Ok)


def test_a_fault_says_where_it_is() -> None:
    assert parse("watch @durand @a/b") == Bad("bad_handle", 14, "@a/b")


@pytest.mark.parametrize(
    "typed",
    [
        "watch https://u:hunter2@durand.fr",
        "/why https://u:hunter2@a.fr",
        "claim hunter2 !",
        "/clain hunter2",
    ],
)
def test_a_secret_is_never_repeated(typed: str) -> None:
    assert "hunter2" not in repr(parse(typed))


def test_a_claims_code_stays_out_of_its_repr() -> None:
    assert "ABC123" not in repr(parse("claim ABC123"))


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_display_name_is_understood(verb: Verb, language: str) -> None:
    result = parse(f"/{VERB_NAMES[verb][language]} help")
    assert result in (Ok(Help(verb.value)), parse(f"/{verb} help"))
    assert not isinstance(result, Bad)


def test_a_default_verb_takes_the_whole_text_as_its_argument() -> None:
    assert parse("list", default=Verb.WATCH) == Ok(Watch((words("list"),)))
    assert parse("", default=Verb.SEARCH) == Ask(Verb.SEARCH, "search_what", before="search")
    assert parse("/list", default=Verb.WATCH) == Ok(List())


def test_an_answer_after_a_question_completes_the_command() -> None:
    question = parse("settings zone")
    assert isinstance(question, Ask)
    assert parse(f"{question.before} Lyon") == Ok(Settings(Setting.ZONE, "Lyon"))


def test_a_command_that_nobody_can_type_is_refused() -> None:
    for command in (Watch(()), Watch((phrase('a "b" c'),)), Search(Word("a\x07b")), Mute()):
        with pytest.raises(ValueError, match="not a command that can be typed"):
            render(command)


NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))  # a Monday


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (Until(weekday=0), "2026-11-30T00:00"),
        (Until(weekday=4, at=time(9)), "2026-11-27T09:00"),
        (Until(tomorrow=True), "2026-11-24T00:00"),
        (Until(at=time(18)), "2026-11-23T18:00"),
        (Until(at=time(9)), "2026-11-24T09:00"),
        (Until(day=24, month=12), "2026-12-24T00:00"),
        (Until(day=23, month=11), "2027-11-23T00:00"),
        (Until(day=29, month=2), "2028-02-29T00:00"),
        (Until(day=1, month=1, year=2030, at=time(8)), "2030-01-01T08:00"),
    ],
)
def test_until_is_the_next_such_moment_on_the_persons_clock(until: Until, expected: str) -> None:
    assert moment(until, NOW) == datetime.fromisoformat(expected).replace(tzinfo=NOW.tzinfo)


def test_setting_values_are_read_back() -> None:
    assert (clock_time("08:30"), clock_time("mon-fri"), clock_time("x")) == (
        time(8, 30),
        None,
        None,
    )
    assert (days_of("mon-sun"), days_of("08:30")) == (frozenset(range(7)), None)


def test_fold_ignores_accents_case_and_ligatures() -> None:
    assert fold("Œuvre d’ÉTÉ Æ") == "oeuvre d'ete ae"
