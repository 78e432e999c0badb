"""What is asked of which network, from a site or a name."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.exploring import name_of_host

HOSTS: Mapping[str, str] = {
    "cabinet-durand.fr": "cabinet durand",
    "www.cabinet-durand.fr:8080": "cabinet durand",
    "blog.durand.fr": "durand",
    "localhost": "localhost",
    "127.0.0.1": "",
    "[::1]:80": "",
    "": "",
}


@pytest.mark.parametrize(("host", "name"), HOSTS.items())
def test_a_host_tells_what_its_firm_may_be_called(host: str, name: str) -> None:
    assert name_of_host(host) == name


@given(st.from_regex(r"[a-z0-9.:\-\[\]]{0,40}", fullmatch=True))
def test_any_host_has_a_name_without_dashes_or_none(host: str) -> None:
    name = name_of_host(host)
    assert "-" not in name
    assert name == " ".join(name.split())
