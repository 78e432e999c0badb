"""Réseaux ou presse, en français."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "lead.title": "Réseaux ou presse : qui en a parlé d'abord ?",
    "lead.first": "Vos sujets : les réseaux en premier {first} fois sur {compared}, avance médiane de {median}.",
    "lead.never": "Vos sujets : sur {compared}, aucun n'a paru d'abord sur les réseaux.",
    "lead.few": (
        "Seul {n} sujet présent des deux côtés est comparable : trop peu pour dire qui est en avance.",
        "Seuls {n} sujets présents des deux côtés sont comparables : trop peu pour dire qui est en avance.",
    ),
    "lead.zero": "Rien de ce qui a paru des deux côtés n'est comparable.",
    "lead.left_out": "Non comparables : {why}.",
    "lead.why.date_only": ("{n} avec une date sans heure", "{n} avec une date sans heure"),
    "lead.why.undated": ("{n} sans date", "{n} sans date"),
    "lead.why.before": (
        "{n} d'avant que les deux côtés soient suivis ici",
        "{n} d'avant que les deux côtés soient suivis ici",
    ),
    "lead.why.gap": (
        "{n} pendant qu'une source n'était pas lisible",
        "{n} pendant qu'une source n'était pas lisible",
    ),
    "lead.before": "{network}, {span} avant {source}",
    "lead.after": "{network}, {span} après {source}",
    "lead.minutes": ("{n} minute", "{n} minutes"),
    "lead.hours": ("{n} heure", "{n} heures"),
    "lead.days": ("{n} jour", "{n} jours"),
    "lead.how": "Uniquement ce qui est suivi ici et qui a paru sur un réseau et dans la presse à trois jours près. D'autres sujets peuvent donner autre chose.",
}
