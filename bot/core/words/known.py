"""Words of the trades of our users, where hashtags without capitals are cut."""

from __future__ import annotations

from bot.core.words.inflect import forms
from bot.core.words.lexicon import words_of

LINKS = words_of("a au aux d de des du en et la le les l sur and for in my of on the to")

_SINGULARS = """
accord accountant accounting achat acquisition actionnaire actualite administration advice agence
agency agenda agricole aide alerte analyse annuel application apprentissage artificial
artificielle artisan assemblee assessment assistant associate association associe assurance
assureur attorney audit auto avocat awards bail banking bankruptcy banque barreau bilan blog board
bonus book bourse brand branding budget business cabinet calendar calendrier campagne campaign
career carriere case certification challenge change charity chartered chef chiffre client cloud
club code collaborateur collective commerce commercial commissaire communication communique
community company competition compliance comptabilite comptable compte concours conference
conformite congres conseil conseiller consultant consulting consommateur consumer content contrat
contract contribution copyright corporate cotisation cours court creance creation creatif creative
credit crise crypto customer cyber cybersecurite data debat debt deadline decision declaration
defense design designer developpement dialogue digital digitale direct directeur direction
dirigeant dispute distribution dividende document domaine donnees droit durable duty echeance
ecole economie economique economy ecommerce education efficace electronique emploi employee
employer employment energie energy engagement enquete entreprise entrepreneur environnement
environment equipe equity estate ethique europe event evenement expert expertise export
facturation facture family famille fashion festival fiduciaire finance financial financier fiscal
fiscalite foncier fondation food formation formateur forum franchise fraude freelance
gestion global gouvernance government graphic graphique green growth guide health hiring holiday
hotel human humain idee image immobilier import impot income indemnite independant industry
industrie influence influencer influenceur information infraction innovation insight insolvency
insurance insurer integration intelligence intellectuelle intellectual interne internet interview
inventaire invest investir investissement investment invoice invoicing jeune jeunesse journee
judiciaire juge juridique juriste justice juste kpi label labour landlord lawyer lease
legal legislation level liberal liberale licence licenciement liquidation litigation livre local
logiciel logistique london loyer lyon magazine maison making management manager marche market
marketing marque media mediation medical metier meta mode monde money month mobilite
national nationale newsletter notaire notariat numerique numeriques office officiel online
optimisation organisation outil packaging paie paris partenaire partenariat partner partnership
party patent patrimoine patrimoniale payroll pension performance personnel photo planning podcast
politique portail prelevement press presse prevention prevoyance privacy prix
procedure production produit professionnel profession programme project projet promotion property
propriete protection prud public publicite publicitaire publishing quality qualite radio
rapport real recherche recrutement recruitment redressement reform reforme region
registered relation reseau reseaux report reporting reputation responsabilite responsable
ressource resource restaurant restructuration retail retraite return revenue review risk risque
salaire salarie sale salon sante school search secretariat secteur securite security self seller
seminaire senior service share simple site small smart social sociale societe software
solicitor solidaire solution sport stage stagiaire start startup statut stock storytelling
strategie strategy studio success succession summit supply support sustainable syndicat
taxation taxe tech technologie technology tenant tender tendance territoire testament
tourisme trade trading training transaction transformation transition transmission transparence
transport travail travel treasury tresorerie tribunal trust universite university urbain urbanisme
valeur value vente video ville virtual vote watch wealth week weekend welfare women workers
workplace world young
"""
# Made of two known words, and meant as one.
_WHOLE = "airbnb bonjour dropshipping entrevue facebook marketplace portefeuille workshop youtube"
_SHORT = """
btp csr esg gdpr hr ifrs law llc ltd pay pme pr rgpd rh rse seo sme tax tpe tva uae uk vat web year
"""
WORDS = (*_SINGULARS.split(), *_WHOLE.split(), *_SHORT.split())
KNOWN = frozenset(
    form for word in WORDS for form in (forms(word) if len(word) > 3 else (word, f"{word}s"))
)
LONGEST = max(map(len, KNOWN))
