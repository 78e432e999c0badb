"""Les images dans la conversation, en français."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "ask.settings_pictures": "Sur quel fond dessiner les images ici : sombre ou clair ?",
    "settings.pictures.dark": "Les images sont désormais dessinées ici sur fond sombre.",
    "settings.pictures.light": "Les images sont désormais dessinées ici sur fond clair.",
    "settings.row.pictures.dark": "Les images sont sur fond sombre",
    "settings.row.pictures.light": "Les images sont sur fond clair",
    "settings.how.pictures": "Le fond des images : {slash}reglages images sombres, ou claires",
}
