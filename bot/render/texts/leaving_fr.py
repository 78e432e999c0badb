"""Transmettre et partir, en français."""

TEXTS: dict[str, str | tuple[str, str]] = {
    # --- vers un autre canal
    "move.done": (
        "Ce qui était suivi ici l'est désormais dans {channel}, avec ses réglages.",
        "Les {n} comptes et recherches suivis ici le sont désormais dans {channel}, chacun avec ses réglages.",
    ),
    "move.double": (
        "L'un d'eux y était déjà suivi : il y reste tel quel.",
        "{n} y étaient déjà suivis : ils y restent tels quels.",
    ),
    "move.same": "C'est ce canal-ci. Nommez-en un autre, par exemple : liste vers #veille.",
    "move.nothing": "Rien n'est suivi ici : il n'y a rien à déplacer.",
    "undo.done.move": "C'est annulé : ce qui était parti vers {what} est de nouveau suivi ici.",
    # --- oublié
    "forget.question": (
        "Effacer tout ce que je sais de {channel} ? Une veille, son historique, ses réglages et son tableau disparaîtront pour de bon. Les messages que j'ai envoyés restent dans la conversation. Cela ne s'annule pas.",
        "Effacer tout ce que je sais de {channel} ? Ses {n} veilles, leur historique, ses réglages et son tableau disparaîtront pour de bon. Les messages que j'ai envoyés restent dans la conversation. Cela ne s'annule pas.",
    ),
    "forget.done": "C'est fait : plus rien n'est suivi ici, et rien de ce canal n'est conservé. Écrivez-moi pour recommencer.",
    "button.forget_here": "Tout effacer",
    "button.keep": "Garder",
    "bad.bad_forget": "Je peux oublier ce que je sais de ce canal : {example}. Pour arrêter une veille, utilisez retirer.",
    # --- plus là
    "notice.parted": (
        "Je ne peux plus écrire dans {channel} : {why} Une veille de ce canal, la vôtre ou celle de quelqu'un d'autre, est conservée jusqu'au {back}. Laissez-moi revenir et elle reprend.",
        "Je ne peux plus écrire dans {channel} : {why} Ses {n} veilles, dont certaines sont les vôtres, sont conservées jusqu'au {back}. Laissez-moi revenir et elles reprennent.",
    ),
    # --- qui le gère
    "owners.title": ("{n} personne gère ce Veilleur :", "{n} personnes gèrent ce Veilleur :"),
    "owners.none": "Personne n'a encore pris ce Veilleur en charge depuis une messagerie : la personne qui a accès à sa machine le gère.",
    "owners.on.slack": "sur Slack",
    "owners.on.telegram": "sur Telegram",
    "owners.on.terminal": "sur la machine elle-même",
    "owners.private": "Demandez-le-moi en privé : dans un canal, d'autres liraient le code.",
    "owners.code": "La personne qui m'enverra ceci en privé gérera ce Veilleur avec vous : {command}\nCe code sert une fois, {until}.",
    "owners.left": "Vous ne gérez plus ce Veilleur. Ses avis vont aux autres.",
    "owners.last": "Personne d'autre ne gère ce Veilleur. Invitez d'abord quelqu'un, puis partez.",
    "notice.owner_left": "{name} ne gère plus ce Veilleur avec vous.",
    "button.owner_new": "Inviter quelqu'un",
    "bad.bad_owners": "« {word} » : je ne sais pas faire cela. Par exemple : {example}, ou responsables partir.",
    # --- qui peut changer
    "denied.admins": "Seuls les administrateurs de cet espace de travail peuvent changer ce que suit {channel}. Vous pouvez chercher, ou suivre pour vous dans une conversation privée avec moi.",
    "button.open_private": "Ouvrir Veilleur",
    "settings.changes.admins": "Seuls les administrateurs peuvent changer ce qui est suivi ici.",
    "settings.changes.members": "Tous les membres peuvent changer ce qui est suivi ici.",
    "settings.changes.not_you": "Vous n'êtes pas dans la liste des administrateurs d'ici : ce réglage vous fermerait la porte, je le laisse donc tel quel.",
    "ask.settings_changes": "Qui peut changer ce qui est suivi ici ?",
    "help.forget": "{slash}effacer ici : efface tout ce que je sais de ce canal",
    "help.owners": "{slash}responsables : qui gère ce Veilleur",
}
