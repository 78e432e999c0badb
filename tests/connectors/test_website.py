"""A firm's web site: what is read of it, what is left out, and what it can't do to us."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.elsewhere import network_of
from connectors.errors import (
    ConnectorError,
    RateLimited,
    Refused,
    TargetGone,
    Transient,
    UnexpectedPayload,
)
from connectors.feed import Feed
from connectors.parsing.site import LINKS as LINKS_OF_A_PAGE
from connectors.parsing.site import parse_site
from connectors.types import Answer, LaneKey, Priority, Request
from connectors.website.domains import domain_of, same_owner
from connectors.website.links import LINKS
from connectors.website.naming import name_of
from connectors.website.profiles import any_link, profile
from connectors.website.reading import REQUESTS, read
from connectors.website.types import Place, Site
from tests.connectors.driving import Driver, driving
from tests.connectors.web import NOW, Web, http_on_loopback, reply, web
from tests.conversations import play

HOME = "https://cabinet-durand.fr"
Pages = Mapping[str, str | bytes | Answer | ConnectorError]


def html(body: str, title: str = "Cabinet Durand", head: str = "") -> str:
    return (
        f"<!doctype html><html lang='fr-FR'><head><title>{title}</title>{head}</head>"
        f"<body>{body}</body></html>"
    )


def page(body: str | bytes, url: str, **headers: str) -> Answer:
    raw = body if isinstance(body, bytes) else body.encode()
    named = {"content_type": "text/html"} | headers
    return Answer(200, url, {key.replace("_", "-"): value for key, value in named.items()}, raw)


def visited(pages: Pages, address: str = "cabinet-durand.fr") -> tuple[Site, list[str]]:
    """The site that is read when its addresses answer so, and what was asked."""

    def respond(request: Request) -> Answer | ConnectorError:
        found = pages.get(request.url.removesuffix("/"), Transient("HTTP 404"))
        if isinstance(found, ConnectorError):
            return found
        answer = found if isinstance(found, Answer) else page(found, request.url)
        if request.parse is None or answer.status != 200:
            return answer
        return replace(answer, parsed=request.parse(answer.body, answer.headers))

    site, asked = play(read(address), respond)
    return site, [request.url for request in asked]


def home(body: str, title: str = "Cabinet Durand", head: str = "") -> Site:
    return visited({HOME: html(body, title, head)})[0]


def places(site: Site) -> dict[str, str]:
    return {link.url.partition("://")[2]: link.place.value for link in site.links}


# Where firms name their profiles


def test_profiles_are_found_wherever_firms_put_them() -> None:
    site = home(
        """
        <header><nav><a href="https://www.facebook.com/cabinetdurand/?ref=site"><i></i></a></nav>
        </header>
        <main><p>Lisez notre <a href="https://bsky.app/profile/cabinet-durand.fr">fil</a></p></main>
        <div class="row site-footer__social" ><ul><li>
          <a href="https://fr.linkedin.com/company/cabinet-durand/about/">LinkedIn</a></li></ul></div>
        <footer><nav><a href="//x.com/CabDurand" title="Nous suivre sur X"></a>
          <a href="https://t.me/s/cabinetdurand"><img alt="Telegram" src="t.png"></a></nav></footer>
        """,
        head="""
        <link rel="me" href="https://piaille.fr/@durand">
        <script type="application/ld+json">{"@type": "AccountingService", "name": "Durand &amp; Co",
          "sameAs": ["https://www.youtube.com/@durand", "https://annuaire.example/durand"]}</script>
        """,
    )
    assert places(site) == {
        "piaille.fr/@durand": "rel_me",
        "www.youtube.com/@durand": "json_ld",
        "annuaire.example/durand": "json_ld",
        "www.facebook.com/cabinetdurand": "header",
        "fr.linkedin.com/company/cabinet-durand": "footer",
        "x.com/CabDurand": "footer",
        "t.me/cabinetdurand": "footer",
        "bsky.app/profile/cabinet-durand.fr": "body",
    }
    words = {link.url.partition("://")[2]: link.text for link in site.links}
    assert words["x.com/CabDurand"] == "Nous suivre sur X"
    assert words["t.me/cabinetdurand"] == "Telegram"
    assert site.types == ("AccountingService",)
    assert site.language == "fr"


def test_one_profile_in_several_spellings_is_one_link_at_its_best_place() -> None:
    site = home(
        """<p><a href="https://twitter.com/durand?s=20">X</a></p>
        <p><a href="https://x.com/Durand/with_replies">X</a></p>
        <footer><a href="https://www.twitter.com/@DURAND"></a></footer>"""
    )
    (link,) = site.links
    assert (link.place, link.times, link.text) == (Place.FOOTER, 3, "X")


def test_the_contact_page_and_the_page_about_the_firm_are_read_too() -> None:
    body = """<a href="/blog">Blog</a> <a href="contact.html#form">Écrivez-nous</a>
      <a href="/mentions">Mentions légales</a> <a href="https://cabinet-durand.fr/a-propos">Nous</a>
      <a href="https://autre.fr/contact">Contact</a>"""
    site, asked = visited(
        {
            HOME: html(body),
            f"{HOME}/contact.html": html("<p><a href='https://x.com/durand'>X</a></p>"),
            f"{HOME}/a-propos": html("<p><a href='https://instagram.com/durand'>I</a></p>"),
        }
    )
    assert asked[:3] == [HOME, f"{HOME}/contact.html", f"{HOME}/a-propos"]
    assert asked[3:] == [f"{HOME}/.well-known/atproto-did"]
    assert places(site) == {"x.com/durand": "contact", "instagram.com/durand": "body"}


def test_what_stands_on_several_pages_is_part_of_their_frame_however_it_is_marked_up() -> None:
    icons = "<div><a href='https://x.com/durand'>X</a></div>"
    site, _ = visited(
        {
            HOME: html(f"<a href='/qui-sommes-nous'>Nous</a>{icons}"),
            f"{HOME}/qui-sommes-nous": html(icons),
        }
    )
    assert places(site) == {"x.com/durand": "footer"}
    assert site.links[0].times == 2


def test_a_page_that_fails_takes_nothing_away_and_a_silent_host_is_asked_no_more() -> None:
    body = html("<a href='/contact'>c</a><a href='/about'>a</a><footer>"
                "<a href='https://x.com/durand'>X</a></footer>")  # fmt: skip
    failing, asked = visited({HOME: body, f"{HOME}/contact": UnexpectedPayload("larger")})
    assert places(failing) == {"x.com/durand": "footer"}
    assert len(asked) == 4
    silent = Transient("did not answer", lane_wide=True)
    _, asked = visited({HOME: body, f"{HOME}/contact": silent})
    assert len(asked) == 2


def test_the_feeds_of_a_site_come_before_those_of_its_comments() -> None:
    feed = '<link rel="alternate" type="application/rss+xml" href="{}">'
    head = f"<base href='/fr/'>{feed.format('/comments/feed')}{feed.format('feed')}"
    assert home("", head=head).feeds == (f"{HOME}/fr/feed", f"{HOME}/comments/feed")


@pytest.mark.parametrize(
    ("told", "did"),
    [
        (b"did:plc:abcdef\n", "did:plc:abcdef"),
        (b"<html>did:plc:a</html>", None),
        (b"did:plc:a did:plc:b", None),
        (b"did:plc:" + b"a" * 5000, None),
        (b"did:plc:\x00\xff", None),
    ],
)
def test_what_the_domain_proves_to_bluesky_is_read_if_it_is_an_id(
    told: bytes, did: str | None
) -> None:
    well_known = f"{HOME}/.well-known/atproto-did"
    answer = Answer(200, well_known, {"content-type": "text/plain"}, told)
    site, _ = visited(
        {"https://www.cabinet-durand.fr": html(""), well_known: answer}, "www.cabinet-durand.fr"
    )
    assert site.did == did


@pytest.mark.parametrize(
    ("title", "head", "name"),
    [
        ("Accueil - Cabinet Durand", "", "Cabinet Durand"),
        ("Expert-comptable à Lyon | Cabinet Durand", "", "Cabinet Durand"),
        ("Durand Conseil : l'expertise à Lyon", "", "Durand Conseil"),
        ("Home", "<meta property='og:site_name' content='Durand &amp; Fils'>", "Durand & Fils"),
        ("", "", ""),
        ("Bienvenue chez nous", "", ""),
        ("x", '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"W"},'
         '{"@type":["Organization","Person"],"name":"SELARL Durand"}]}</script>', "SELARL Durand"),
    ],
)  # fmt: skip
def test_the_firms_name_is_its_own_data_or_the_likeliest_part_of_the_title(
    title: str, head: str, name: str
) -> None:
    assert home("", title, head).name == name


def test_a_name_is_kept_short() -> None:
    assert len(name_of("", "a" * 5000, "a.fr")) == 200
    assert len(home("", "x" * 9000).title) == 300


# What is somebody else's


@pytest.mark.parametrize(
    "link",
    [
        "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fcabinet-durand.fr",
        "https://www.facebook.com/sharer.php?u=x",
        "https://www.facebook.com/share.php?u=x",
        "https://www.facebook.com/dialog/share?app_id=1",
        "https://www.facebook.com/plugins/like.php?href=x",
        "https://www.facebook.com/privacy/explanation",
        "https://twitter.com/intent/tweet?text=x",
        "https://twitter.com/share?url=x",
        "https://x.com/intent/post?text=x",
        "https://x.com/home?status=x",
        "https://www.linkedin.com/shareArticle?mini=true&url=x",
        "https://www.linkedin.com/sharing/share-offsite/?url=x",
        "https://www.linkedin.com/cws/share?url=x",
        "https://t.me/share/url?url=x",
        "https://t.me/joinchat/AAAA",
        "https://t.me/+abcdef",
        "https://bsky.app/intent/compose?text=x",
        "https://www.threads.net/intent/post?text=x",
        "https://mastodon.social/share?text=x",
        "https://www.reddit.com/submit?url=x",
        "https://wa.me/?text=x",
        "https://pinterest.com/pin/create/button/?url=x",
        "mailto:contact@cabinet-durand.fr?body=https://x.com/durand",
        "javascript:window.open('https://x.com/durand')",
    ],
)
def test_share_buttons_are_no_profiles(link: str) -> None:
    assert home(f"<footer><a href='{link.replace(chr(39), '')}'>Partager</a></footer>").links == ()


@pytest.mark.parametrize(
    "link",
    [
        "https://x.com/durand/status/123",
        "https://www.facebook.com/durand/posts/pfbid0",
        "https://www.facebook.com/durand/photos/a.1/2",
        "https://www.facebook.com/events/123",
        "https://www.instagram.com/p/abc/",
        "https://www.instagram.com/durand/reel/abc/",
        "https://www.youtube.com/watch?v=abc",
        "https://youtu.be/abc",
        "https://www.tiktok.com/@durand/video/1",
        "https://www.threads.net/@durand/post/1",
        "https://www.linkedin.com/posts/durand_abc",
        "https://www.linkedin.com/feed/update/urn:li:activity:1",
        "https://bsky.app/profile/durand.fr/post/3k",
        "https://piaille.fr/@durand/112",
        "https://t.me/durand/12",
        "https://medium.com/p/abc",
    ],
)
def test_publications_are_no_profiles(link: str) -> None:
    assert home(f"<footer><a href='{link}'>Lire</a></footer>").links == ()


@pytest.mark.parametrize(
    "link", ["https://www.linkedin.com/in/jeanne-durand", "https://fr.linkedin.com/pub/j/1/2/3"]
)
def test_the_profiles_of_people_who_work_there_are_left_out(link: str) -> None:
    assert home(f"<footer><a href='{link}'>Jeanne</a></footer>").links == ()


@pytest.mark.parametrize(
    "foot",
    [
        "<p>© Durand – Site réalisé par <a href='https://a.fr'>A</a> <a href='{}'><i></i></a></p>",
        "<div><span>Powered by</span> <a href='{}'>Studio</a></div>",
        "<p>Conception : <b><a href='{}'>Studio</a></b></p>",
        "<div class='credits'><p>Studio</p><ul><li><a href='{}'>F</a></li></ul></div>",
        "<p>Thème créé par <a href='{}'>Studio</a></p>",
    ],
)
def test_who_made_the_site_is_a_credit(foot: str) -> None:
    site = home(f"<footer>{foot.format('https://www.facebook.com/agencestudio')}</footer>")
    assert places(site) == {"www.facebook.com/agencestudio": "credit"}


def test_the_firms_own_links_beside_a_credit_stay_the_firms() -> None:
    site = home(
        """<footer><a href="https://x.com/durand">X</a> © Durand, site réalisé par Studio
        <p>Site réalisé par Studio</p><a href="https://instagram.com/durand">I</a>
        <ul><li><a href="https://facebook.com/durand">F</a></li></ul></footer>"""
    )
    assert set(places(site).values()) == {"footer"}


def test_makers_of_sites_and_widgets_are_credits_but_on_their_own_site() -> None:
    foot = html("""<footer><a href="https://www.facebook.com/wix">W</a>
      <a href="https://twitter.com/wordpressdotcom">W</a></footer>""")
    site, _ = visited({HOME: foot})
    assert set(places(site).values()) == {"credit"}
    own, _ = visited({"https://fr.wix.com": foot}, "fr.wix.com")
    assert places(own) == {
        "www.facebook.com/wix": "footer",
        "twitter.com/wordpressdotcom": "credit",
    }


def test_embedded_publications_and_streams_of_others_are_not_the_frame() -> None:
    site = home(
        """<footer>
        <blockquote class="twitter-tweet"><p>Un mot</p><a href="https://x.com/ministre">M</a>
        </blockquote>
        <a class="twitter-timeline" href="https://twitter.com/fisc">Posts</a>
        <div class="juicer-feed"><a href="https://www.instagram.com/client">C</a></div>
        </footer>
        <article><header><a rel="me" href="https://piaille.fr/@autrice">Par J.</a></header>
        </article>"""
    )
    assert places(site) == {
        "twitter.com/fisc": "body",
        "www.instagram.com/client": "body",
        "piaille.fr/@autrice": "body",
    }


def test_json_ld_of_people_parents_and_reviewers_is_left_out() -> None:
    data = """{"@context": "https://schema.org", "@graph": [
      {"@type": "Person", "name": "J", "sameAs": "https://x.com/jeanne"},
      {"@type": "Organization", "name": "Durand", "sameAs": ["https://x.com/durand", 3, null],
       "parentOrganization": {"@type": "Organization", "sameAs": "https://x.com/groupe"},
       "review": {"@type": "Review", "author": {"@type": "Organization",
         "sameAs": "https://x.com/client"}}}]}"""
    broken = "<script type='application/ld+json'>{oops</script>"
    site = home("", head=f"{broken}<script type='application/ld+json'>{data}</script>")
    assert places(site) == {"x.com/durand": "json_ld"}


# A site that is no longer the firm's


def test_a_site_that_leads_to_another_domain_says_so_and_is_read_no_further() -> None:
    buyer = html("<a href='/contact'>C</a><footer><a href='https://x.com/buyer'>X</a></footer>")
    site, asked = visited({HOME: page(buyer, "https://www.buyer.com/fr/")})
    assert (site.host, site.moved_to) == ("cabinet-durand.fr", "www.buyer.com")
    assert places(site) == {"x.com/buyer": "footer"}
    assert asked == [HOME]


@pytest.mark.parametrize(
    "final",
    [
        "https://www.cabinet-durand.fr/",
        "http://cabinet-durand.fr/fr/accueil",
        "https://lyon.cabinet-durand.fr/",
    ],
)
def test_redirects_within_a_domain_are_no_move(final: str) -> None:
    site, _ = visited({HOME: page(html(""), final)})
    assert (site.moved_to, site.url) == (None, final)


def test_a_page_that_sends_its_reader_elsewhere_at_once_is_a_redirect_too() -> None:
    head = '<meta http-equiv="Refresh" content="0; URL=https://buyer.com/">'
    site, asked = visited({HOME: html("", head=head), "https://buyer.com": html("", "Buyer")})
    assert (site.moved_to, site.name) == ("buyer.com", "Buyer")
    assert len(asked) == 2


@pytest.mark.parametrize(
    "body",
    [
        "<h1>cabinet-durand.fr</h1><p>This domain is for sale.</p>",
        "<p>The domain cabinet-durand.fr may be for sale by its owner</p>",
        "<p>Ce nom de domaine est à vendre</p>",
        "<p>Félicitations ! Votre domaine a bien été créé chez OVHcloud.</p>",
        "<p>This domain name has been registered with a registrar.</p>",
        "<h1>Welcome to nginx!</h1>",
        "<script src='https://img1.wsimg.com/parking-lander/static/js/main.js'></script>",
        "<iframe src='https://www.sedoparking.com/frmpark/x'></iframe>",
    ],
)
def test_a_parked_domain_says_nothing_else(body: str) -> None:
    linked = f"{body}<footer><a href='https://x.com/sedo'>X</a></footer><a href='/contact'>C</a>"
    site, asked = visited({HOME: html(linked, "cabinet-durand.fr")})
    assert site.parked
    assert (site.links, site.name, asked) == ((), "", [HOME])


def test_a_domain_that_leads_to_a_market_of_domains_is_parked() -> None:
    sold, _ = visited({HOME: page(html(""), "https://www.dan.com/buy-domain/cabinet-durand.fr")})
    assert sold.parked
    own, _ = visited({"https://ovh.fr": page(html(""), "https://www.ovh.com/")}, "ovh.fr")
    assert not own.parked


def test_a_firm_that_writes_about_domains_for_sale_is_not_parked() -> None:
    text = (
        "<p>Your domain is for sale? Our lawyers advise you.</p>"
        + "<p>Droit des marques.</p>" * 200
    )
    assert not home(text).parked


# What it costs


def test_a_page_of_thousands_of_links_is_read_at_both_ends_and_no_further() -> None:
    many = "".join(f"<a href='https://x.com/name{number}'>n</a>" for number in range(7000))
    site = home(f"<header><a href='https://x.com/durand'>X</a></header>{many}"
                "<footer><a href='https://facebook.com/durand'>F</a></footer>")  # fmt: skip
    assert len(site.links) == LINKS
    assert list(places(site).items())[:2] == [
        ("x.com/durand", "header"),
        ("facebook.com/durand", "footer"),
    ]
    assert len(parse_site(html(many).encode(), {}).links) == LINKS_OF_A_PAGE


def test_a_site_is_worth_five_requests_whatever_it_answers() -> None:
    silent = Transient("could not be reached", lane_wide=True)
    refresh = '<meta http-equiv="refresh" content="0;url=/fr">'
    inside = html("<a href='/contact'>c</a><a href='/about'>a</a>")
    plain = HOME.replace("https", "http")
    _, asked = visited({HOME: silent, plain: html("", head=refresh), f"{plain}/fr": inside})
    assert len(asked) == REQUESTS


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(404, HOME, {}), TargetGone),
        (Answer(410, HOME, {}), TargetGone),
        (page(b"%PDF-1.7", HOME, content_type="application/pdf"), UnexpectedPayload),
        (RateLimited(NOW), RateLimited),
        (Transient("HTTP 500"), Transient),
    ],
)
def test_a_home_page_that_can_not_be_read_is_an_error(
    answer: Answer | ConnectorError, error: type[ConnectorError]
) -> None:
    with pytest.raises(error):
        visited({HOME: answer})


@pytest.mark.parametrize("address", ["", "https://", "ftp://a.fr", "https://u:p@a.fr", "a b.fr"])
def test_what_is_no_web_address_is_refused_before_anything_is_asked(address: str) -> None:
    with pytest.raises(Refused):
        next(read(address))


def test_pages_are_read_as_they_are_written_whatever_they_say() -> None:
    def title(body: bytes, content_type: str = "text/html") -> str:
        return parse_site(body, {"content-type": content_type}).title

    french = "<title>Société à Orléans</title>"
    assert title(french.encode(), "text/html; charset=iso-8859-1") == "Société à Orléans"
    assert title(french.encode("latin-1"), "text/html; charset=utf-8") == "Société à Orléans"
    assert title(french.encode("utf-16")) == "Société à Orléans"
    meta = b'<meta charset="iso-8859-5">' + "<title>Фирма</title>".encode("iso-8859-5")
    assert title(meta) == "Фирма"
    assert title(french.encode("cp1252"), "text/html; charset=nonsense") == "Société à Orléans"


@given(st.binary(max_size=300), st.sampled_from(["", "text/html; charset=zip", "a;charset=hex"]))
def test_any_bytes_are_a_page(body: bytes, content_type: str) -> None:
    parsed = parse_site(body, {"content-type": content_type})
    assert len(parsed.title) <= 300


@given(st.text(alphabet="<>/ahref=\"' :.@#?&xcom-bdivsrcpt1é", max_size=200))
def test_any_markup_is_a_page_whose_links_lead_to_profiles(markup: str) -> None:
    links = parse_site(f"<a href='https://x.com/durand'>{markup}".encode(), {}).links
    assert all(any_link(link.url) for link in links)


HOSTS = ["x.com", "www.facebook.com", "fr.linkedin.com", "youtube.com", "t.me", "m.fr"]
PIECES = ["durand", "@durand", "company", "pages", "12", "status", "%2F", "é"]


def test_a_facebook_page_without_a_name_is_known_by_its_number() -> None:
    written = ("profile.php?id=100064&ref=x", "pages/Durand/100064", "p/Cabinet-Durand-100064/")
    found = [profile(f"https://www.facebook.com/{path}") for path in written]
    assert {one and one.url for one in found} == {"https://www.facebook.com/profile.php?id=100064"}


@given(st.sampled_from(HOSTS), st.lists(st.sampled_from(PIECES), max_size=4))
def test_the_address_of_a_profile_leads_to_itself(host: str, pieces: list[str]) -> None:
    found = profile(f"https://{host}/{'/'.join(pieces)}")
    if found is not None:
        again = profile(found.url)
        assert again is not None
        assert again.key == found.key
        assert network_of(host) is None or found.key.startswith(f"{network_of(host)}:")


# Whose an address is


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.cabinet-durand.fr/a?b", "cabinet-durand.fr"),
        ("Lyon.Cabinet-Durand.FR.", "cabinet-durand.fr"),
        ("a.b.durand.co.uk", "durand.co.uk"),
        ("www.durand.asso.fr", "durand.asso.fr"),
        ("durand.wixsite.com/site", "durand.wixsite.com"),
        ("durand.bsky.social", "durand.bsky.social"),
        ("co.uk", "co.uk"),
        ("http://127.0.0.1:3000/x", "127.0.0.1"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("https://élan.fr", "xn--lan-9la.fr"),
        ("localhost:80", "localhost"),
        ("https://[oops", ""),
        ("", ""),
    ],
)
def test_a_domain_is_what_one_owner_registered(address: str, domain: str) -> None:
    assert domain_of(address) == domain


def test_on_a_shared_host_each_path_is_somebody_elses() -> None:
    assert same_owner("https://linktr.ee/durand", "linktr.ee/Durand/shop")
    assert not same_owner("https://linktr.ee/durand", "https://linktr.ee/martin")
    assert not same_owner("https://sites.google.com/view/a", "https://sites.google.com/view/b")
    assert not same_owner("", "")


@given(st.text(max_size=60))
def test_any_text_has_a_domain_or_none(text: str) -> None:
    domain = domain_of(text)
    assert domain_of(domain) in (domain, "")


# Hostile servers, through the real driver


@pytest.fixture
async def site() -> AsyncIterator[Web]:
    async with web() as started:
        yield started


@pytest.fixture
async def driver() -> AsyncIterator[Driver]:
    async with driving(Feed()) as driving_feed:
        yield driving_feed


def served(body: str) -> bytes:
    return reply(body.encode(), content_type="text/html")


async def test_a_site_is_read_over_http_and_parsed_in_the_limited_process(
    site: Web, driver: Driver
) -> None:
    foot = "<footer><a href='https://x.com/durand'>X</a></footer>"
    site.pages["/"] = served(html(f"<a href='/contact'>C</a>{foot}"))
    site.pages["/contact"] = served(html(foot))
    site.pages["/.well-known/atproto-did"] = reply(b"did:plc:abc", content_type="text/plain")
    found = await driver.run(read(site.url()))
    assert found.host == f"127.0.0.1:{site.port}"
    assert (found.name, found.did) == ("Cabinet Durand", "did:plc:abc")
    assert [(link.url, link.place, link.times) for link in found.links] == [
        ("https://x.com/durand", Place.FOOTER, 2)
    ]
    assert len(site.asked) == 3


async def test_a_redirect_to_another_host_is_a_move(site: Web, driver: Driver) -> None:
    there = f"http://localhost:{site.port}/buyer"
    site.pages["/"] = reply(status=301, location=there)
    site.pages["/buyer"] = served(html("", "Buyer"))
    found = await driver.run(read(site.url()))
    assert (found.url, found.moved_to) == (there, f"localhost:{site.port}")


async def test_a_redirect_loop_ends(site: Web, driver: Driver) -> None:
    site.pages["/"] = reply(status=302, location="/")
    with pytest.raises(UnexpectedPayload, match="redirects"):
        await driver.run(read(site.url()))


async def test_pages_too_large_packed_endlessly_or_without_end_are_refused(
    site: Web, driver: Driver
) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 X\r\ncontent-type: text/html\r\n\r\n")
        while True:
            writer.write(b"<p>" * 20_000)
            await writer.drain()

    bomb = gzip.compress(b"<b>" * 10_000_000)
    site.pages["/large"] = served("x" * (5 * 1024 * 1024 + 1))
    site.pages["/bomb"] = reply(bomb, content_type="text/html", content_encoding="gzip")
    site.pages["/endless"] = endless
    for path in ("/large", "/bomb", "/endless"):
        with pytest.raises(UnexpectedPayload, match="larger than 5 MB"):
            await driver.run(read(site.url(path)))


async def test_a_slow_drip_ends_at_the_deadline_and_is_not_asked_for_more(site: Web) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 X\r\ncontent-type: text/html\r\n\r\n")
        while True:
            writer.write(b"<p>")
            await writer.drain()
            await asyncio.sleep(0.01)  # noqa: TID251 - the server's own slowness

    site.pages["/"] = served(html("<a href='/contact'>c</a><a href='/about'>a</a>"))
    site.pages["/contact"] = site.pages["/drip"] = drip
    http = http_on_loopback(total=0.5)
    lane = LaneKey("feed", "127.0.0.1")
    try:
        for path, error in (("/drip", Transient), ("/", None)):
            reading = http.run(
                read(site.url(path)), connector=Feed(), lane=lane, priority=Priority.PERSON
            )
            if error:
                with pytest.raises(error, match="in time"):
                    await reading
            else:
                assert (await reading).name == "Cabinet Durand"
    finally:
        await http.aclose()
    assert len(site.asked) == 3


async def test_a_page_nested_beyond_reason_costs_its_own_reading_alone(
    site: Web, driver: Driver
) -> None:
    site.pages["/"] = served("<div>" * 300_000)
    site.pages["/calm"] = served(html(""))
    with pytest.raises(UnexpectedPayload, match="limits"):
        await driver.run(read(site.url()))
    assert (await driver.run(read(site.url("/calm")))).name == "Cabinet Durand"


async def test_a_page_of_half_a_million_open_links_is_read_within_the_limits(
    site: Web, driver: Driver
) -> None:
    site.pages["/"] = served("<p><i><a href=//x.com/durand>" * 150_000)
    found = await driver.run(read(site.url()))
    assert [link.url for link in found.links] == ["https://x.com/durand"]
