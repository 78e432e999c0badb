"""Time zones by the cities that people name.

Names: ours, those of Unicode's CLDR (exemplar cities, by Babel) and those of the zones themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.render.texts import CATALOGUES

_ALIKE = 0.7
# The first zone that has a name gets it: London is in England, Saint-Denis beside Paris.
_CITIES = {
    "Europe/Paris": (
        "Paris, Marseille, Lyon, Toulouse, Nice, Nantes, Montpellier, Strasbourg, Bordeaux, Lille, "
        "Rennes, Reims, Toulon, Saint-Étienne, Le Havre, Grenoble, Dijon, Angers, Nîmes, "
        "Villeurbanne, Clermont-Ferrand, Aix-en-Provence, Le Mans, Brest, Tours, Amiens, Limoges, "
        "Annecy, Perpignan, Metz, Besançon, Orléans, Rouen, Mulhouse, Caen, Nancy, Saint-Denis, "
        "Avignon, Poitiers, Dunkerque, Versailles, Pau, La Rochelle, Calais, Cannes, Antibes, "
        "Colmar, Bourges, Quimper, Valence, Troyes, Chambéry, Niort, Lorient, Saint-Nazaire, "
        "Montauban, Saint-Malo, Vannes, Laval, Arras, Bayonne, Biarritz, Albi, Évry, Cergy, "
        "Nanterre, Boulogne-Billancourt, Montreuil, Créteil, La Défense, Ajaccio, Bastia, "
        "Charleville-Mézières, Chartres, Châteauroux, Cholet, Évreux, Gap, Agen, Auch, Aurillac, "
        "Auxerre, Beauvais, Belfort, Béziers, Blois, Bourg-en-Bresse, Brive, Carcassonne, Cahors, "
        "Dax, Digne, Épinal, Laon, Lens, Le Puy, Mâcon, Mende, Mont-de-Marsan, Moulins, Nevers, "
        "Périgueux, Privas, Roanne, Rodez, Saint-Brieuc, Saint-Quentin, Tarbes, Tulle, "
        "Valenciennes, Vichy, France"
    ),
    "Europe/Brussels": (
        "Bruxelles, Brussels, Anvers, Antwerp, Gand, Ghent, Charleroi, Liège, Bruges, Namur, "
        "Louvain, Leuven, Louvain-la-Neuve, Mons, Tournai, Wavre, Arlon, Verviers, Mouscron, "
        "Ostende, Courtrai, Hasselt, Malines, La Louvière, Belgique, Belgium"
    ),
    "Europe/Zurich": (
        "Genève, Geneva, Lausanne, Zurich, Bâle, Basel, Berne, Bern, Winterthour, Lucerne, Lugano, "
        "Saint-Gall, Bienne, Fribourg, Neuchâtel, Sion, Montreux, Vevey, Nyon, Yverdon, Delémont, "
        "La Chaux-de-Fonds, Martigny, Zoug, Zug, Suisse, Switzerland"
    ),
    "Europe/Luxembourg": "Luxembourg, Esch-sur-Alzette",
    "Europe/Monaco": "Monaco, Monte-Carlo",
    "Europe/London": (
        "London, Londres, Birmingham, Manchester, Leeds, Glasgow, Liverpool, Bristol, Sheffield, "
        "Edinburgh, Édimbourg, Cardiff, Belfast, Newcastle, Nottingham, Leicester, Southampton, "
        "Portsmouth, Brighton, Plymouth, Reading, Oxford, Cambridge, York, Norwich, Exeter, Bath, "
        "Aberdeen, Dundee, Coventry, Hull, Stoke, Derby, Swansea, Milton Keynes, Wolverhampton, "
        "England, Scotland, Wales, UK, United Kingdom, Royaume-Uni, Angleterre"
    ),
    "Europe/Dublin": "Dublin, Cork, Limerick, Galway, Waterford, Ireland, Irlande",
    "Europe/Berlin": "Berlin, Hamburg, Munich, Cologne, Francfort, Frankfurt, Stuttgart",
    "Europe/Amsterdam": "Amsterdam, Rotterdam, La Haye, The Hague, Utrecht, Eindhoven",
    "Europe/Madrid": "Madrid, Barcelone, Barcelona, Valencia, Séville, Seville, Bilbao, Malaga",
    "Europe/Lisbon": "Lisbonne, Lisbon, Porto",
    "Europe/Rome": "Rome, Milan, Turin, Naples, Florence, Bologne, Bologna, Venise, Venice, Gênes",
    # An older name, but its own people see it: "08:30 (Montreal time)".
    "America/Montreal": (
        "Montréal, Québec, Quebec City, Gatineau, Longueuil, Sherbrooke, Trois-Rivières, Saguenay, "
        "Chicoutimi, Lévis, Rimouski, Drummondville"
    ),
    "America/Toronto": (
        "Toronto, Ottawa, Hamilton, Mississauga, Brampton, Kitchener, Waterloo, Windsor, Kingston, "
        "Sudbury"
    ),
    "America/Halifax": "Halifax, Dartmouth, Charlottetown",
    "America/Moncton": "Moncton, Fredericton, Saint John, Dieppe, Edmundston",
    "America/St_Johns": "St. John's",
    "America/Winnipeg": "Winnipeg, Brandon, Saint-Boniface",
    "America/Regina": "Regina, Saskatoon",
    "America/Edmonton": "Edmonton, Calgary, Red Deer",
    "America/Vancouver": "Vancouver, Victoria, Burnaby, Surrey, Kelowna",
    "America/New_York": (
        "New York, NYC, Boston, Philadelphia, Philadelphie, Washington, Baltimore, Miami, Atlanta, "
        "Orlando, Tampa, Charlotte, Raleigh, Pittsburgh, Cleveland, Cincinnati, Columbus, Buffalo, "
        "Jacksonville, Newark, Providence, Hartford, Richmond, Rochester"
    ),
    "America/Detroit": "Detroit, Ann Arbor",
    "America/Chicago": (
        "Chicago, Houston, Dallas, Austin, San Antonio, Fort Worth, New Orleans, "
        "La Nouvelle-Orléans, Minneapolis, Milwaukee, Saint Louis, Kansas City, Memphis, Nashville,"
        " Oklahoma City, Omaha, Madison"
    ),
    "America/Denver": "Denver, Salt Lake City, Albuquerque, Colorado Springs, Boulder",
    "America/Boise": "Boise",
    "America/Phoenix": "Phoenix, Tucson, Scottsdale",
    "America/Los_Angeles": (
        "Los Angeles, San Francisco, San Diego, San José, San Jose, Seattle, Portland, Las Vegas, "
        "Sacramento, Oakland, Palo Alto"
    ),
    "America/Anchorage": "Anchorage",
    "Pacific/Honolulu": "Honolulu, Hawaii",
    "America/Guadeloupe": "Pointe-à-Pitre, Basse-Terre, Guadeloupe",
    "America/Martinique": "Fort-de-France, Martinique",
    "America/Cayenne": "Cayenne, Kourou, Guyane",
    "America/Miquelon": "Saint-Pierre, Miquelon",
    "Indian/Reunion": "Saint-Denis de La Réunion, Saint-Paul, Le Tampon, La Réunion, Réunion",
    "Indian/Mayotte": "Mamoudzou, Mayotte",
    "Pacific/Noumea": "Nouméa, Nouvelle-Calédonie",
    "Pacific/Tahiti": "Papeete, Tahiti",
    "Africa/Casablanca": "Casablanca, Rabat, Marrakech, Tanger, Fès, Agadir, Maroc, Morocco",
    "Africa/Algiers": "Alger, Algiers, Oran, Constantine",
    "Africa/Tunis": "Tunis, Sfax, Sousse",
    "Africa/Dakar": "Dakar",
    "Africa/Abidjan": "Abidjan, Yamoussoukro",
    "Africa/Douala": "Douala, Yaoundé",
    "Asia/Kolkata": "Mumbai, Bombay, Delhi, New Delhi, Bangalore, Calcutta",
    "Asia/Dubai": "Dubaï, Dubai, Abu Dhabi",
    "Asia/Jerusalem": "Tel Aviv, Jérusalem, Jerusalem",
}


@dataclass(frozen=True, slots=True)
class City:
    """`zone`: the IANA name of its time zone."""

    name: str
    zone: str


def city_of(text: str) -> City | None:
    """The city, or the time zone, that these words name; without accents, or with its country."""
    return _known().get(_plain(text)) or _known().get(_plain(re.split("[,(]", text)[0]))


def city_like(text: str) -> City | None:
    """The city whose name is closest to a misspelt one; None: nothing is close."""
    found = process.extractOne(
        _plain(text),
        _known().keys(),
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=_ALIKE,
    )
    return _known()[found[0]] if found else None


def cities_begun(text: str, most: int = 20) -> list[str]:
    """Cities whose name, or a word of it, begins so: for a list that is searched by typing."""
    begun = _plain(text)
    names = {city.name for key, city in _known().items() if f" {begun}" in f" {key}"}
    return sorted(names, key=lambda name: (not _plain(name).startswith(begun), name))[:most]


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in apart if not unicodedata.combining(char)).casefold()
    words = re.sub(r"[^\w/]|_", " ", bare).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


@lru_cache(maxsize=1)
def _known() -> Mapping[str, City]:
    """By plain name; the first of a name stays."""
    known: dict[str, City] = {}
    for city in (*_ours(), *_cldr(), *_zones()):
        known.setdefault(_plain(city.name), city)
    for zone in _usable():
        known.setdefault(_plain(zone), City(_last_part(zone), zone))
    return known


def _usable() -> Sequence[str]:
    """Without those named by their distance from UTC: "Etc/GMT+5" is five hours behind."""
    return sorted(zone for zone in available_timezones() if not zone.startswith("Etc/"))


def _ours() -> Iterator[City]:
    for zone, names in _CITIES.items():
        for name in names.split(","):
            yield City(name.strip(), zone)


def _cldr() -> Iterator[City]:
    """https://cldr.unicode.org/translation/time-zones-and-city-names"""
    usable = _usable()
    for language in CATALOGUES:
        for zone, named in sorted(Locale(language).time_zones.items()):
            if zone in usable and "city" in named:
                yield City(str(named["city"]), zone)


def _zones() -> Iterator[City]:
    """Those that are named after a city: "Continent/City"."""
    for zone in _usable():
        if "/" in zone:
            yield City(_last_part(zone), zone)


def _last_part(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")
