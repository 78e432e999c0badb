"""What find says of a name, an address or a link, in English."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "lookup.found": ("I found one match for {what}.", "I found {n} matches for {what}."),
    "lookup.page": "I found {what} on {network}.",
    "lookup.watch": "Watch {n} ({network})",
}
