"""The sentences of a confirmation; ~ and ¬ are no-break spaces."""

from __future__ import annotations

DIGEST = {"en": "Digest at 08:30 (Paris time).", "fr": "Synthèse à 08:30 (heure de Paris)."}
ALERTS = {
    "en": "New posts arrive here, usually within 1 s.",
    "fr": "Les nouvelles publications arriveront ici, en général sous 1~s.",
}
ADDED = {
    ("slack", "en"): "Jane added {} to what this channel watches.",
    ("slack", "fr"): "Jeanne a ajouté {} à la veille de ce canal.",
    ("telegram", "en"): "Done, I am watching {} for you.",
    ("telegram", "fr"): "C'est noté, je surveille {}.",
}
BECAUSE = {
    "en": (
        "I took @durand@HOST: the exact name, active in the last twelve months, "
        "and the only one I found."
    ),
    "fr": (
        "J'ai retenu @durand@HOST~: nom exact, actif ces douze derniers mois, et le seul trouvé."
    ),
}
LATEST = {
    "en": "Latest: “Facture électronique : 5 pièges à éviter”, today 07:12",
    "fr": "Dernière publication~: «~Facture électronique : 5 pièges à éviter~», aujourd'hui 07:12",
}
ZONE = {"en": "Are your clocks those of Paris?", "fr": "Êtes-vous à l'heure de Paris¬?"}
AND = {"en": "and", "fr": "et"}
UNDO = {"en": "Undo", "fr": "Annuler l'ajout"}
WRONG = {"en": "Wrong account", "fr": "Mauvais compte"}
MORE = {"en": "⋯ More", "fr": "⋯ Plus"}
