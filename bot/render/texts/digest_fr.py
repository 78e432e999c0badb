"""La synthèse et les bilans, en français."""

TEXTS: dict[str, str | tuple[str, str]] = {
    # --- en tête
    "digest.title.news": "{name} : {words}",
    "digest.tag": "#{tag} ×{times}",
    "digest.tag.new": "#{tag} (nouveau)",
    "digest.short": "En bref",
    "digest.top": ("{name} : {words} ({n} réaction)", "{name} : {words} ({n} réactions)"),
    "digest.top.best": (
        "{name} : {words} ({n} réaction, son meilleur résultat en 30 jours)",
        "{name} : {words} ({n} réactions, son meilleur résultat en 30 jours)",
    ),
    "digest.top.usual": (
        "{name} : {words} ({n} réaction, contre {usual} d'ordinaire)",
        "{name} : {words} ({n} réactions, contre {usual} d'ordinaire)",
    ),
    "digest.top.newest": "{name} : {words} (sa plus récente)",
    "digest.top.spread": "{name} : {words} (sur {networks})",
    "digest.top.tag": (
        "#{tag} : {n} compte en parle, contre {usual} par jour d'ordinaire ({used})",
        "#{tag} : {n} comptes en parlent, contre {usual} par jour d'ordinaire ({used})",
    ),
    "digest.top.tag.new": (
        "#{tag} : {n} compte en parle, pour la première fois en quatre semaines ({used})",
        "#{tag} : {n} comptes en parlent, pour la première fois en quatre semaines ({used})",
    ),
    "digest.usual.seldom": "moins d'un",
    "digest.unusual.burst": (
        "{name} : {n} publication le {day}, contre {usual} d'ordinaire",
        "{name} : {n} publications le {day}, contre {usual} d'ordinaire",
    ),
    "digest.unusual.silence": (
        "{name} : rien publié depuis {n} jour, contre {usual} par semaine d'ordinaire",
        "{name} : rien publié depuis {n} jours, contre {usual} par semaine d'ordinaire",
    ),
    "digest.newcomer": "{name} a maintenant un compte sur {network}",
    # --- entreprise par entreprise
    "digest.section.competitor": "Concurrents",
    "digest.section.partner": "Partenaires",
    "digest.section.client": "Clients",
    "digest.section.model": "Modèles",
    "digest.section.others": "Autres",
    "digest.section.own": "Vos propres comptes",
    "digest.group.count": ("{n} publication", "{n} publications"),
    "digest.rest": "+{n}",
    "digest.rising": "En hausse :",
    # --- qui n'a rien publié, et qui n'a pas pu être consulté
    "digest.quiet": "Rien publié : {names}.",
    "digest.quiet.title": "Rien publié",
    "digest.quiet.one": "{name} ({network})",
    "digest.unread": "{network} : impossible à consulter depuis {since} ({why}).",
    "digest.unread.until": (
        "{network} : impossible à consulter depuis {since} ({why}, reprise vers {until})."
    ),
    "digest.unread.budget": "{network} : pas consultable depuis {since} : le budget de ce mois-ci est épuisé, reprise le {until}.",
    "digest.unread.names": (
        "Des publications d'un compte manquent peut-être : {names}.",
        "Des publications de {n} comptes manquent peut-être : {names}.",
    ),
    "digest.unread.others": (
        "{n} autre compte n'a pas pu être consulté : voir la liste complète.",
        "{n} autres comptes n'ont pas pu être consultés : voir la liste complète.",
    ),
    "digest.silence": "Qui n'a rien publié, et qui n'a pas pu être consulté",
    # --- période, nombres, boutons
    "digest.counts": ("{n} publication {accounts}", "{n} publications {accounts}"),
    "digest.accounts": ("d'un compte", "de {n} comptes"),
    "digest.period": "{start} → {end}",
    "digest.late": "Cette synthèse arrive en retard : Veilleur était arrêté à {hour}.",
    "digest.nothing": (
        "Rien de nouveau depuis {since} : aucune publication de votre compte suivi, "
        "consulté à {at}.",
        "Rien de nouveau depuis {since} : aucune publication de vos {n} comptes. "
        "Tout a été consulté à {at}.",
    ),
    "digest.nothing.heard": "Rien à ajouter depuis {since} : ce que vos comptes ont publié a été annoncé par des alertes, ou écarté comme vous le souhaitez. Tout a été consulté à {at}.",
    "digest.partly": (
        "Aucune publication vue sur {n} compte.",
        "Aucune publication vue sur {n} comptes.",
    ),
    "digest.partly.unread": (
        "{n} compte n'a pas pu être consulté ({where}, depuis {since}) : {names}.",
        "{n} comptes n'ont pas pu être consultés ({where}, depuis {since}) : {names}.",
    ),
    "digest.all": ("La publication", "Les {n} publications"),
    "digest.all.names": "La liste complète",
    "digest.all.none": "Aucune publication dans cette période.",
    "digest.all.gone": "Cette synthèse n'est plus conservée. Ceci montre les dernières 24 heures : {slash}synthese maintenant",
    "digest.empty": (
        "Rien n'est suivi ici pour l'instant. Envoyez-moi le @compte, le lien ou le site "
        "d'un concurrent."
    ),
    "digest.now": "Les dernières 24 heures",
    "digest.part": "{name} ({part}/{parts})",
    "digest.trends": "Tendances",
    "digest.settings": "Réglages",
    "digest.list": "Ce qui est suivi",
    # --- une seule fois : les alertes de la première semaine, le bilan
    "digest.tally": (
        "Cette semaine : {n} alerte, dont {most} de {name}.",
        "Cette semaine : {n} alertes, dont {most} de {name}.",
    ),
    "digest.tally.all": (
        "Cette semaine : {n} alerte, de {name}.",
        "Cette semaine : {n} alertes, toutes de {name}.",
    ),
    "digest.tally.only": "{name} : synthèse uniquement",
    "digest.offer": "Un bilan de chaque semaine peut aussi arriver ici, avec la première synthèse de la semaine : ce qui a le mieux marché, qui est où, des comptes à découvrir.",
    "digest.offer.button": "Bilan de la semaine",
    # --- le bilan
    "recap.title.weekly": (
        "La semaine : {n} publication {accounts}",
        "La semaine : {n} publications {accounts}",
    ),
    "recap.title.monthly": (
        "Le mois : {n} publication {accounts}",
        "Le mois : {n} publications {accounts}",
    ),
    "recap.none.weekly": "La semaine : aucune publication vue.",
    "recap.none.monthly": "Le mois : aucune publication vue.",
    "recap.best": "Les meilleures publications",
    "recap.networks": "Par réseau",
    "recap.network": ("{network} : {n} publication", "{network} : {n} publications"),
    "recap.network.none": "{network} : aucune publication",
    "recap.network.unknown": "{network} : aucune publication vue",
    "recap.network.of": "{what} · comptes actifs : {active} sur {accounts}",
    "recap.network.unread": (
        "{what} ; {n} compte n'est pas consultable en ce moment",
        "{what} ; {n} comptes ne sont pas consultables en ce moment",
    ),
    "recap.discover": "À découvrir",
    "recap.discovery": ("{n} citation, par {names}", "{n} citations, par {names}"),
    "recap.watch": "Suivre {name}",
    "recap.on.weekly": "Un bilan de la semaine arrive ici avec la première synthèse de chaque semaine.",
    "recap.on.monthly": "Un bilan du mois arrive ici avec la première synthèse de chaque mois.",
    "recap.off.weekly": "Pas de bilan hebdomadaire ici.",
    "recap.off.monthly": "Pas de bilan mensuel ici.",
    "recap.no_digest": "Il n'y a pas de synthèse ici, donc pas de bilan non plus.",
    "recap.turn_on.weekly": "Chaque semaine",
    "recap.turn_on.monthly": "Chaque mois",
    "recap.turn_off.weekly": "Pas de bilan hebdomadaire",
    "recap.turn_off.monthly": "Pas de bilan mensuel",
}
