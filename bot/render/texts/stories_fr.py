"""Une annonce sur plusieurs réseaux, en français."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "story.also": "aussi :",
    "story.why": "La même annonce a paru ({network}, {when}).",
    "story.why.first": "La même annonce a paru ensuite ({network}, {when}).",
    "story.why.grouped": "Elle se rattache à un message trop ancien pour être modifié ({when}) ; aucun autre n'est envoyé.",
    "story.why.joined": "Jointe à un message ({when}).",
}
