"""French: Slack workspaces that an operator lets in, or doesn't."""

TEXTS: dict[str, str | tuple[str, ...]] = {
    "slack.workspace.asked": "Ce Veilleur appartient à un cabinet : j'ai demandé à la personne qui le gère d'ouvrir l'accès à votre espace de travail.",
    "slack.workspace.refused": "La personne qui gère ce Veilleur a refusé l'accès à votre espace de travail.",
    "notice.workspace": "Veilleur vient d'être installé dans l'espace de travail Slack {channel}. Personne ne peut s'en servir là-bas tant que vous n'avez pas accepté.",
    "notice.workspace.installed": "{name} vient d'installer Veilleur dans l'espace de travail Slack {channel}. Personne ne peut s'en servir là-bas tant que vous n'avez pas accepté.",
    "notice.workspace.asks": "{name} demande à utiliser Veilleur dans l'espace de travail Slack {channel}. Personne ne peut s'en servir là-bas tant que vous n'avez pas accepté.",
    "notice.workspace.allowed": "Votre espace de travail peut désormais utiliser Veilleur. Tapez /suivre ou /watch @concurrent.",
    "workspace.yes": "Tout l'espace de travail Slack {channel} peut désormais utiliser Veilleur.",
    "workspace.no": "L'espace de travail Slack {channel} ne peut pas utiliser Veilleur, et rien n'y est envoyé.",
    "workspace.ours": "Une personne qui gère ce Veilleur fait partie de l'espace de travail Slack {channel} : l'accès ne peut pas lui être refusé.",
    "workspace.unknown": "Veilleur n'est pas installé dans l'espace de travail Slack {channel} : rien n'a été modifié.",
    "closed.slack_shut": "la personne qui gère Veilleur a refusé l'accès à cet espace de travail.",
    "oauth.done.asked": "Vous pouvez fermer cette page. Ce Veilleur appartient à un cabinet : la personne qui le gère a reçu votre demande d'accès. Tant qu'elle n'a pas accepté, il ne fait rien dans cet espace.",
    "oauth.done.each": "Vous pouvez fermer cette page. Ce Veilleur appartient à un cabinet : dans chaque espace de travail de votre organisation, la première commande /suivre ou /watch demande l'accès à la personne qui le gère. Tant qu'elle n'a pas accepté, il ne fait rien dans cet espace.",
    "oauth.done.refused": "Vous pouvez fermer cette page. La personne qui gère ce Veilleur a refusé l'accès à votre espace de travail : il n'y fait rien.",
    "cli.setting.slack_access": "écrivez claimed ou open.",
}
