"""`/search hashtag`: what is said now, on both platforms, in both languages."""

from __future__ import annotations

from tests.scenarios.house import House, ago
from tests.scenarios.seats import everywhere, in_both_languages

NEWS = [
    ("anna", "What small firms forget about PDP choice #einvoicing", 26, 35),
    ("taxweekly", "The French e-invoicing calendar in one picture #einvoicing", 3, 88),
]
LOCKED = {
    "en": "Bluesky: posts can be searched once the person who runs Veilleur has added an account; "
    "people are found already.",
    "fr": "Bluesky~: les publications pourront être cherchées quand la personne qui gère Veilleur "
    "aura ajouté un compte¬; les personnes se trouvent déjà.",
}
NOT_ASKED = {
    "en": "Not searched: LinkedIn, X, Facebook, Instagram.",
    "fr": "Réseaux non consultés~: LinkedIn, X, Facebook, Instagram.",
}
# Slack shows the answer to one person alone, and says that the watch is for all.
WATCH = {
    ("slack", "en"): "Watch #einvoicing here",
    ("slack", "fr"): "Suivre #einvoicing ici",
    ("telegram", "en"): "Watch #einvoicing",
    ("telegram", "fr"): "Suivre #einvoicing",
}


def einvoicing(house: House) -> None:
    house.fediverse.add("taxweekly", "Tax Weekly", 900)
    for author, text, hours, likes in NEWS:
        house.fediverse.post(author, text, ago(hours=hours), likes=likes)


@everywhere
async def test_a_hashtag_shows_the_latest_posts_where_and_who_could_not_be_searched(
    house_on_both: House, platform: str, language: str
) -> None:
    house = house_on_both
    einvoicing(house)
    answer = await house.seat(platform, language).say("search #einvoicing")
    assert (
        answer.lines
        == {
            "en": [
                "🔎 #einvoicing · last 7 days · 2 posts on Mastodon",
                "Tax Weekly · Mastodon · today 07:00 · 88 reactions — "
                "“The French e-invoicing calendar in one picture #einvoicing”",
                "anna · Mastodon · yesterday 08:00 · 35 reactions — "
                "“What small firms forget about PDP choice #einvoicing”",
                LOCKED["en"],
                NOT_ASKED["en"],
            ],
            "fr": [
                "🔎 #einvoicing · 7 jours · 2 publications sur Mastodon",
                "Tax Weekly · Mastodon · aujourd'hui 07:00 · 88 réactions — "
                "«~The French e-invoicing calendar in one picture #einvoicing~»",
                "anna · Mastodon · hier 08:00 · 35 réactions — "
                "«~What small firms forget about PDP choice #einvoicing~»",
                LOCKED["fr"],
                NOT_ASKED["fr"],
            ],
        }[language]
    )
    assert WATCH[platform, language] in answer.buttons


@everywhere
async def test_the_searched_hashtag_can_be_watched_with_one_press(
    house: House, platform: str, language: str
) -> None:
    einvoicing(house)
    jane = house.seat(platform, language)
    answer = await jane.say("search #einvoicing")
    await jane.press(answer, WATCH[platform, language])
    await jane.reads("#einvoicing (Mastodon)")
    assert await house.rows("SELECT kind FROM target") == [{"kind": "hashtag"}]


@everywhere
async def test_a_network_that_fails_is_named_beside_the_results(
    house: House, platform: str, language: str
) -> None:
    einvoicing(house)
    house.sky.failing["app.bsky.actor.searchActors"] = 500
    answer = await house.seat(platform, language).say("search einvoicing")
    assert (
        answer.lines[0]
        == {
            "en": "🔎 “einvoicing” and #einvoicing · last 7 days · 2 posts on Mastodon"
            " · Bluesky did not answer",
            "fr": "🔎 «~einvoicing~» et #einvoicing · 7 jours · 2 publications sur Mastodon"
            " · Bluesky n'a pas répondu",
        }[language]
    )


@everywhere
async def test_nothing_found_offers_close_tags_and_a_longer_time(
    house: House, platform: str, language: str
) -> None:
    einvoicing(house)
    jane = house.seat(platform, language)
    answer = await jane.say("search #einvoic")
    assert (
        answer.lines[0]
        == {
            "en": "Nothing for #einvoic on Mastodon in 7 days. Close tags: #einvoicing (2).",
            "fr": "Rien pour #einvoic sur Mastodon en 7 jours. "
            "Mots-clés proches~: #einvoicing (2).",
        }[language]
    )
    days = {"en": "30 days", "fr": "30 jours"}[language]
    assert answer.buttons[:2] == ["#einvoicing", days]
    again = await jane.press(answer, "#einvoicing")
    assert "Tax Weekly" in again


