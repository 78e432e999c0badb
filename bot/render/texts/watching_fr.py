"""Ce qui est dit quand on suit, liste, arrête ou annule."""

TEXTS: dict[str, str | tuple[str, str]] = {
    # --- suivre
    "watch.looking": ("Je cherche {what} sur {n} réseau…", "Je cherche {what} sur {n} réseaux…"),
    "watch.choose": (
        "Un compte correspond. Est-ce bien celui-là ?",
        "{n} comptes correspondent. Lequel faut-il suivre ?",
    ),
    "watch.similar": (
        "Aucun compte ne s'appelle exactement « {what} ». Celui-ci s'en approche :",
        "Aucun compte ne s'appelle exactement « {what} ». Ceux-ci s'en approchent :",
    ),
    "watch.late": (
        "Un autre compte de ce nom, trouvé entre-temps :",
        "{n} autres comptes de ce nom, trouvés entre-temps :",
    ),
    "watch.done": "{who} a ajouté {what} à la veille de ce canal.",
    "watch.done.to": "C'est noté, {channel} suit désormais {what}.",
    "watch.done.private": "C'est noté, je surveille {what}.",
    "watch.alerts": "Les nouvelles publications arriveront ici, en général sous {within}.",
    "watch.alerts.to": "Les nouvelles publications arriveront là-bas, en général sous {within}.",
    "watch.digest": "Synthèse à {hour} (heure de {city}).",
    "watch.with": "Uniquement les publications avec {words}.",
    "watch.without": "Uniquement les publications sans {words}.",
    "watch.price": "Suivre {what} sur {network} coûte environ {cost} par mois. Faut-il le faire ?",
    "watch.price.unknown": "Suivre {what} sur {network} se paie à la publication, et {network} ne dit pas combien il en paraît. Faut-il le faire ?",
    "watch.price.used": "Utilisé ce mois-ci : {spent} sur {budget}. Rien de plus n'est payé avant votre accord ; une consultation sans nouveauté ne coûte rien.",
    "watch.because": "J'ai retenu @{handle} : nom exact, actif ces douze derniers mois, et le seul trouvé.",
    "watch.named": "{what} ({networks})",
    "watch.latest": "Dernière publication :",
    "watch.latest.of": "{name}, dernière publication :",
    "watch.already": "{what} est déjà suivi ici depuis le {since}.",
    "watch.already.by": "{what} est déjà suivi ici depuis le {since} (par {who}).",
    "watch.mode.alert": "{what} : alertes uniquement, rien dans la synthèse.",
    "watch.mode.digest": "{what} : dans la synthèse uniquement, plus d'alertes.",
    "watch.mode.both": "{what} : alertes et synthèse.",
    "watch.not_found": "Je n'ai trouvé aucun compte {what} sur {names}.",
    "watch.not_found.exact": "{what} n'existe pas, ou n'existe plus, sur {names}.",
    "watch.closed": "Ici, je n'ai pas accès à {names} : il s'y trouve peut-être.",
    "watch.give_site": "Donnez-moi l'adresse de son site : j'y chercherai ses actualités et ses comptes.",
    "watch.site_slow": "{what} tarde à répondre : j'attends encore un peu…",
    "watch.site_silent": "{what} ne répond pas. L'adresse est-elle exacte ? Rien n'a été modifié ; vous pouvez réessayer.",
    "watch.site_refused": "{what} est une adresse de réseau privé : je ne les consulte pas. Envoyez une adresse publique.",
    "watch.no_feed": (
        "Je n'ai pas trouvé de fil d'actualités à l'adresse {what} : aucune page n'y présente "
        "ses nouvelles sous une forme que je peux suivre (elle demande peut-être une connexion)."
    ),
    "watch.no_feed_hint": (
        "Envoyez-moi une autre page, comme son blog ou ses actualités, ou un @compte."
    ),
    "watch.nobody_answered": (
        "{names} n'a pas répondu : je ne sais donc pas si {what} existe. Rien n'a été modifié. "
        "Réessayez dans un instant.",
        "{names} n'ont pas répondu : je ne sais donc pas si {what} existe. Rien n'a été modifié. "
        "Réessayez dans un instant.",
    ),
    "watch.no_network": (
        "Aucun réseau consultable ici ne permet de suivre {what}. Vous pouvez le chercher "
        "maintenant, ou me donner un @compte, un #mot-clé ou un site."
    ),
    "person.you": "vous",
    "account.followers": ("{count} abonné", "{count} abonnés"),
    "account.last_post": "dernière publication {when}",
    # --- liste, arrêt, annulation
    "list.title": (
        "Suivi ici : {n} compte ou sujet",
        "Suivis ici : {n} comptes ou sujets",
    ),
    "list.hint": "Pour arrêter le premier : {stop}. Pour le mettre en pause : {pause}.",
    "list.empty": (
        "Rien n'est suivi ici pour l'instant. Envoyez-moi le @compte, le lien ou le site "
        "d'un concurrent."
    ),
    "list.none": "Rien dans la liste ne correspond à « {what} ».",
    "list.gone": "Cet élément n'est plus dans la liste.",
    "list.mode.alert": "alertes uniquement",
    "list.mode.digest": "synthèse uniquement",
    "list.muted": "en pause {until}",
    "list.failing": "illisible depuis {since} : {why}",
    "list.newest": "dernière publication {when}",
    "list.no_post": "aucune publication pour l'instant",
    "list.not_yet": "pas encore consulté",
    "unwatch.done": (
        "C'est arrêté : {what}. Ce qui a été trouvé est conservé.",
        "C'est arrêté : {what}. Ce qui a été trouvé est conservé.",
    ),
    "undo.nothing": "Il n'y a rien à annuler ici depuis 24 heures.",
    "undo.already": "C'est déjà annulé.",
    "undo.done.watch": (
        "Annulé : {what} n'est plus suivi.",
        "Annulé : {what} ne sont plus suivis.",
    ),
    "undo.done.unwatch": "Annulé : {what} est de nouveau suivi.",
    "undo.done.mode": "Annulé : {what} est comme avant.",
    "undo.done.mute": "Annulé : plus de pause.",
    "undo.done.unmute": "Annulé : de nouveau en pause.",
    "undo.done.digest": "Annulé : la synthèse est comme avant.",
    "undo.done.settings": "Annulé : les réglages sont comme avant.",
}
