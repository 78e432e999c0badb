"""What find says of a name, an address or a link, in French."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "lookup.found": (
        "J'ai trouvé un résultat pour {what}.",
        "J'ai trouvé {n} résultats pour {what}.",
    ),
    "lookup.page": "J'ai trouvé {what} sur {network}.",
    "lookup.watch": "Suivre {n} ({network})",
}
