"""The sentences that only Slack needs. Plain spaces: typeset puts the no-break ones."""

from __future__ import annotations

from bot.render.words import typeset

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "invite": (
            "I can't post in this channel yet. Type /invite @Veilleur, then press "
            "“Try again”. Nothing was lost."
        ),
        "again": "Try again",
        "oops": "Something went wrong on my side ({id}). Please try again in a moment.",
        "modal.title": "Watch",
        "modal.submit": "Watch",
        "modal.close": "Cancel",
        "modal.what": "What should I watch?",
        "modal.what.hint": "An @account, a link, a web site, a #tag or “exact words”.",
        "modal.where": "Where should it arrive?",
        "modal.mode": "How?",
        "modal.mode.both": "Each post, and the daily digest",
        "modal.mode.alert": "Each post",
        "modal.mode.digest": "Daily digest only",
        "modal.include": "Only with these words",
        "modal.exclude": "Never with these words",
        "modal.words.hint": "Separate words with spaces.",
        "modal.unreadable": "I can't read this. Try @durand, #tax, cabinet-durand.fr or a link.",
        "modal.unreadable.words": "Write plain words, separated by spaces.",
    },
    "fr": {
        "invite": (
            "Je ne peux pas encore écrire dans ce canal. Tapez /invite @Veilleur, puis appuyez "
            "sur « Réessayer ». Rien n'est perdu."
        ),
        "again": "Réessayer",
        "oops": "Un problème est survenu de mon côté ({id}). Veuillez réessayer dans un instant.",
        "modal.title": "Suivre",
        "modal.submit": "Suivre",
        "modal.close": "Annuler",
        "modal.what": "Que faut-il suivre ?",
        "modal.what.hint": "Un @compte, un lien, un site, un #mot-clé ou des « mots exacts ».",
        "modal.where": "Où faut-il l'envoyer ?",
        "modal.mode": "Comment ?",
        "modal.mode.both": "Chaque publication, et la synthèse du jour",
        "modal.mode.alert": "Chaque publication",
        "modal.mode.digest": "Synthèse du jour uniquement",
        "modal.include": "Seulement avec ces mots",
        "modal.exclude": "Jamais avec ces mots",
        "modal.words.hint": "Séparez les mots par des espaces.",
        "modal.unreadable": (
            "Je ne comprends pas. Essayez @durand, #fiscalite, cabinet-durand.fr ou un lien."
        ),
        "modal.unreadable.words": "Écrivez des mots simples, séparés par des espaces.",
    },
}


def say(language: str, key: str, **facts: str) -> str:
    """The sentence of that key; English where the language isn't French."""
    known = language if language in TEXTS else "en"
    return typeset(known, TEXTS[known][key]).format(**facts)
