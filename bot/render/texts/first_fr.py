"""La première minute et la première semaine, les heures d'alerte, en français."""

TEXTS: dict[str, str | tuple[str, str]] = {
    # --- la première minute
    "first.private": (
        "Bonjour. Je surveille ce que disent les entreprises sur les réseaux sociaux et sur leurs "
        "sites, et je vous le dis ici.\n"
        "Envoyez-moi le @compte, le lien ou le nom d'un concurrent."
    ),
    "first.group": (
        "Bonjour. Je surveille ce que disent les entreprises sur les réseaux sociaux et sur leurs "
        "sites, et je le dis ici.\n"
        "Tapez {slash}suivre, puis le @compte, le lien ou le site d'un concurrent."
    ),
    "first.example": "Un exemple",
    "first.zone": "Êtes-vous à l'heure de {city} ?",
    "first.zone.yes": "Oui, {city}",
    "first.zone.change": "Changer",
    "first.zone.kept": "C'est noté : les heures restent celles de {city}.",
    # --- à quoi sert le canal
    "first.purpose": "Une question, si vous voulez : à quoi sert ce canal ?",
    "first.purpose.tip": "Astuce : {slash}liste montre ce qui est suivi ici.",
    "ask.settings_purpose": "À quoi sert ce canal ?",
    "purpose.competitors": "Concurrents",
    "purpose.news": "Actualité du métier",
    "purpose.ideas": "Idées de publications",
    "purpose.subject": "Un sujet",
    "purpose.later": "Plus tard",
    "purpose.later.done": "Comme vous voudrez. {slash}reglages usage repose la question.",
    "purpose.competitors.done": (
        "Ce canal suit des concurrents : chaque publication aussitôt et dans la synthèse, ce qui "
        "change dans leurs profils, et qui est plus silencieux ou plus actif que d'habitude."
    ),
    "purpose.news.done": (
        "Ce canal suit l'actualité du métier : dans la synthèse uniquement, sans alertes, et rien "
        "sur les profils ni sur les silences."
    ),
    "purpose.ideas.done": (
        "Ce canal cherche des idées : les publications dans la synthèse uniquement, chaque semaine "
        "un bilan avec les meilleures, et rien sur les profils ni sur les silences."
    ),
    "purpose.subject.done": (
        "Ce canal suit un sujet : chaque publication aussitôt et dans la synthèse, les mots-clés "
        "qui décollent annoncés tôt, et rien sur les profils ni sur les silences."
    ),
    "purpose.subject.send": "Lequel ? {slash}suivre, puis un #mot-clé ou « une expression exacte ».",
    "purpose.none.done": "Ce canal n'a plus d'usage précis ; ses autres réglages restent.",
    "purpose.firm": "{name} : {relation}",
    "purpose.starter": "Listes de départ",
    "purpose.inspire": "Des idées tout de suite",
    "settings.row.purpose": "À quoi sert ce canal : {purpose}",
    # --- heures d'alerte
    "ask.settings_alerts": "Quand les alertes peuvent-elles arriver ? Par exemple lun-ven 8h-19h, ou non pour toute heure.",
    "settings.row.alerts": "Alertes : {hours} (en dehors, elles attendent, rien n'est perdu)",
    "settings.how.alerts": "Jours et heures des alertes : {slash}reglages alertes lun-ven 8h-19h",
    "settings.alerts.done": "Les alertes arrivent : {hours}. En dehors, elles attendent ; rien n'est perdu.",
    "settings.alerts.off": "Les alertes peuvent arriver à toute heure.",
    "hours.days": "{days}, de {start} à {end}",
    "hours.whole_days": "{days}, toute la journée",
    "hours.any": "À toute heure",
    # --- astuces, une sous une synthèse
    "tip.search": "Astuce : {slash}chercher #facturation montre ce qui se dit d'un sujet en ce moment.",
    "tip.compare": "Astuce : {slash}comparer met côte à côte ce que vous suivez : qui publie combien, et ce qui marche.",
    "tip.save": "Astuce : [⋯] sous une alerte garde une publication ; {slash}tableau montre ce qui est gardé.",
    "tip.mute": "Astuce : {slash}pause 24h fait une pause ; {slash}reglages alertes fixe les jours et les heures.",
    "tip.import": "Astuce : {slash}importer prend une liste entière d'entreprises, d'un tableau ou collée.",
    # --- d'autres publications comme celle d'une alerte
    "alert.like": "D'autres comme celle-ci",
    # --- dix mots
    "terms.title": "Les dix mots de Veilleur",
    "terms.watch": "Veille : un compte, un site ou un #mot-clé dont les nouvelles publications arrivent ici",
    "terms.alert": "Alerte : un message pour une nouvelle publication, dès que je la vois",
    "terms.digest": "Synthèse : tout en un seul message, à la même heure chaque jour",
    "terms.firm": "Entreprise : une maison avec tous ses comptes et son site",
    "terms.panel": "Panel : plusieurs entreprises ensemble, suivies et comparées en bloc",
    "terms.hashtag": "Mot-clé : un mot précédé de #, qui permet de trouver les publications d'un sujet",
    "terms.reaction": "Réaction : un j'aime, un partage ou une réponse, comme le réseau les compte",
    "terms.story": "Annonce : les mêmes mots d'une entreprise sur plusieurs réseaux, dits une seule fois",
    "terms.rhythm": "Rythme : la fréquence habituelle d'un compte ; je dis quand il s'en écarte",
    "terms.unread": "Non consulté : je n'en sais rien ; calme veut dire consulté, et rien de nouveau",
    "terms.more": "Comment s'écrit une recherche : {slash}aide operateurs",
    "terms.button": "Les recherches",
}
