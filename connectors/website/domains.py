"""Whose an address is: the part of a host's name that one owner registered. Pure."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

# The whole public list has ten thousand lines and changes each week. These are the endings under
# which the firms of our users are found: a missing one only makes two neighbours look like one
# owner, and what is concluded from that is always shown to a person.
_REGISTRIES = """
    asso.fr com.fr gouv.fr nom.fr prd.fr tm.fr avocat.fr notaires.fr cci.fr aeroport.fr
    experts-comptables.fr geometre-expert.fr medecin.fr pharmacien.fr veterinaire.fr
    co.uk org.uk ltd.uk plc.uk me.uk net.uk ac.uk gov.uk com.au net.au org.au co.nz net.nz org.nz
    co.za co.in com.br com.mx com.ar com.co com.tr com.pl com.pt com.es com.gr co.at or.at
    co.jp or.jp ne.jp co.kr com.cn com.hk com.tw com.sg com.my co.th co.il com.ua com.ru
    com.ma co.ma com.tn com.dz com.ci com.sn com.re com.mq com.gp co.it
    eu.com uk.com fr.com gb.net eu.org
"""
# Names under which strangers get sites of their own.
_HOSTERS = """
    wixsite.com editorx.io wordpress.com blogspot.com blogspot.fr tumblr.com over-blog.com
    e-monsite.com canalblog.com jimdofree.com jimdosite.com jimdo.com weebly.com webnode.fr
    webnode.com strikingly.com site123.me webself.net simplesite.com odoo.com business.site
    squarespace.com myshopify.com prestashop.com bigcartel.com webflow.io framer.website
    framer.app carrd.co notion.site super.site substack.com ghost.io medium.com hubspotpages.com
    github.io gitlab.io netlify.app vercel.app pages.dev web.app firebaseapp.com herokuapp.com
    azurewebsites.net cloudfront.net amazonaws.com onrender.com pagesperso-orange.fr
    perso.orange.fr free.fr perso.sfr.fr bsky.social
"""
_SUFFIXES = frozenset((*_REGISTRIES.split(), *_HOSTERS.split()))
# Hosts where each path is somebody else's.
_SHARED = frozenset(
    {"sites.google.com", "linktr.ee", "linkin.bio", "beacons.ai", "about.me", "bio.link"}
)
_LONGEST = max(suffix.count(".") for suffix in _SUFFIXES) + 1


def host_of(address: str) -> str:
    """The host's name in lower case ASCII, without port; "" where there is none."""
    host = (_parts(address).hostname or "").rstrip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def domain_of(address: str) -> str:
    """The registrable domain of a host or address: "cabinet-durand.fr". An IP address is whole."""
    host = host_of(address)
    if _is_ip(host):
        return host
    labels = host.split(".")
    for count in range(_LONGEST, 0, -1):
        if ".".join(labels[-count:]) in _SUFFIXES and len(labels) > count:
            return ".".join(labels[-count - 1 :])
    return ".".join(labels[-2:])


def same_owner(one: str, other: str) -> bool:
    """Do two addresses belong to the same owner, as far as their names tell?"""
    domain = domain_of(one)
    return bool(domain) and domain == domain_of(other) and _folder(one) == _folder(other)


def _folder(address: str) -> str:
    """What tells owners apart on a shared host: the path's first parts; "" elsewhere."""
    parts = _parts(address)
    host = (parts.hostname or "").removeprefix("www.")
    if host not in _SHARED:
        return ""
    pieces = [piece.lower() for piece in parts.path.split("/") if piece]
    return "/".join(pieces[: 2 if host == "sites.google.com" else 1])


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        return parts if parts.hostname is not None else SplitResult("", "", "", "", "")
    except ValueError:
        return SplitResult("", "", "", "", "")


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
