"""What no rule tells about the wording of announcements. Folded: without accents and case."""

from __future__ import annotations

from bot.core.words.lexicon import words_of

# Words that every text has, in French and in English.
SMALL = words_of(
    """
    a ai aie ailleurs ainsi alors an and any apres are as at au aucun aucune aura aurons aussi aux
    avec avez avoir avons ayant be been before being but by ca can car ce ceci cela celle celles
    celui ces cet cette ceux chaque chez ci comme comment could dans de des deja depuis did dire
    does doing dont donc du elle elles en encore ensemble entre es est et ete etre eu eux even
    ever every faire fait font for from had has have he her here hers his how i if ici il ils in
    into is it its la laquelle le lequel les lesquels leur leurs lors lui ma mais me
    mes mieux mon more most much my nos notre nous new nouveau nouveaux nouvel nouvelle nouvelles
    of off on ont or ou our ours out over par parce pendant peu peut peuvent plus pour pouvez
    pouvoir puis qu que quel quelle quelles quels qui quoi s sa sans se sera seront ses she si
    since so soit some son sont sous such sur ta te tel telle tels tes that the their them then
    there these they this those to toi ton tous tout toute toutes too tres tu un une up us va
    vers very via voici voila vont vos votre vous was we were what when where which while who why
    will with would y you your yours
    """
)

# Courtesy, calls to action, words for the firm itself: each network has its own, none is news.
ADDRESS = words_of(
    """
    abonner abonnez accueille accueillent accueillir accueillons agence annonce annoncer announce
    announcing arrivee article articles attend attendez attendons attends available avant beau bel
    belle bienvenue bio blog bonjour bonne book bravo cabinet check cher chere chers click cliquez
    comment commentaire commentaires complet complete complets contact contactez content contente
    contents curieux decouvrez decouvrir delighted detail details direct dispo disponible
    disponibles download ecouter ecoutez ecrivez enjoy enregistrez envie envoyez excited explique
    expliquent expliquer expliquons felicitation felicitations fier fiere fiers fierte find follow
    full further get grand grande gratuit gratuite gratuitement gratuits great happy heureuse
    heureuses heureux hello here honneur honored honoured info infos information informations
    inscription inscriptions inscrire inscrivez joie join joint juste learn lecture let lien liens
    ligne like limitees link links lire lisez magnifique maintenant maitre max merci moment more
    note now officiel official online partage partagez passez places plaisir please pleased pleine
    post posts pret proud publication ravi ravie ravis read reading ready register rejoignent
    rejoignez rejoindre rendez reserver reservez retrouver retrouvez savoir scroll sein share
    sharing site story suite suivez super superbe telecharger telechargez thank thanks thread
    thrilled today tweet visit visitez vite vivement voir watch website welcome welcomes welcoming
    """
)
NEGATIONS = words_of("pas not never")

NUMBERS = {
    word: str(value)
    for value, words in (
        (2, "deux two"),
        (3, "trois three"),
        (4, "quatre four"),
        (5, "cinq five"),
        (6, "six"),
        (7, "sept seven"),
        (8, "huit eight"),
        (9, "neuf nine"),
        (10, "dix ten"),
        (11, "onze eleven"),
        (12, "douze twelve"),
        (13, "treize thirteen"),
        (14, "quatorze fourteen"),
        (15, "quinze fifteen"),
        (16, "seize sixteen"),
        (17, "dix-sept seventeen"),
        (18, "dix-huit eighteen"),
        (19, "dix-neuf nineteen"),
        (20, "vingt twenty"),
        (30, "trente thirty"),
        (40, "quarante forty"),
        (50, "cinquante fifty"),
        (60, "soixante sixty"),
        (100, "cent hundred"),
    )
    for word in words.split()
}
ORDINALS = {
    word: str(value)
    for value, words in (
        (1, "premier premiere first"),
        (2, "deuxieme second seconde"),
        (3, "troisieme third"),
        (4, "quatrieme fourth"),
        (5, "cinquieme fifth"),
        (6, "sixieme sixth"),
        (7, "septieme seventh"),
        (8, "huitieme eighth"),
        (9, "neuvieme ninth"),
        (10, "dixieme tenth"),
    )
    for word in words.split()
}
ROMANS = {
    roman: str(value)
    for value, roman in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)
}
# What announcements of a series are parts of.
PARTS = words_of(
    """
    acte astuce chapitre chapter conseil day ep episode etape jour lecon lesson level
    niveau part partie session step tip tome vol volet volume
    """
)
MONTHS = {
    word: str(value)
    for value, words in enumerate(
        (
            "janvier january janv jan",
            "fevrier february fevr feb",
            "mars march",
            "avril april avr apr",
            "mai may",
            "juin june",
            "juillet july juil jul",
            "aout august aug",
            "septembre september",
            "octobre october oct",
            "novembre november nov",
            "decembre december dec",
        ),
        1,
    )
    for word in words.split()
}
# Also verbs: months only beside a number.
UNSURE_MONTHS = words_of("march may")
WEEKDAYS = {
    word: str(value)
    for value, words in enumerate(
        (
            "lundi monday",
            "mardi tuesday",
            "mercredi wednesday",
            "jeudi thursday",
            "vendredi friday",
            "samedi saturday",
            "dimanche sunday",
        ),
        1,
    )
    for word in words.split()
}
# Where our users' firms have offices and hold events; other names are told by their capitals.
PLACES = words_of(
    """
    aix ajaccio albi alger amiens amsterdam angers angouleme annecy antibes antwerp arras avignon
    barcelone bastia bayonne beauvais belfort berlin besancon beziers biarritz birmingham blois
    bordeaux boulogne bourges brest bristol bruxelles brussels caen calais cannes casablanca
    chambery chartres cherbourg clermont colmar dakar dijon dublin dunkerque edinburgh epinal
    evreux francfort frankfurt geneve geneva glasgow grenoble laval leeds lens lille limoges lisbon
    lisbonne liverpool londres london lorient luxembourg lyon macon madrid manchester marseille
    metz milan montauban montpellier montreal mulhouse munich nancy nantes narbonne nevers nice
    nimes niort orleans paris pau perigueux perpignan poitiers quimper reims rennes rochelle rome
    rouen strasbourg tarbes toulon toulouse tours troyes tunis valence valenciennes vannes
    versailles zurich bretagne normandie alsace aquitaine occitanie auvergne provence
    """
)

# How far an announcement has come: the same event is news again when that changes.
STAGES = {
    word: stage
    for stage, words in (
        ("corrected", "rectificatif erratum correctif rectification correction corrected"),
        ("moved", "reporte reportee reportes reportees annule annulee annulation postponed"),
        ("moved", "cancelled canceled rescheduled prolonge prolongee prolongation prolongations"),
        ("moved", "prolonges prolongees extended"),
        ("reminder", "rappel reminder"),
        ("over", "replay rediffusion retour revoir revivez recap"),
        ("thanked", "merci remerciements thank thanks"),
        ("inviting", "inscrivez inscription inscriptions inscrire reservez register book"),
        ("solved", "resolu resolue resolved retabli retablie repare fixed"),
        ("answered", "reponse answer"),
    )
    for word in words.split()
}
