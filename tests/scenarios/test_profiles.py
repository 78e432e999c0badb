"""What watched accounts change in their profiles, and names that somebody else took over."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

from sqlalchemy import text as sql

from bot.core.model import Quiet, Watch
from bot.service.look import Observation
from bot.store import channels, deliveries, posts, watches
from connectors.types import Coverage, Look, Profile
from tests.fakes.bluesky import Actor
from tests.fakes.telegram import JANE
from tests.scenarios.desk import EDIT_EVERY, Desk, open_desk
from tests.scenarios.house import House, ago
from tests.scenarios.seats import Seat, everywhere
from tests.store.world import a_post

DAY = timedelta(days=1)
CHANGED = {"en": "changed its description", "fr": "a changé sa description"}
LINE = {
    "en": "Cabinet Durand (Mastodon) changed its description: “Audit” (before: “Expertise”).",
    "fr": "Cabinet Durand (Mastodon) a changé sa description~: «~Audit~» (avant~: «~Expertise~»).",
}
OFF = {"en": "settings profiles off", "fr": "réglages profils non"}
UNDO = {"en": "Undo", "fr": "Annuler"}


async def three_firms(house: House, seat: Seat) -> None:
    """Durand and two others of one server, which is asked about them together."""
    house.durand()
    house.fediverse.people["durand"].note = "Expertise"
    for name in ("martin", "petit"):
        house.fediverse.post(name, "Bonjour", ago(hours=1))
    for name in ("durand", "martin", "petit"):
        await seat.say(f"watch @{name}@{house.host}")
    await known(house, 3)


async def known(house: House, accounts: int) -> None:
    async def done() -> bool:
        found = await house.rows("SELECT target_id FROM profile WHERE bio IS NOT NULL")
        return len(found) >= accounts

    await house.until(done, "profiles read")


@everywhere
async def test_a_new_description_is_told_once_in_one_quiet_line(
    house_on_both: House, platform: str, language: str
) -> None:
    house = house_on_both
    seat = house.seat(platform, language)
    await three_firms(house, seat)
    house.fediverse.people["durand"].note = "Audit"
    told = await seat.reads(CHANGED[language])
    assert told.lines == [LINE[language]]
    assert told.buttons == {"en": ["Open", "⋯"], "fr": ["Ouvrir", "⋯"]}[language]
    await looked_again(house)
    house.clock.move(timedelta(hours=7))
    await looked_again(house)
    assert len([one for one in seat.chat() if CHANGED[language] in one]) == 1


async def looked_again(house: House) -> None:
    """Each server has been asked again, and what it brought was sent."""
    servers = [one for one in (house.fediverse, house.sky) if one.requests]
    asked = [one.requests.total() for one in servers]

    async def done() -> bool:
        more = [one.requests.total() - was for one, was in zip(servers, asked, strict=True)]
        return min(more) >= 3 and not await house.on_its_way()

    await house.until(done, "more looks")


@everywhere
async def test_a_channel_that_wants_no_profiles_is_told_nothing_and_nothing_old_later(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    await three_firms(house, seat)
    durand = house.fediverse.people["durand"]
    durand.note = "Audit"
    await seat.reads(CHANGED[language])
    answer = await seat.say(OFF[language])
    assert (
        answer.lines
        == {
            "en": ["Changes in profiles are no longer told here."],
            "fr": ["Les changements de profil ne sont plus signalés ici."],
        }[language]
    )
    house.clock.move(timedelta(hours=7))
    durand.note = "Audit et paie"
    await until_known(house, "Audit et paie")
    shown = await seat.say({"en": "settings", "fr": "réglages"}[language])
    assert {
        "en": "Changes in profiles are not told",
        "fr": "Les changements de profil ne sont pas signalés",
    }[language] in shown.lines
    undone = await seat.press(answer, UNDO[language])
    assert (
        undone.lines
        == {
            "en": ["Undone: the settings are as they were before."],
            "fr": ["Annulé~: les réglages sont comme avant."],
        }[language]
    )
    house.clock.move(timedelta(hours=7))
    durand.note = "Audit, paie, conseil"
    later = await seat.reads("Audit, paie, conseil")
    assert "Audit et paie" in later
    assert len([one for one in seat.chat() if CHANGED[language] in one]) == 2


async def until_known(house: House, bio: str) -> None:
    async def done() -> bool:
        return bool(await house.rows("SELECT handle FROM profile WHERE bio = :bio", bio=bio))

    await house.until(done, "the new description")


# --- Bluesky: names that change hands


async def two_on_bluesky(house: House, seat: Seat) -> Actor:
    """Durand, and another that is asked about together with it."""
    durand = house.sky.actor("durand.example.com", "Cabinet Durand", 310)
    durand.bio = "Expertise"
    other = house.sky.actor("martin.example.com", "Cabinet Martin")
    for actor in (durand, other):
        house.sky.post(actor, "Bonjour", ago(hours=1))
        await seat.say(f"watch bluesky:{actor.handle}")
    await known(house, 2)
    return durand


@everywhere
async def test_an_account_that_takes_another_name_is_followed_and_told(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    durand = await two_on_bluesky(house, seat)
    durand.handle, durand.name = "durand-audit.example.com", "Durand Audit"
    told = await seat.reads("durand-audit")
    assert (
        told.lines
        == {
            "en": [
                "Cabinet Durand (Bluesky) is now @durand-audit.example.com (before: "
                "@durand.example.com) and is now called “Durand Audit” (before: “Cabinet Durand”)."
            ],
            "fr": [
                "Cabinet Durand (Bluesky) est désormais @durand-audit.example.com (avant~: "
                "@durand.example.com) et s'appelle désormais «~Durand Audit~» "
                "(avant~: «~Cabinet Durand~»)."
            ],
        }[language]
    )
    listed = await seat.say({"en": "list", "fr": "liste"}[language])
    assert any("Durand Audit" in line for line in listed.lines)
    house.sky.post(durand, "Sous un autre nom", house.clock.now())
    alert = await seat.reads("Sous un autre nom")
    assert "Durand Audit" in alert
    assert "@durand-audit.example.com" in alert


@everywhere
async def test_a_name_that_a_stranger_took_over_is_asked_about_and_never_followed(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    durand = await two_on_bluesky(house, seat)
    stranger = house.sky.actor(durand.handle, "Casino Durand", 12)
    del house.sky.actors[durand.did]
    house.sky.post(stranger, "Gagnez gros", house.clock.now())
    asked = await seat.reads("Casino Durand")
    assert (
        asked.lines
        == {
            "en": [
                "@durand.example.com on Bluesky is now another account (“Casino Durand”, "
                "12 followers). I stopped watching it: nothing of the new one is told here."
            ],
            "fr": [
                "@durand.example.com sur Bluesky est désormais un autre compte («~Casino Durand~», "
                "12 abonnés). Je ne le suis plus~: rien du nouveau n'est signalé ici."
            ],
        }[language]
    )
    watch, stop = {
        "en": ("Watch the new one", "Stop watching"),
        "fr": ("Suivre le nouveau", "Ne plus suivre"),
    }[language]
    assert asked.buttons == [watch, stop]
    assert not [one for one in seat.chat() if "seems closed" in one or "semble" in one]
    listed = await seat.say({"en": "list", "fr": "liste"}[language])
    assert {
        "en": "its name is another account's now",
        "fr": "son nom est désormais celui d'un autre compte",
    }[language] in listed
    house.clock.move(timedelta(days=2))
    await looked_again(house)
    assert len([one for one in seat.chat() if "Casino Durand" in one]) == 1
    assert not [one for one in seat.chat() if "Gagnez gros" in one]
    added = await seat.press(asked, watch, containing="Casino Durand")
    assert "Casino Durand" in added


# --- what a look of any network brings, one at a time


async def read_profile(desk: Desk, watch: Watch, profile: Profile) -> None:
    look = Look((), None, Coverage.COMPLETE, profile=profile)
    assert await desk.app.looker.record(Observation(watch.target, look))
    await desk.send()


async def test_a_restart_tells_nothing_again(sqlite_url: str, tmp_path: Path) -> None:
    async with open_desk(tmp_path, sqlite_url) as desk:
        watch = await desk.watching()
        await read_profile(desk, watch, Profile(bio="Expertise"))
        await read_profile(desk, watch, Profile(bio="Audit"))
        assert desk.holding("Audit") == 1
    async with open_desk(tmp_path, sqlite_url) as desk:
        await read_profile(desk, watch, Profile(bio="Audit"))
        await desk.pass_by(60)
        assert desk.texts() == []


async def test_changes_within_six_hours_are_one_later_line(sqlite_url: str, tmp_path: Path) -> None:
    async with open_desk(tmp_path, sqlite_url) as desk:
        watch = await desk.watching()
        for hours, bio in ((0, "Un"), (0, "Deux"), (1, "Trois"), (1, "Quatre")):
            desk.clock.move(hours * 3600)
            await read_profile(desk, watch, Profile(bio=bio))
        assert len(desk.texts()) == 1
        desk.clock.move(4 * 3600)
        await read_profile(desk, watch, Profile(bio="Quatre"))
        assert desk.texts()[1].startswith(
            "Sage (Mastodon) changed its description: “Quatre” (before: “Deux”)."
        )


async def test_a_line_comes_without_sound_and_waits_for_the_end_of_quiet_hours(
    sqlite_url: str, tmp_path: Path
) -> None:
    chat = str(JANE.id)
    async with open_desk(tmp_path, sqlite_url) as desk:
        watch = await desk.watching(chat, private=True)
        async with desk.app.store.begin() as tx:
            quiet = Quiet(time(9), time(11))  # it is 10:00 in Paris
            await channels.update(tx, watch.channel_id, quiet=quiet)
        await read_profile(desk, watch, Profile(picture="https://cdn.example/1"))
        await read_profile(desk, watch, Profile(picture="https://cdn.example/2"))
        await desk.pass_by(60)
        assert desk.texts(chat) == []
        desk.clock.move(3600)
        await desk.send()
        assert "has a new picture" in desk.texts(chat)[0]
        assert desk.telegram.calls_of("sendMessage")[-1]["disable_notification"] in (True, "true")


async def test_a_new_account_elsewhere_can_be_watched_with_one_press(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with open_desk(tmp_path, sqlite_url) as desk:
        watch = await desk.watching()
        await read_profile(desk, watch, Profile(links=()))
        link = "https://bsky.app/profile/sage.example.com"
        await read_profile(desk, watch, Profile(links=(link,)))
        [text] = desk.texts()
        assert f"now has an account on Bluesky: {link}." in text
        assert "[Watch it]" in text
        assert (f"watch {link}",) in await desk.rows("SELECT command FROM button")


async def test_a_pinned_post_is_quoted_and_its_deletion_followed(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with open_desk(tmp_path, sqlite_url) as desk:
        watch = await desk.watching()
        await read_profile(desk, watch, Profile(pinned=""))
        post = a_post("old", "Facture électronique", published_at=desk.clock.now() - DAY)
        await desk.see(watch.target, post)
        await read_profile(desk, watch, Profile(pinned="old"))
        [text] = desk.texts()
        assert "pinned a post: “Facture électronique”." in text
        async with desk.app.store.begin() as tx:
            [[row]] = (await tx.execute(sql("SELECT id FROM post"))).all()
            await deliveries.touch(tx, await posts.delete(tx, [row]))
        await desk.pass_by(EDIT_EVERY)
        assert "pinned a post: (deleted by its author)." in desk.texts()[0]


async def test_a_muted_watch_is_told_no_changes(sqlite_url: str, tmp_path: Path) -> None:
    async with open_desk(tmp_path, sqlite_url) as desk:
        muted, other = await desk.watching(), await desk.watching("C2")
        async with desk.app.store.begin() as tx:
            until = desk.clock.now() + DAY
            await watches.update(tx, muted.id, muted_until=until)
        for bio in ("Expertise", "Audit"):
            await read_profile(desk, other, Profile(bio=bio))
        assert desk.texts("C1") == []
        assert desk.holding("Audit", "C2") == 1


async def test_hostile_words_in_a_profile_stay_words(sqlite_url: str, tmp_path: Path) -> None:
    async with open_desk(tmp_path, sqlite_url) as desk:
        watch = await desk.watching()
        await read_profile(desk, watch, Profile(bio="Expertise", name="Durand"))
        bad = "<!channel> {name} <https://evil.example|durand.fr> *x*"
        await read_profile(desk, watch, Profile(bio=bad, name="{0} @everyone"))
        await desk.pass_by(60)
        assert len(desk.texts()) == 1
        [sent] = desk.slack.calls_of("chat.postMessage")
        assert "<!channel>" not in str(sent)
