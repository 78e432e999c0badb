"""Reads an answer's body without trusting its length, its packing or its end."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from connectors.errors import Transient, UnexpectedPayload

LARGEST = 5 * 1024 * 1024  # bytes, as sent and as unpacked

_GZIP_MAGIC = b"\x1f\x8b"


async def read_body(response: httpx.Response) -> bytes:
    """The decoded body. Raises UnexpectedPayload over LARGEST or for a packing not asked for."""
    if response.is_stream_consumed:  # an httpx.Auth that had to see it
        return _capped(response.content)
    unpack = _unpacker(response.headers.get("content-encoding", ""))
    body, received = bytearray(), 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        body += unpack.feed(chunk, LARGEST + 1 - len(body))
        if max(received, len(body)) > LARGEST:
            raise UnexpectedPayload("larger than 5 MB")
    unpack.end()
    return bytes(body)


def _capped(body: bytes) -> bytes:
    if len(body) > LARGEST:
        raise UnexpectedPayload("larger than 5 MB")
    return body


class _Unpacker(Protocol):
    def feed(self, data: bytes, limit: int) -> bytes:
        """At most `limit` (at least 1) bytes; reaching it means that there may be more."""

    def end(self) -> None: ...


def _unpacker(encoding: str) -> _Unpacker:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in ("gzip", "x-gzip"):
        return _Gunzip()
    raise UnexpectedPayload("packed in a way that was not asked for")


class _Plain:
    def feed(self, data: bytes, limit: int) -> bytes:
        return data

    def end(self) -> None: ...


def _member() -> zlib._Decompress:
    return zlib.decompressobj(16 + zlib.MAX_WBITS)


@dataclass(slots=True)
class _Gunzip:
    """Members one after the other, as gzip allows; what follows the last is ignored."""

    member: zlib._Decompress = field(default_factory=_member)
    started: bool = False

    def feed(self, data: bytes, limit: int) -> bytes:
        self.started = self.started or bool(data)
        out = b""
        try:
            while data and len(out) < limit:
                if self.member.eof:
                    if not data.startswith(_GZIP_MAGIC):
                        break
                    self.member = _member()
                out += self.member.decompress(data, limit - len(out))
                data = self.member.unused_data
        except zlib.error:
            raise UnexpectedPayload("broken gzip") from None
        return out

    def end(self) -> None:
        if self.started and not self.member.eof:
            raise Transient("the body was cut short")
