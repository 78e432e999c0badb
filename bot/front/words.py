"""The few sentences that a front-end says by itself, when no use case is asked."""

from __future__ import annotations

SENTENCES = {
    "away": {
        "en": "I was away for a while and did not carry out what you sent. Please send it again.",
        "fr": (
            "J'étais absent et n'ai pas traité ce que vous avez envoyé. Merci de l'envoyer à "
            "nouveau."
        ),
    },
    "expired": {
        "en": "These buttons are too old. Send the command again, for example /list.",
        "fr": ("Ces boutons sont trop anciens. Envoyez à nouveau la commande, par exemple /liste."),
    },
    "failed": {
        "en": "Something went wrong on my side (reference {reference}). Please try again.",
        "fr": (
            "Quelque chose s'est mal passé de mon côté (référence {reference}). Merci de réessayer."
        ),
    },
}


def say(key: str, language: str | None, **facts: str) -> str:
    """The sentence in French for a reader of French, else in English. Raises KeyError."""
    french = (language or "").lower().startswith("fr")
    return SENTENCES[key]["fr" if french else "en"].format(**facts)
