"""Pictures in the chat, in English."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "ask.settings_pictures": "On which ground should pictures be drawn here, dark or light?",
    "settings.pictures.dark": "Pictures are drawn on a dark ground here from now on.",
    "settings.pictures.light": "Pictures are drawn on a light ground here from now on.",
    "settings.row.pictures.dark": "Pictures have a dark ground",
    "settings.row.pictures.light": "Pictures have a light ground",
    "settings.how.pictures": "The ground of pictures: {slash}settings pictures dark, or light",
}
