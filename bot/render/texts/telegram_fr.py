"""Ce qui est propre à Telegram, en français."""

TEXTS: dict[str, str | tuple[str, str]] = {
    # --- @bot mots, dans n'importe quelle conversation
    "inline.hint": "Tapez un #mot-clé ou des mots à chercher",
    "inline.nothing": "Rien trouvé sur les 7 derniers jours. Me parler",
    "inline.slower": "Un instant : cela fait beaucoup de questions",
    "inline.closed": "Ce Veilleur appartient à une entreprise : demander l'accès",
    "telegram.inline.on": "le mode en ligne est activé : @bot #mot-clé marche dans toute conversation.",
    "telegram.inline.off": "le mode en ligne est désactivé. Pour chercher depuis toute conversation : /setinline chez BotFather, puis quelques mots comme « #mot-clé ou mots ».",
    # --- le webhook
    "front.telegram_webhook_secret": "TELEGRAM_WEBHOOK_SECRET prend de 16 à 256 lettres, chiffres, _ et -. Pour en créer un, tapez openssl rand -hex 32.",
    "front.telegram_webhook_url": "Telegram n'envoie qu'à une adresse https. Avec TELEGRAM_WEBHOOK_SECRET, indiquez HTTP_BIND et une PUBLIC_URL qui commence par https://, ou retirez le secret : Veilleur interroge alors Telegram de lui-même.",
    "front.telegram_webhook_refused": "TELEGRAM_WEBHOOK_SECRET est indiqué, mais Telegram refuse l'adresse de PUBLIC_URL. Il lui faut un nom connu d'internet, un certificat valide et le port 443, 80, 88 ou 8443.",
    # --- canaux et groupes, réglés depuis une conversation privée
    "steer.mine": "Un canal à moi",
    "steer.which": (
        "D'ici, vous pouvez régler un canal. Est-ce bien lui ?",
        "D'ici, vous pouvez régler {n} canaux. Lequel faut-il régler ?",
    ),
    "steer.another": "Un autre canal",
    "steer.pick": "Quel canal ? Touchez le bouton ci-dessous et choisissez-le : j'y deviens administrateur avec le seul droit de publier. Dites-moi ensuite quoi suivre.",
    "steer.pick.button": "Choisir un canal à moi",
    "steer.group": "Pour un groupe :",
    "steer.group.link": "ajoutez-moi au groupe",
    "steer.chosen": "Que faut-il annoncer dans {channel} ? Envoyez-moi un @compte, un lien, un site ou un #mot-clé.",
    "steer.about": "À propos de {channel}",
    "steer.about.answer": "À propos de {channel}. Répondez à ce message par une commande, par exemple {example} : elle agira là-bas.",
    "steer.digest": "Sa synthèse",
    "steer.unknown": "Je ne connais pas ce canal, ou vous ne l'administrez pas. S'il est à vous, choisissez-le avec le bouton, et je le rejoins.",
    "steer.closed": "Je ne peux pas encore publier dans {channel} : {why}",
    "steer.private": "Les canaux se règlent dans notre conversation privée.",
    "steer.elsewhere": "Ici, chaque canal se règle dans le canal lui-même : tapez-y vos commandes.",
    "steer.link.expired": "Ce lien est trop ancien, ou ce vers quoi il menait n'existe plus. Demandez-le-moi ici.",
    "steer.too": "Suivre aussi {what}, avec les annonces dans cette conversation ?",
    "steer.too.yes": "Suivre ici",
    "bad.bad_chats": "Je ne sais que faire de « {word} » à cet endroit. Tapez {example} pour choisir un canal.",
    # --- les premiers mots là où seul le bot parle
    "telegram.first.channel": "Bonjour. Je dirai ici ce que publient les entreprises sur les réseaux sociaux et sur leurs sites. Ce qu'il faut suivre se dit en privé : ouvrez une conversation avec moi et envoyez /canaux.",
    "chat.too": "Suivre aussi",
}
