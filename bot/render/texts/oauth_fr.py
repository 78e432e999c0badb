"""French: Slack workspaces in which a browser installs the bot."""

TEXTS: dict[str, str | tuple[str, ...]] = {
    "slack.not_installed": "Veilleur n'est plus installé dans cet espace de travail. Demandez à la personne qui le gère l'adresse où l'installer de nouveau. Ce qui est suivi ici est gardé 30 jours.",
    "oauth.done": "Veilleur est installé dans {name}",
    "oauth.done.next": "Vous pouvez fermer cette page. Dans Slack, tapez /suivre ou /watch @concurrent dans un canal : dans un canal privé, invitez d'abord @Veilleur.",
    "oauth.failed": "Veilleur n'a pas été installé",
    "oauth.failed.next": "Ouvrez de nouveau l'adresse d'installation, dans ce même navigateur et en moins de dix minutes, et acceptez ce que Slack demande. En cas de nouvel échec, la personne qui gère Veilleur en trouve la raison dans son journal.",
    "notice.slack_installed": "Veilleur vient d'être installé dans l'espace de travail Slack {name}.",
    "notice.slack_uninstalled": "Veilleur a été retiré de l'espace de travail Slack {name}. Ce qui y est suivi est gardé 30 jours et reprend en cas de nouvelle installation.",
    "closed.slack_uninstalled": "Veilleur n'est plus installé dans cet espace de travail.",
    "denied.inside": "Seules les personnes présentes dans {channel} peuvent changer ce qui y est suivi.",
    "cli.install": "Les espaces de travail Slack installent Veilleur à l'adresse {address}",
    "cli.check.no_workspace": "aucun espace de travail : installez Veilleur à l'adresse {address}",
    "front.slack_client_secret": "SLACK_CLIENT_ID est renseigné, il faut donc aussi SLACK_CLIENT_SECRET. Les deux se trouvent sous Basic Information, App Credentials.",
    "front.slack_token_key": "SLACK_TOKEN_KEY doit contenir la clé qui chiffre les jetons des espaces de travail. Pour en créer une, 44 caractères : openssl rand -base64 32 | tr +/ _- (une ligne).",
    "front.slack_install_address": "Avec SLACK_CLIENT_ID, chaque espace de travail installe Veilleur avec un navigateur : renseignez PUBLIC_URL (https://...) et HTTP_BIND.",
    "front.slack_one_or_many": "SLACK_BOT_TOKEN et SLACK_CLIENT_ID sont tous deux renseignés. Pour un seul espace de travail, gardez SLACK_BOT_TOKEN ; pour plusieurs, gardez SLACK_CLIENT_ID et installez Veilleur dans chacun.",
    "front.slack_installed_token": "Slack refuse le jeton d'un espace de travail où Veilleur était installé. Installez-le de nouveau : ouvrez /slack/install à l'adresse PUBLIC_URL (SLACK_CLIENT_ID est son application).",
}
