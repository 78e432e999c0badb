"""What the tour says around the bot's own words. Plain spaces: typeset() sets the French ones."""

from __future__ import annotations

from collections.abc import Mapping

FR = {
    "title": "Veilleur, la visite guidée (une minute)",
    "invented": (
        "Les cabinets et leurs publications sont inventés, et rien ne quitte cette machine : "
        "un petit réseau social factice tourne ici même (adresse 127.0.0.1). "
        "Veilleur, lui, est bien le vrai."
    ),
    "watch": (
        "Suivre un concurrent : son nom suffit. Veilleur le cherche, dit pourquoi il l'a retenu, "
        "et vous pouvez annuler."
    ),
    "watch.command": "/suivre @{competitor}",
    "alert": (
        "Le cabinet vient de publier. L'alerte arrive d'elle-même, avec ses mots exacts. "
        "(Ici, Veilleur regarde chaque seconde ; d'ordinaire, toutes les cinq minutes.)"
    ),
    "site": "Pas de réseau social ? L'adresse de son site fait aussi l'affaire.",
    "site.command": "/suivre {site}",
    "search": "Un sujet plutôt qu'un compte : qui en parle cette semaine ?",
    "search.command": "/chercher #{tag}",
    "linkedin": (
        "Un lien LinkedIn ? Ce réseau est fermé aux outils de veille. Veilleur le dit, "
        "et propose ce qui marche à la place."
    ),
    "linkedin.command": "/suivre {linkedin}",
    "remote": "Un compte sur un autre serveur, avec son adresse complète.",
    "remote.command": "/suivre {remote}",
    "notice": (
        "Ce serveur vient de tomber en panne. Ne plus rien voir ne veut pas dire qu'il ne se "
        "passe rien : Veilleur vous prévient, une seule fois."
    ),
    "digest": (
        "La synthèse arrive chaque matin en semaine ; la voici tout de suite : les nouveautés, "
        "les comptes qui n'ont rien publié, et celui qui n'a pas pu être consulté."
    ),
    "digest.command": "/synthèse maintenant",
    "yours": (
        "À vous de jouer. Une nouveauté paraît toutes les 30 secondes. Trois lignes à essayer :"
    ),
    "try.1": "/suivre #{tag}",
    "try.2": "/liste",
    "try.3": "/pause 1 2h",
    "real": (
        "Suivre un vrai compte, sans aucune clé ni inscription (cette ligne-là passe par "
        "internet) :"
    ),
    "real.command": "/suivre @Mastodon@mastodon.social",
    "leave": "Ctrl-C pour quitter : cette visite n'est pas conservée. Pour commencer pour de bon :",
    "done": "La visite est finie : l'alerte et la synthèse sont bien passées par Veilleur.",
    "missing": "La visite s'arrête ici. Ce qui n'est pas venu en {seconds} s : {what}.",
    "missing.watch": "la confirmation du suivi de @{competitor}",
    "missing.alert": "l'alerte sur la nouvelle publication",
    "missing.site": "la confirmation du suivi du site",
    "missing.search": "le résultat de la recherche",
    "missing.linkedin": "la réponse au lien LinkedIn",
    "missing.remote": "la confirmation du suivi de {remote}",
    "missing.notice": "l'avis de panne",
    "missing.digest": "la synthèse avec la nouvelle publication",
}
EN = {
    "title": "Veilleur, the guided tour (one minute)",
    "invented": (
        "The firms and their posts are invented, and nothing leaves this machine: a small fake "
        "social network runs right here (at 127.0.0.1). Veilleur itself is the real one."
    ),
    "watch": (
        "Watch a competitor: the name is enough. Veilleur looks for it, says why it chose that "
        "account, and you can undo it."
    ),
    "watch.command": "/watch @{competitor}",
    "alert": (
        "The firm posts something right now. The alert comes by itself, in the firm's exact "
        "words. (Here Veilleur looks every second; usually, every five minutes.)"
    ),
    "site": "Not on any social network? The address of its web site will do.",
    "site.command": "/watch {site}",
    "search": "A subject rather than an account: who talked about it this week?",
    "search.command": "/search #{tag}",
    "linkedin": (
        "A LinkedIn link? That network is closed to tools like this. Veilleur says so, and "
        "offers what works instead."
    ),
    "linkedin.command": "/watch {linkedin}",
    "remote": "An account on another server, by its full address.",
    "remote.command": "/watch {remote}",
    "notice": (
        "That server has just broken down. Seeing nothing does not mean that nothing happens: "
        "Veilleur tells you, once."
    ),
    "digest": (
        "The digest comes every weekday morning; here it is right away: what is new, which "
        "accounts posted nothing, and which one could not be looked at."
    ),
    "digest.command": "/digest now",
    "yours": "Your turn. Something new comes out every 30 seconds. Three lines to try:",
    "try.1": "/watch #{tag}",
    "try.2": "/list",
    "try.3": "/mute 1 2h",
    "real": "Watch a real account, with no key and no sign-up (this line does use the internet):",
    "real.command": "/watch @Mastodon@mastodon.social",
    "leave": "Ctrl-C to leave: nothing of this tour is kept. To begin in earnest:",
    "done": "The tour is over: the alert and the digest did come through Veilleur.",
    "missing": "The tour stops here. What did not come within {seconds} s: {what}.",
    "missing.watch": "the confirmation that @{competitor} is watched",
    "missing.alert": "the alert about the new post",
    "missing.site": "the confirmation that the site is watched",
    "missing.search": "the result of the search",
    "missing.linkedin": "the answer to the LinkedIn link",
    "missing.remote": "the confirmation that {remote} is watched",
    "missing.notice": "the notice that a server is down",
    "missing.digest": "the digest with the new post",
}
TEXTS: Mapping[str, Mapping[str, str]] = {"fr": FR, "en": EN}
