"""French. Plain spaces: Words puts the no-break ones where French typography wants them."""

from bot.render.typography import elided as elide
from bot.render.typography import french as typeset

__all__ = ["TEXTS", "elide", "typeset"]

TEXTS: dict[str, str | tuple[str, str]] = {
    # --- la langue elle-même : son nom, ses guillemets, et ses dates en motifs CLDR
    "language.name": "Français",
    "text.quoted": "« {text} »",
    "date.day": "EEE d MMM",
    "date.year": "d MMM y",
    "date.full": "d MMMM",
    "date.full.first": "d'er' MMMM",
    "money.dollars": "{amount} $",
    "message.hidden": ("… et {n} ligne de plus", "… et {n} lignes de plus"),
    "message.updated": "(mis à jour)",
    # --- une alerte
    "alert.summary": "{name} ({network}) : {words}",
    "alert.several": ("{name} : {n} publication. {words}", "{name} : {n} publications. {words}"),
    "alert.kind.new": "nouvelle publication",
    "alert.kind.repost": "a partagé une publication",
    "alert.kind.reply": "nouvelle réponse",
    "alert.kind.article": "nouvel article",
    "alert.published": "publiée {when}",
    "alert.published.article": "publié {when}",
    "alert.seen": "vue {when}",
    "alert.seen.article": "vu {when}",
    "alert.why": "vous suivez {watch}",
    "alert.warning": "Avertissement de contenu : {text}",
    "alert.images": ("{n} image", "{n} images"),
    "alert.video": "vidéo",
    "alert.edited": "modifiée par son auteur {when}",
    "alert.deleted": "Cette publication a été supprimée par son auteur.",
    "alert.deleted.short": "(supprimée par son auteur)",
    "alert.repeat": "Répète peut-être un message précédent : la connexion a été coupée pendant l'envoi.",
    "alert.more": ("{name} : +{n} publication", "{name} : +{n} publications"),
    "alert.open": "Ouvrir",
    "alert.open.hint": "Ouvrir la publication de {name}",
    "alert.mute_day": "Pause 24 h",
    "alert.mute_day.hint": "Mettre {name} en pause 24 heures",
    "alert.digest_only": "Synthèse uniquement",
    "alert.stop": "Ne plus suivre",
    "catchup.title": ("{name} : {n} publication", "{name} : {n} publications"),
    "catchup.why": (
        "Parue depuis {since}.",
        "Parues depuis {since}, réunies en un seul message.",
    ),
    "catchup.rest": (
        "et {n} autre, à retrouver dans la prochaine synthèse",
        "et {n} autres, toutes dans la prochaine synthèse",
    ),
    "rollup.title": ("+{n} publication", "+{n} publications"),
    "rollup.why": "Plus de dix alertes en une heure : la suite est rassemblée ici.",
    # --- pourquoi on n'a pas pu consulter
    "error.not_yet": "pas encore consulté",
    "error.transient": "pas de réponse",
    "error.rate_limited": "limite atteinte",
    "error.gone": "compte fermé ou supprimé",
    "error.credential": "accès refusé",
    "error.needs_approval": "il faut un accès que cette installation n'a pas",
    "error.unexpected": "réponse illisible",
    "error.not_possible": "impossible à cet endroit",
    "error.refused": "adresse non autorisée",
    "error.budget": "budget du mois épuisé",
    "error.quota": "limite du réseau atteinte",
    "error.suspect": "page vide alors qu'il y avait des publications",
    # --- avis
    "notice.broken": (
        "Je ne peux plus consulter {name} ({network}) depuis {since} : {why}. "
        "Je continue d'essayer."
    ),
    "notice.broken.gone": (
        "{name} ({network}) semble fermé ou supprimé depuis {since}. "
        "Je vérifie encore de temps en temps ; vous n'avez rien à faire."
    ),
    "notice.broken.operator": (
        "Je ne peux plus consulter {name} ({network}) depuis {since}. "
        "La personne qui gère Veilleur est prévenue."
    ),
    "notice.budget.50": "{network} : la moitié du budget du mois est utilisée ({spent} sur {budget}). À ce rythme, je consulterai moins souvent pour qu'il suffise.",
    "notice.budget.80": "{network} : 80 % du budget du mois sont utilisés ({spent} sur {budget}). Je consulte moins souvent pour qu'il suffise.",
    "notice.budget.100": "{network} : le budget du mois est épuisé ({spent} sur {budget}). Je consulterai de nouveau à partir du {back}. Pour reprendre plus tôt, augmentez-le dans .env puis redémarrez.",
    "notice.wanted": "{name} souhaite que {network} soit activé ({channel}). Réglages : {setting} ; les étapes sont dans docs/networks.md.",
    "notice.operator": (
        "{network} : {why} ({setting}). Les consultations reprendront une fois ce point réglé."
    ),
    "notice.back": (
        "{name} ({network}) est de nouveau consultable. Ce qui a été publié entre-temps suit."
    ),
    "notice.busiest": (
        "Dix alertes ici aujourd'hui, surtout de {name}. "
        "Garder {name} pour la synthèse uniquement ?"
    ),
    "notice.parked": "Je ne peux plus écrire dans {channel} : {why}",
    # --- synthèse, pause, réglages
    "digest.state.on": "La synthèse arrive à {hour} (heure de {city}), {days}. Prochaine : {next}.",
    "digest.state.off": "Pas de synthèse ici.",
    "days.working": "du lundi au vendredi",
    "days.all": "tous les jours",
    "days.0": "le lundi",
    "days.1": "le mardi",
    "days.2": "le mercredi",
    "days.3": "le jeudi",
    "days.4": "le vendredi",
    "days.5": "le samedi",
    "days.6": "le dimanche",
    "mute.done": (
        "{what} : pas d'alertes {until}. Ce qui paraît entre-temps sera dans la synthèse."
    ),
    "mute.done.open": (
        "{what} : pas d'alertes jusqu'à ce que vous les redemandiez. La synthèse continue."
    ),
    "mute.done.channel": "Pas d'alertes ici {until}.",
    "mute.done.digest": "La synthèse continue.",
    "mute.past": "Ce moment est déjà passé. Par exemple : pause 24h, ou pause jusqu'à lundi.",
    "unmute.done": "{what} : les alertes reprennent.",
    "unmute.done.channel": "Les alertes reprennent ici.",
    "settings.title": "Réglages de {channel}",
    "settings.here": "cette conversation",
    "settings.row.language": "Langue : français",
    "settings.row.zone": "Heure : {city}",
    "settings.row.quiet": "Heures calmes : de {start} à {end} (les alertes attendent, rien n'est perdu)",
    "settings.row.no_quiet": "Pas d'heures calmes",
    "settings.how.zone": "Une autre ville : {slash}reglages fuseau Montréal",
    "settings.how.hour": "Une autre heure : {slash}synthese 7h45",
    "settings.how.quiet": "Heures calmes : {slash}reglages calme 20:00-08:00",
    "settings.language.done": "Désormais, je parle français ici.",
    "settings.zone.done": "Les heures sont désormais celles de {city}.",
    "settings.quiet.done": (
        "Heures calmes : de {start} à {end}. Les alertes attendront ; rien n'est perdu."
    ),
    "settings.quiet.off": "Plus d'heures calmes.",
    "settings.originals.on": "Uniquement les publications originales : ni réponses, ni partages.",
    "settings.originals.off": "Les réponses et les partages arriveront aussi désormais.",
    "settings.bad.language": "Je parle {languages}. Par exemple : réglages langue fr.",
    "settings.bad.zone": (
        "Je ne connais pas la ville « {what} ». Essayez une plus grande du même pays."
    ),
    "settings.bad.digest": "Je n'ai pas compris « {what} ». Par exemple : synthèse 8 h 30.",
    "settings.bad.days": "Je n'ai pas compris « {what} ». Par exemple : réglages jours lun-ven.",
    "settings.bad.quiet": (
        "Je n'ai pas compris « {what} ». Par exemple : réglages calme 20:00-08:00."
    ),
    "settings.bad.originals": "Écrivez oui ou non. Par exemple : réglages originaux non.",
    # --- état, réseaux, aide, prise en main
    "status.title": ("{n} suivi en tout", "{n} suivis en tout"),
    "status.no_watch": "Rien n'est suivi pour l'instant.",
    "status.good": (
        "{network} : {n} compte ou sujet, dernière lecture {when}",
        "{network} : {n} comptes ou sujets, dernière lecture {when}",
    ),
    "status.failing": (
        "{network} : {n} sur {total} ne peut pas être consulté",
        "{network} : {n} sur {total} ne peuvent pas être consultés",
    ),
    "status.paused": "{network} : en attente {until} ({why})",
    "status.not_yet": (
        "{network} : {n} à consulter pour la première fois",
        "{network} : {n} à consulter pour la première fois",
    ),
    "status.paid": "{network} : {spent} utilisés sur {budget} ce mois-ci, reste {left} ; une consultation toutes les {every}.",
    "status.paid.slower": "{network} : {spent} utilisés sur {budget} ce mois-ci, reste {left} ; en moyenne une consultation toutes les {every} au lieu de {usual}, pour qu'il suffise, plus souvent là où l'on publie davantage.",
    "status.pending": ("{n} message attend d'être envoyé", "{n} messages attendent d'être envoyés"),
    "status.unconfirmed": (
        "{n} message n'est peut-être pas arrivé ; ses publications sont dans la synthèse",
        "{n} messages ne sont peut-être pas arrivés ; leurs publications sont dans la synthèse",
    ),
    "status.version": "Veilleur {version}",
    "help.title": "Ce que vous pouvez me demander",
    "help.watch": (
        "{slash}suivre @concurrent : ses publications arrivent ici (aussi un lien, un site, un #mot-clé)"
    ),
    "help.search": "{slash}chercher #facturation : ce qui s'en dit en ce moment",
    "help.digest": (
        "{slash}synthese 8h30 : tout, une fois par jour ; {slash}synthese maintenant la montre"
    ),
    "help.list": "{slash}liste : ce qui est suivi ; {slash}retirer 2 arrête le deuxième",
    "help.mute": "{slash}pause 24h : une pause ; {slash}annuler revient sur le dernier changement",
    "help.settings": "{slash}reglages, {slash}etat, {slash}reseaux",
    "help.scope": (
        "Je cherche sur les réseaux sociaux et dans les fils d'actualités, pas sur tout le web ; "
        "un sujet précis et actuel donne les meilleurs résultats. Les comptes suivis ne sont pas "
        "prévenus : je lis ce qui est public, sans m'abonner, aimer ni commenter."
    ),
    "claim.private": (
        "Envoyez-moi ce code dans une conversation privée : dans un canal, d'autres le lisent."
    ),
    "claim.already": "Vous gérez déjà ce Veilleur.",
    "claim.done": "Vous gérez désormais ce Veilleur. Ses avis vous parviendront ici.",
    "claim.wrong": ("Ce code n'est pas le bon, ou a déjà servi. veilleur run affiche le bon."),
    "access.asked": (
        "Ce Veilleur appartient à un cabinet : j'ai demandé à la personne qui le gère de vous ouvrir l'accès."
    ),
    "access.refused": ("La personne qui gère ce Veilleur ne l'a pas ouvert à cette conversation."),
    "access.unknown": "Je ne connais aucune conversation Telegram de ce numéro.",
    "access.yes": "{channel} peut désormais utiliser Veilleur.",
    "access.no": "{channel} ne peut pas utiliser Veilleur.",
    "notice.access": "{name} demande à utiliser Veilleur dans {channel}.",
    "notice.allowed": (
        "Vous pouvez désormais utiliser Veilleur ici. Envoyez-moi le @compte, le lien ou le site "
        "d'un concurrent."
    ),
    "button.allow": "Accepter",
    "button.refuse": "Refuser",
    "denied": (
        "La liste de {channel} ne peut être modifiée que par {who}. Vous pouvez chercher, ou "
        "suivre pour vous-même dans une conversation privée avec moi."
    ),
    "denied.members": (
        "Seuls les membres de cette équipe peuvent modifier ce qui est suivi ici. "
        "Vous pouvez chercher."
    ),
    "denied.operator": "Seule la personne qui gère ce Veilleur peut faire cela.",
    "place.unknown": (
        "Je ne connais pas de canal nommé « {what} ». Invitez-moi d'abord là-bas, puis réessayez."
    ),
    # --- pourquoi rien ne peut être envoyé quelque part
    "closed.slack_invite": (
        "Je ne peux pas encore écrire dans ce canal privé. Tapez /invite @Veilleur, puis "
        "appuyez sur Réessayer. Rien n'est perdu."
    ),
    "closed.slack_archived": "ce canal est archivé.",
    "closed.slack_restricted": "seuls certains membres peuvent écrire dans ce canal.",
    "closed.slack_refused": "Slack refuse les messages à cet endroit.",
    "closed.slack_token": "Slack n'accepte plus le jeton du bot.",
    "closed.slack_scope": "il manque une permission au bot : réinstallez-le avec son manifeste.",
    "closed.slack_messages_off": "cette personne n'accepte pas les messages d'applications.",
    "closed.telegram_blocked": "le bot y a été bloqué.",
    "closed.telegram_removed": "le bot en a été retiré.",
    "closed.telegram_no_rights": (
        "le bot ne peut pas y écrire : nommez-le administrateur avec le droit de publier."
    ),
    "closed.telegram_topic_closed": "ce sujet est fermé.",
    # --- questions et erreurs
    "ask.watch_what": "Qui faut-il suivre ? Envoyez un @compte, un lien, un site ou un #mot-clé.",
    "ask.search_what": (
        "Que faut-il chercher ? Un #mot-clé, des mots, ou « une expression exacte » : "
        "par exemple {slash}chercher #facturation."
    ),
    "ask.unwatch_what": "Lequel faut-il arrêter ? Son numéro dans la liste, ou son nom.",
    "ask.mute_how_long": "Pour combien de temps ? Par exemple 24h, 2j, ou jusqu'à lundi.",
    "ask.claim_code": "Quel code ? Il est affiché là où veilleur run a été lancé.",
    "ask.watch_or_search": "Faut-il le suivre, ou le chercher ?",
    "choice.watch": "Suivre",
    "choice.search": "Chercher",
    "bad.unknown_command": "Je ne connais pas la commande « {word} ». Par exemple : {example}.",
    "bad.did_you_mean": "Vouliez-vous dire « {what} » ?",
    "bad.control_characters": (
        "Ce nom contient des caractères de contrôle invisibles. Tapez-le à la main : {example}."
    ),
    "bad.too_long": (
        "C'est trop long pour moi (2 000 caractères au plus). Un compte, un lien ou un sujet à "
        "la fois suffit."
    ),
    "bad.too_many_targets": "Cela fait beaucoup d'un coup. Envoyez-en dix au plus, puis les suivants.",
    "bad.bad_handle": "« {word} » ne peut pas être le nom d'un compte. Par exemple : {example}.",
    "bad.bad_address": "« {word} » n'est pas une adresse complète. Par exemple : {example}.",
    "bad.bad_tag": "« {word} » ne peut pas être un mot-clé. Par exemple : {example}.",
    "bad.bad_link": "Je ne peux pas utiliser le lien « {word} ». Par exemple : {example}.",
    "bad.link_with_password": (
        "Ce lien contient un mot de passe : je n'en prends pas. Envoyez l'adresse publique, "
        "par exemple : {example}."
    ),
    "bad.unknown_network": "Je ne connais pas le réseau « {word} ». Par exemple : {example}.",
    "bad.bad_number": "« {word} » n'est pas un numéro de la liste. Par exemple : {example}.",
    "bad.bad_duration": "Je n'ai pas compris la durée « {word} ». Par exemple : {example}.",
    "bad.bad_until": "Je n'ai pas compris jusqu'à quand : « {word} ». Par exemple : {example}.",
    "bad.bad_schedule": "Je n'ai pas compris « {word} ». Par exemple : {example}.",
    "bad.bad_setting": "Je ne connais pas le réglage « {word} ». Par exemple : {example}.",
    "bad.bad_code": (
        "Ce n'est pas un code comme ceux que veilleur run affiche. Par exemple : {example}."
    ),
    "bad.one_at_a_time": "Un seul à la fois, s'il vous plaît. Par exemple : {example}.",
    "error.store_busy": (
        "La base de données est occupée par autre chose. Rien n'a été modifié : réessayez dans "
        "une minute."
    ),
    "error.store_full": (
        "Le disque est plein : rien n'a pu être enregistré, rien n'a été modifié. La personne "
        "qui gère Veilleur doit libérer de la place."
    ),
    "error.internal": (
        "Un problème est survenu de mon côté et rien n'a été modifié. Réessayez ; la personne "
        "qui gère Veilleur le retrouvera sous le code {code}."
    ),
    "button.expired": "Ce bouton est trop ancien, ou son message a changé.",
    "button.not_yours": "Ce bouton est réservé à la personne qui a posé la question.",
    # --- mots du temps
    "time.today": "aujourd'hui {hour}",
    "time.at": "à {hour}",
    "time.yesterday": "hier {hour}",
    "time.tomorrow": "demain {hour}",
    "time.date.today": "aujourd'hui",
    "time.date.yesterday": "hier",
    "time.since.day": "le {day} {hour}",
    "time.until.today": "jusqu'à {hour}",
    "time.until.tomorrow": "jusqu'à demain {hour}",
    "time.until.day": "jusqu'au {day} {hour}",
    "join.and": " et ",
    "join.or": " ou ",
    "join.nor": " ni ",
    "time.day": "{day} {hour}",
    "bad.unknown_verb": "Je ne connais pas « {word} ». Par exemple : {example}.",
    "ask.find_what": "Quelle entreprise faut-il chercher ? Son nom suffit.",
    "ask.words_filter_or_target": "Faut-il garder seulement ses publications avec ces mots, ou suivre les deux ?",
    "ask.settings_language": "Dans quelle langue ?",
    "ask.settings_zone": "À l'heure de quelle ville ? Par exemple Paris ou Montréal.",
    "ask.settings_digest": "À quelle heure ? Par exemple 8 h 30, ou non.",
    "ask.settings_days": "Quels jours ? Par exemple lun-ven, ou tous les jours.",
    "ask.settings_quiet": "De quelle heure à quelle heure ? Par exemple 20:00-08:00, ou non.",
    "ask.settings_originals": "Publications originales uniquement (oui), ou aussi réponses et partages (non) ?",
    "choice.filter": "Seulement avec « {what} »",
    "choice.also": "« {what} » aussi",
    "time.hours": ("{n} heure", "{n} heures"),
    "time.days": ("{n} jour", "{n} jours"),
    "bad.unknown_setting": "Je ne connais pas le réglage « {word} ». Par exemple : {example}.",
}
