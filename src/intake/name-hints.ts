/** A heading as words: without case, accents and signs, "Nº de caso" as "no de caso", "closedAt" as "closed at". */
export function spokenName(column: string): string {
  return column
    .replace(/[°º]/g, 'o ')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function anyOf(...words: readonly string[]): RegExp {
  return new RegExp(`\\b(${words.join('|')})\\b`);
}

const numbering = [
  'id|n?o|nr|num|number|numero|nummer|\\w+nummer|\\w+nr|ref|reference|referencia',
  'riferimento|identifiant|codigo|codice|key',
];
const cases = ['ticket\\w*|case|vorgang\\w*|caso|dossier|expediente|folio|request|zaak'];
const marks = [
  'note|\\w*noten?|zensur\\w*|benotung|grade|marks?|nota|calificacion\\w*|notation|voto',
  'cijfer',
];
const courses = [
  'course|training\\w*|class|programme?|workshop|kurs\\w*|\\w*schulung\\w*|\\w*seminar\\w*',
  'lehrgang|weiterbildung|formation|cours|stage|curso|formacion|taller|corso|formazione',
  'cursus',
];

/** Words in a heading that speak for a field, in the languages of Western Europe. */
const hints: Readonly<Record<string, RegExp>> = {
  person: anyOf(
    'agente?s?|handled|handler|owner|assign\\w*|staff|employee|advis[eo]r|operator|rep',
    'representative|clerk|colleague|consultant|(closed|answered|processed|resolved) by|served',
    '\\w*mitarbeiter\\w*|\\w*bearbeiter\\w*|\\w*berater\\w*|betreuer\\w*|zustandig\\w*',
    'bearbeitet von|erledigt von|teilnehmer\\w*|conseiller\\w*|operateur\\w*',
    'charge de clientele|(traite|gere|cloture|pris en charge) par|salarie\\w*|collaborat\\w*',
    'stagiaire|operador\\w*|gestor\\w*|asesor\\w*|(atendid|gestionad|resuelt|cerrad)[oa] por',
    'emplead[oa]\\w*|trabajador\\w*|alumn[oa]|asistente|operatore|addett[oa]|dipendente',
    'gestit[oa] da|funcionari[oa]|medewerker|participante?',
  ),
  first: /\bfirst (agent|owner|handler|assignee)\b/,
  time: anyOf(
    'date|time|timestamp|closed|created|opened|resolved|solved|received|completed|started',
    'ended|when|datum|\\w*datum|\\w*zeit\\w*|erstellt|geschlossen|eingang\\w*|erledigt( am)?',
    'angelegt( am)?|eroffnet|abgeschlossen|gelost|fecha\\w*|hora|horodatage|heure|cree( le)?',
    'ouvert( le)?|ferme( le)?|cloture( le)?|data',
  ),
  date: anyOf(
    'date|day|time|on|completed|received|attended|when|datum|\\w*datum|tag|termin|monat|month',
    'week|fecha\\w*|jour|mois|dia|mes|data|giorno|mese',
  ),
  id: anyOf('call|conversation|fall\\w*', ...numbering, ...cases),
  case: anyOf(...numbering, ...cases),
  rating: anyOf(
    'rating|rated|score|csat|nps|satisf\\w*|stars?|smiley|happy|points|\\w*bewertung\\w*',
    'wertung|\\w*zufried\\w*|sterne|punkte|urteil|valoracion\\w*|puntuacion\\w*|puntaje',
    'estrellas|evaluation|appreciation|etoiles|valutazione|punteggio|gradimento|soddisf\\w*',
    'avaliacao|beoordeling|tevreden\\w*',
    ...marks,
  ),
  score: anyOf('score|points|result|punkte|ergebnis|percent|puntuacion|resultado', ...marks),
  team: anyOf(
    'team|group|unit|squad|shift|crew|(arbeits)?gruppe|\\w*abteilung|schicht|equipe|equipo|grupo',
    'groupe|turno|departamento|squadra|reparto|ploeg|afdeling',
  ),
  site: anyOf(
    'site|location|branch|office|hotel|store|property|building|standort|filiale|niederlassung',
    'agence|etablissement|magasin|centro|sede|sucursal|tienda|negozio|vestiging',
  ),
  channel: anyOf(
    'channel|via|medium|\\w*kanal|contact type|origin|kontaktart|canal\\w*|medio|canale|mezzo',
    'kanaal',
  ),
  reason: anyOf(
    'reason|category|topic|issue|\\w*grund|anliegen|kategorie|thema|motif|categorie',
    'motivo\\w*|categoria|tipo de (consulta|caso)|reden',
  ),
  customer: anyOf(
    'customer\\w*|client\\w*|guest|requester|caller|contact|kunden?|kundin|kundennummer',
    'kundennr|gast|cliente\\w*|huesped|abonne\\w*|socio|patient\\w*|besteller\\w*|anrufer\\w*',
    'klant',
  ),
  asked: anyOf('survey\\w*|asked|invited|befragt|encuesta\\w*|enquete'),
  course: anyOf(...courses),
  programme: anyOf(...courses),
  status: anyOf(
    'attend\\w*|presen\\w*|came|teilnahme|teilgenommen|anwesen\\w*|completion|asisti\\w*',
    'asistencia|partecipa\\w*|aanwezig',
  ),
  joined: anyOf(
    'joined|hired?|entry|start\\w*|since|eintritt\\w*|beginn|embauche|entree|arrivee|alta',
    'ingreso|incorporacion|assunzione|indienst\\w*',
  ),
  left: anyOf(
    'left|leave\\w*|exit|termination|end|austritt\\w*|sortie|depart|baja|salida|cessazione',
    'uscita',
  ),
  role: anyOf('role|rolle|funktion|fonction|poste|puesto|cargo|mansione|functie'),
  email: anyOf('e ?mail\\w*|mail|correo\\w*|courriel'),
  'first-name': anyOf('vorname|rufname|prenom|nombre|nome|voornaam'),
  'last-name': anyOf('nachname|familienname|zuname|nom( de famille)?|apellidos?|cognome|achternaam'),
  hours: anyOf('hours|stunden|heures|horas|ore|uren'),
};

/** Whether a heading has a word that speaks for a field. */
export function speaksOf(field: string, column: string): boolean {
  return hints[field]?.test(spokenName(column)) === true;
}

/** Small numbers that no customer gave: urgency, counts, dates in parts. */
const countedOrRanked = anyOf(
  'prio\\w*|urgen\\w*|dringlich\\w*|severity|schwere\\w*|gravedad|impact|level|stufe|nivel',
  'niveau|anzahl\\w*|count|number of|num(ero)? de|nombre d\\w*|reopen\\w*|repl(y|ies)',
  'messages?|touches|escal\\w*|eskal\\w*|status|estado|week\\w*|woche|kw|month|monat|mois',
  'mes|year|jahr|hour\\w*|stunden?|horas?|quarter|quartal|day\\w*|tage?|dias?|age|alter',
  'edad|floor|etage|planta|room\\w*|zimmer\\w*|habitacion\\w*|personen|nights?|nachte',
  'noches|nuits|min|minut\\w*|sec\\w*|sek\\w*',
);

/** Whether the heading of a column of small numbers says that they are no answers. */
export function isCountOrRank(column: string): boolean {
  return countedOrRanked.test(spokenName(column)) && !speaksOf('rating', column);
}

const marksAlone = anyOf(...marks);

/** Whether a heading speaks of marks, of which the lowest is the best in some countries and the highest in others. */
export function namesMarks(column: string): boolean {
  return marksAlone.test(spokenName(column));
}

const otherNumbers = anyOf(
  '\\w*phone\\w*|\\w*telefon\\w*|tel\\w*|mobil\\w*|fax|ext\\w*|durchwahl|room|zimmer\\w*',
  'raum\\w*|cost|\\w*kosten\\w*|plz|zip|post\\w*|konto\\w*|iban|account|steuer\\w*|sv|ssn',
  'tax|dni|nif|social\\w*|secu|versicherung\\w*',
  '(team|gruppen|abteilungs|standort|filial)\\w*',
);
const numbersOfPeople = anyOf(
  'matric\\w*|matrik\\w*|kennziffer|kennung|legajo|stamm\\w*|badge',
  ...numbering,
);

/** Whether a heading in a list of people speaks of a number that each of them has, such as "Pers.-Nr." or "matricule". */
export function numbersPeople(column: string): boolean {
  const spoken = spokenName(column);
  return numbersOfPeople.test(spoken) && !otherNumbers.test(spoken);
}