@everywhere
async def test_where_nobody_answers_it_is_not_called_nothing(
    house: House, platform: str, language: str
) -> None:
    house.fediverse.fail(None, 503)
    house.sky.failing["app.bsky.actor.searchActors"] = 500
    answer = await house.seat(platform, language).say("search einvoicing")
    assert (
        answer.lines
        == {
            "en": [
                "Mastodon and Bluesky did not answer: I can't tell what there is. "
                "Try again in a moment."
            ],
            "fr": [
                "Mastodon et Bluesky n'ont pas répondu~: je ne sais donc pas ce qui s'y trouve. "
                "Réessayez dans un instant."
            ],
        }[language]
    )
    assert answer.buttons == {"en": ["Try again"], "fr": ["Réessayer"]}[language]


@everywhere
async def test_excluded_words_stay_out_and_more_turns_the_page(
    house: House, platform: str, language: str
) -> None:
    for number in range(7):
        house.fediverse.post("anna", f"Note {number} #audit", ago(hours=number + 1))
    house.fediverse.post("anna", "Tout sur la TVA #audit", ago(minutes=5))
    jane = house.seat(platform, language)
    answer = await jane.say("search #audit -TVA")
    assert "TVA #audit" not in answer.text
    assert sum("Note" in one for one in answer.lines) == 5
    assert {"en": "without “TVA”", "fr": "sans «~TVA~»"}[language] in answer.lines[0]
    more = await jane.press(answer, {"en": "More", "fr": "Voir plus"}[language], "Note 6")
    assert sum("Note" in one for one in more.lines) == 2


@everywhere
async def test_find_lists_accounts_with_what_tells_them_apart(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    house.sky.actor("durand.bsky.social", "Durand Peinture")
    jane = house.seat(platform, language)
    answer = await jane.say({"en": "find durand", "fr": "trouver durand"}[language])
    assert [house.named(one) for one in answer.lines[2:]] == {
        "en": [
            "Of this name (that alone proves little: check)",
            "Cabinet Durand · Mastodon · @durand@HOST · 1.2k followers · last post today",
            "Durand Peinture · Bluesky · @durand.bsky.social",
            NOT_ASKED["en"],
        ],
        "fr": [
            "De ce nom (cela seul ne prouve rien~: à vérifier)",
            "Cabinet Durand · Mastodon · @durand@HOST · 1,2~k abonnés"
            " · dernière publication aujourd'hui",
            "Durand Peinture · Bluesky · @durand.bsky.social",
            NOT_ASKED["fr"],
        ],
    }[language]
    nobody = await jane.say({"en": "find zzz", "fr": "trouver zzz"}[language])
    assert (
        nobody.lines
        == {
            "en": ["No account found for “zzz” on Mastodon or Bluesky.", NOT_ASKED["en"]],
            "fr": ["Aucun compte trouvé pour «~zzz~» sur Mastodon ni Bluesky.", NOT_ASKED["fr"]],
        }[language]
    )


@in_both_languages
async def test_search_alone_asks_on_telegram_and_the_next_words_are_searched(
    house: House, language: str
) -> None:
    einvoicing(house)
    jane = house.seat("telegram", language)
    question = await jane.say("search")
    chat = question.item.chat
    await house.telegram.message(chat, chat, "#einvoicing")
    await jane.reads("Tax Weekly")


@everywhere
async def test_what_was_found_stays_when_it_is_watched_and_turns_its_pages_in_place(
    house: House, platform: str, language: str
) -> None:
    house.fediverse.add("claire", "Claire")
    for number in range(7):
        house.fediverse.post("claire", f"Note {number} #audit", ago(hours=number + 1))
    jane = house.seat(platform, language)
    found = await jane.say("search #audit", containing="Note 0")
    more = {"en": "More", "fr": "Voir plus"}[language]
    second = await jane.press(found, more, containing="Note 6")
    watch = next(one for one in second.buttons if "#audit" in one)
    added = await jane.press(second, watch, containing="#audit (Mastodon)")
    assert "Note 6" not in added
    if platform == "telegram":
        shown = jane.chat()
        assert [("Note 6" in one, "#audit (Mastodon)" in one) for one in shown] == [
            (True, False),
            (False, True),
        ]
    else:
        assert not any(one.verb == "deleted" for one in house.slack.state.arrivals if one.only)
