"""What no rule tells about words. Folded: without accents and case."""

from __future__ import annotations


def words_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _with_plurals(words: str) -> frozenset[str]:
    return frozenset(word + ending for word in words.split() for ending in ("", "s"))


# Nouns in -e whose letters are also those of a participle or noun in -é: marque, marqué.
HOMOGRAPHS = _with_plurals(
    """
    accroche acte adresse affaire affiche agence aide alerte amende annonce assiste attache avance
    balance barre base cadre cause chaine charge chasse chiffre cible classe clause code
    commande compte controle cote coupe couple cumule cure cycle date demande
    depense dette dispense dose doute echange entre epargne facture fiche figure file
    filtre finance fonde force forme fourniture fraude gage garde greve groupe gomme influence
    interne invite juge lance ligne liste livre loge marche marge marque masse mesure mine modele
    montre norme note offre page paie parle partage passe patente peche peine pense place
    plaque porte pose poste presse preuve prime programme publie quitte rappelle recherche
    reclame recompense reforme regle relance remarque rencontre reserve ressource reste retraite
    revolte risque saisie salle signe solde somme source stage taille taxe tache texte titre
    trace traite transfere trouve type usage valide vente veille vise visite voile vote vole
    """
)

# Words of a sentence whose capitals are an acronym: ce and CE, ça and CA, it and IT.
SMALL_WORDS = words_of(
    """
    ai an as au aux ca car ce de des du en es est et il is it la le les ma me on or ou par pas
    sa se ses si son sur ta te tu un us we who
    """
)

# Beginnings of words: elsewhere's spelling.
SPELLINGS = (
    ("behaviour", "behavior"),
    ("catalogue", "catalog"),
    ("centre", "center"),
    ("cheque", "check"),
    ("colour", "color"),
    ("defence", "defense"),
    ("enrolment", "enrollment"),
    ("favour", "favor"),
    ("fulfilment", "fulfillment"),
    ("honour", "honor"),
    ("judgement", "judgment"),
    ("labour", "labor"),
    ("licence", "license"),
    ("neighbour", "neighbor"),
    ("offence", "offense"),
    ("programme", "program"),
)

ARTICLES = frozenset({"la", "le", "les", "the"})
OF = frozenset({"de", "des", "du"})
# A full stop after them ends no sentence.
ABBREVIATIONS = ("M", "MM", "Mr", "Mrs", "Ms", "Dr", "Me", "St", "Ste", "art", "al", "no", "cf")
ELIDED = words_of(
    """
    c d j jusqu l lorsqu m n puisqu qu quoiqu s t
    """
)

# Not the plural of the word without its s.
INVARIABLE = words_of(
    """
    analytics arms bas bras bus business corps cours customs economics ethics fois fonds frais
    gas goods lens logistics means mois news pays plus politics proces series species sens temps
    """
)

# Nouns in -ing that name something else than what the verb or noun in them does.
ING_NOUNS = words_of(
    """
    accounting banking being blessing briefing bring building camping ceiling clothing dressing
    during engineering evening everything hearing heading holding housing interesting king
    leasing lifting lighting listing marketing meeting morning networking nothing offering
    outing painting parking pending planning pressing ring setting shipping shopping sibling
    something sourcing spring standing sterling string thing training wedding willing wing
    """
)

# English agents in -er, not French infinitives: the consumer doesn't consume.
AGENTS = words_of(
    """
    adviser advertiser buyer computer consumer designer driver employer explorer freelancer
    influencer insurer leader lover maker manager organiser organizer printer producer provider
    ruler subscriber taker trader user writer
    """
)

_FAMILIES = """
agent agents agente agentes
analysis analyses
avocat avocats avocate avocates
bail baux
candidat candidats candidate candidates
chef chefs cheffe cheffes
child children
cour cours
criterion criteria
doux douce douces
elu elus elue elues
epoux epouse epouses
expert experts experte expertes
faux fausse fausses
grand grands grande grandes
gratuit gratuits gratuite gratuites
life lives
long longs longue longues
magistrat magistrats magistrate magistrates
maitre maitres maitresse maitresses
man men
monsieur messieurs
madame mesdames
neuf neufs neuve neuves
oeil yeux
patron patrons patronne patronnes
person persons people
public publics publique publiques
travail travaux
voisin voisins voisine voisines
woman women
"""
IRREGULAR = {
    word: frozenset(family.split()) for family in _FAMILIES.splitlines() for word in family.split()
}
