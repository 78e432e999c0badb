"""Which accounts are a firm's own: what speaks for each, what against it, which come first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.firms import (
    Candidate,
    Doubt,
    FirmKind,
    Proof,
    guess_kind,
    judge,
    same_name,
    similarity,
    slug,
)
from connectors.types import Account, Kind, Profile
from connectors.website.types import Place, Site, SiteLink

NOW = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
NAME = "Cabinet Durand"
SITE = Site("https://www.cabinet-durand.fr/", "cabinet-durand.fr", NAME)


def account(
    handle: str = "durand", network: str = "x", *, name: str = NAME, key: str = "", proof: str = ""
) -> Account:
    return Account(
        network=network,
        key=key or f"{network}/{handle}",
        handle=handle,
        name=name,
        url=f"https://{network}.example/{handle}",
        host=f"{network}.example",
        ref=handle,
        last_post_at=NOW - timedelta(days=3),
        proof=proof or "exact",
    )


def linking(one: Account, *links: str, verified: tuple[str, ...] = (), bio: str = "") -> Account:
    return replace(one, profile=Profile(bio=bio, links=links, verified=verified))


def link(place: Place = Place.FOOTER) -> SiteLink:
    return SiteLink("https://x.example/durand", place)


def judged(
    one: Account, its_link: SiteLink | None = None, site: Site | None = SITE, name: str = NAME
) -> Candidate:
    (candidate,) = judge(site, name, [(one, its_link)], NOW)
    return candidate


# What speaks for an account


def test_a_site_and_a_profile_that_link_to_each_other_prove_both_ways() -> None:
    back = linking(account(), "https://cabinet-durand.fr/contact")
    assert judged(back, link()).proof is Proof.BOTH_WAYS
    assert judged(back, link(Place.BODY)).proof is Proof.BOTH_WAYS
    assert judged(account(proof="verified"), link()).proof is Proof.BOTH_WAYS


def test_a_bio_that_names_the_site_links_to_it_and_an_e_mail_address_does_not() -> None:
    named = linking(account(), bio="Experts-comptables à Lyon, cabinet-durand.fr.")
    assert judged(named, link()).proof is Proof.BOTH_WAYS
    mailed = linking(account(), bio="Nous écrire : contact@cabinet-durand.fr")
    assert judged(mailed, link()).proof is Proof.SITE


def test_what_the_network_has_checked_proves_both_ways_but_not_for_an_employees_page() -> None:
    home, deep = "https://cabinet-durand.fr/", "https://cabinet-durand.fr/equipe/jeanne"
    firm = linking(account(), home, verified=(home,))
    assert judged(firm).proof is Proof.BOTH_WAYS
    jeanne = linking(account("jeanne", name="Jeanne Petit"), deep, verified=(deep,))
    assert judged(jeanne).proof is Proof.PROFILE
    foreign = linking(account(), "https://durand.com", verified=("https://durand.com",))
    assert judged(foreign).proof is Proof.NAME


@pytest.mark.parametrize("handle", ["cabinet-durand.fr", "actu.cabinet-durand.fr"])
def test_a_bluesky_handle_of_the_sites_domain_is_proof(handle: str) -> None:
    assert judged(account(handle, "bluesky")).proof is Proof.DOMAIN


def test_what_the_site_proves_to_bluesky_is_proof_whatever_the_handle() -> None:
    site = replace(SITE, did="did:plc:abc")
    ours = account("durand.bsky.social", "bluesky", key="did:plc:abc")
    theirs = account("durand.bsky.social", "bluesky", key="did:plc:xyz")
    assert judged(ours, site=site).proof is Proof.DOMAIN
    assert judged(theirs, site=site).proof is Proof.NAME


def test_a_site_at_a_hoster_does_not_own_its_neighbours_handles() -> None:
    site = replace(SITE, url="https://durand.wordpress.com/", host="durand.wordpress.com")
    neighbour = account("martin.wordpress.com", "bluesky", name="Martin")
    assert judged(neighbour, site=site).proof is Proof.NONE


def test_the_sites_own_feed_is_its_own() -> None:
    feed = replace(account("cabinet-durand.fr", "feed"), kind=Kind.FEED)
    assert judged(feed).proof is Proof.DOMAIN
    elsewhere = replace(account("blog.example", "feed", name="Autre"), kind=Kind.FEED)
    assert judged(elsewhere).proof is Proof.NONE


@pytest.mark.parametrize(
    "place", [Place.REL_ME, Place.JSON_LD, Place.HEADER, Place.FOOTER, Place.CONTACT]
)
def test_a_site_that_names_an_account_as_its_own_is_proof(place: Place) -> None:
    assert judged(account("abc", name="ABC"), link(place)).proof is Proof.SITE


def test_a_mention_in_the_text_of_a_site_is_none() -> None:
    assert judged(account("abc", name="ABC"), link(Place.BODY)).proof is Proof.NONE
    assert judged(account(), link(Place.BODY)).proof is Proof.NAME


def test_any_profile_may_link_to_a_site() -> None:
    client = linking(account("abc", name="ABC"), "https://cabinet-durand.fr")
    assert judged(client).proof is Proof.PROFILE
    assert not judged(client).likely


def test_without_a_site_there_is_only_the_name() -> None:
    back = linking(account(), "https://cabinet-durand.fr")
    assert judged(back, site=None).proof is Proof.NAME
    assert judged(account("zzz", name="Zoo"), site=None).proof is Proof.NONE
    assert judged(account("cabinetdurand", name="🙂"), site=None).proof is Proof.NAME


# What speaks against it


def test_an_account_that_was_silent_for_a_year_says_since_when() -> None:
    last = NOW - timedelta(days=366)
    old = judged(replace(account(), last_post_at=last), link())
    assert (old.doubts, old.silent_since, old.likely) == ((Doubt.DORMANT,), last, False)
    fresh = judged(replace(account(), last_post_at=NOW - timedelta(days=364)), link())
    assert (fresh.doubts, fresh.silent_since, fresh.likely) == ((), None, True)
    assert judged(replace(account(), last_post_at=None), link()).doubts == ()


def test_the_accounts_of_a_buyer_are_told_and_never_taken_as_the_firms() -> None:
    site = Site("https://buyer.com/", "cabinet-durand.fr", "Buyer", moved_to="buyer.com")
    buyers = linking(account("buyer", name="Buyer"), "https://buyer.com")
    theirs = judged(buyers, link(), site)
    assert (theirs.proof, theirs.doubts, theirs.likely) == (Proof.NONE, (Doubt.BUYER,), False)
    still = linking(account(), "https://cabinet-durand.fr")
    assert judged(still, None, site).proof is Proof.PROFILE
    assert judged(account("cabinet-durand.fr", "bluesky"), None, site).proof is Proof.DOMAIN


def test_who_made_the_site_is_not_the_firm() -> None:
    studio = linking(account("studio", name="Studio"), "https://studio.fr")
    made = judged(studio, link(Place.CREDIT))
    assert (made.proof, made.doubts) == (Proof.NONE, (Doubt.AGENCY,))


def test_a_parked_domain_proves_nothing() -> None:
    site = replace(SITE, parked=True, did="did:plc:abc")
    holder = account("cabinet-durand.fr", "bluesky", key="did:plc:abc")
    assert judged(linking(holder, "https://cabinet-durand.fr"), site=site).proof is Proof.NAME


def test_two_of_the_same_name_with_equal_proof_are_both_doubtful() -> None:
    lyon, paris = account("durand_lyon"), account("durand_paris", name="CABINET DURAND SARL")
    elsewhere = account("durand", "mastodon")
    both = judge(SITE, NAME, [(lyon, None), (paris, None), (elsewhere, None)], NOW)
    doubts = {one.account.handle: one.doubts for one in both}
    assert doubts["durand_lyon"] == doubts["durand_paris"] == (Doubt.SHARED_NAME,)
    assert doubts["durand"] == ()
    first, second = judge(SITE, NAME, [(lyon, None), (paris, link())], NOW)
    assert (first.account, first.doubts, first.likely) == (paris, (), True)
    assert (second.account, second.doubts) == (lyon, ())


def test_an_account_found_twice_is_one_with_the_best_link_and_the_fuller_profile() -> None:
    full = linking(account(), "https://cabinet-durand.fr")
    one = judge(SITE, NAME, [(account(), link(Place.BODY)), (full, None), (account(), link())], NOW)
    assert [(each.account, each.link, each.proof) for each in one] == [
        (full, link(), Proof.BOTH_WAYS)
    ]


# Which come first


def test_the_best_proof_comes_first_and_then_the_fewest_doubts() -> None:
    old = NOW - timedelta(days=800)
    found = [
        (account("name"), None),
        (replace(account("old", name="Durand Vieux"), last_post_at=old), link()),
        (account("site", name="Durand Neuf"), link()),
        (linking(account("both", name="Durand Deux"), "https://cabinet-durand.fr"), link()),
        (account("cabinet-durand.fr", "bluesky"), None),
        (account("studio", name="Studio"), link(Place.CREDIT)),
    ]
    ordered = [one.account.handle for one in judge(SITE, NAME, found, NOW)]
    assert ordered == ["both", "cabinet-durand.fr", "site", "old", "name", "studio"]


accounts = st.builds(
    lambda network, number, name, silent, back, verified: replace(
        linking(
            account(f"h{number}", network, name=name),
            *(["https://cabinet-durand.fr"] if back else []),
            verified=("https://cabinet-durand.fr",) if verified else (),
        ),
        last_post_at=NOW - timedelta(days=silent),
        followers=number * 10,
    ),
    st.sampled_from(["x", "mastodon", "bluesky", "feed"]),
    st.integers(0, 5),
    st.sampled_from([NAME, "Durand", "Martin", ""]),
    st.sampled_from([1, 400]),
    st.booleans(),
    st.booleans(),
)
links = st.none() | st.sampled_from(list(Place)).map(link)
finds = st.lists(st.tuples(accounts, links), max_size=8)
sites = st.sampled_from(
    [None, SITE, replace(SITE, parked=True), replace(SITE, moved_to="buyer.com")]
)


def identity(one: Account) -> tuple[str, str]:
    return one.network, one.key


@given(sites, finds)
def test_no_account_is_lost_and_none_is_told_twice(
    site: Site | None, found: list[tuple[Account, SiteLink | None]]
) -> None:
    told = [identity(one.account) for one in judge(site, NAME, found, NOW)]
    assert set(told) == {identity(one) for one, _ in found}
    assert len(told) == len(set(told))


different = st.lists(st.tuples(accounts, links), max_size=8, unique_by=lambda one: identity(one[0]))


@given(sites, different.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_what_was_found_does_not_matter(
    site: Site | None, orders: tuple[list[tuple[Account, SiteLink | None]], ...]
) -> None:
    first, second = (judge(site, NAME, order, NOW) for order in orders)
    assert first == second


@given(sites, finds, st.integers(0, 7))
def test_a_doubt_never_raises_a_rank(
    site: Site | None, found: list[tuple[Account, SiteLink | None]], which: int
) -> None:
    if which >= len(found):
        return
    doubted = identity(found[which][0])
    silent = [
        (replace(one, last_post_at=NOW - timedelta(days=900)), its_link)
        if identity(one) == doubted
        else (one, its_link)
        for one, its_link in found
    ]

    def rank(of: list[tuple[Account, SiteLink | None]]) -> int:
        return [identity(one.account) for one in judge(site, NAME, of, NOW)].index(doubted)

    assert rank(silent) >= rank(found)


@given(sites, finds)
def test_only_what_is_proved_without_a_doubt_is_likely(
    site: Site | None, found: list[tuple[Account, SiteLink | None]]
) -> None:
    for one in judge(site, NAME, found, NOW):
        proved = one.proof in (Proof.BOTH_WAYS, Proof.DOMAIN, Proof.SITE)
        assert one.likely == (proved and not one.doubts)
        assert not one.likely or (site is not None and not site.parked)


# Names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cabinet Durand", "DURAND SARL"),
        ("Durand & Associés", "SELARL Durand et associes"),
        ("Durand Expertise", "Cabinet Durand, Expertise"),
        ("Société Générale", "societe generale"),
        ("Expert Compta Plus", "ExpertComptaPlus"),
        ("Durand-Martin", "Martin Durand"),
        ("Cabinet Expertise", "cabinet expertise"),
    ],
)
def test_forms_accents_and_order_do_not_tell_firms_apart(one: str, other: str) -> None:
    assert same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Durand", "Durant & Fils"),
        ("Durand Avocats", "Durand Plomberie"),
        ("Cabinet Durand", "Cabinet Martin"),
        ("EY", "EI"),
        ("", "Durand"),
        ("🙂", "🙃"),
    ],
)
def test_other_words_do(one: str, other: str) -> None:
    assert not same_name(one, other)


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_goes_both_ways(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 100


@given(st.text(max_size=300))
def test_a_slug_is_short_stable_and_never_empty(name: str) -> None:
    made = slug(name)
    assert 0 < len(made) <= 60
    assert slug(made) == made
    assert " " not in made


def test_a_slug_is_what_people_would_type() -> None:
    assert slug("Cabinet Durand & Associés") == "cabinet-durand-associes"


# Kinds


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Cabinet Durand, expert-comptable à Lyon", FirmKind.ACCOUNTING),
        ("Le logiciel de comptabilité des experts-comptables", FirmKind.SOFTWARE),
        ("Accounting software for small firms", FirmKind.SOFTWARE),
        ("Durand Avocats, droit des logiciels", FirmKind.LAW),
        ("Smith & Co, solicitors in Leeds", FirmKind.LAW),
        ("Studio Durand, agence web pour les avocats", FirmKind.AGENCY),
        ("A digital agency for accountants", FirmKind.AGENCY),
        ("Agence Durand, immobilier à Nice", FirmKind.OTHER),
        ("La boutique en ligne de Durand", FirmKind.BRAND),
        ("Durand", FirmKind.OTHER),
        ("", FirmKind.OTHER),
    ],
)
def test_a_firm_is_what_its_words_say_first(words: str, kind: FirmKind) -> None:
    assert guess_kind(words) is kind
    assert guess_kind(replace(SITE, name="", title=words)) is kind


def test_a_sites_own_data_say_what_it_is_before_its_words() -> None:
    site = replace(SITE, title="Agence web", types=("LocalBusiness", "Attorney"))
    assert guess_kind(site) is FirmKind.LAW
