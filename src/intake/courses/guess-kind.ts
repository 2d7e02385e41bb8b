import type { ProgrammeKind } from '../../model/programme.ts';

export interface GuessedKind {
  readonly kind: ProgrammeKind;
  /** The word of the title that tells it; empty where nothing does, and service is but assumed. */
  readonly by: string;
}

/**
 * Words of titles in English, German, French, Italian and Spanish, in the order in which they decide: what the law
 * requires before what it is about. Written without accents; `\b` marks where a word begins or ends that others would contain.
 */
const tells: readonly (readonly [ProgrammeKind, readonly string[]])[] = [
  [
    'required-by-law',
    [
      '\\bgdpr|\\brgpd|\\bdsgvo|data protection|datenschutz|protection des donnees',
      'protezione dei dati|proteccion de datos|privacy|fire safety|fire training|fire drill',
      'fire warden|brandschutz|evacuation|evakuierung|securite incendie|incendi|antincendio',
      'evacuazione|evacuacion|money laundering|\\baml\\b|\\bkyc\\b|geldwasche|blanchiment',
      'riciclaggio|blanqueo|bribery|corruption|korruption|corruzione|corrupcion|compliance',
      'conformite|health and safety|health & safety|work safety|occupational safety|arbeitsschutz',
      'arbeitssicherheit|unterweisung|sante et securite|securite au travail|sicurezza sul lavoro',
      'sicurezza lavoratori|prevencion de riesgos|riesgos laborales|\\bprl\\b|first aid|erste hilfe',
      'ersthelfer|premiers secours|secourisme|primo soccorso|primeros auxilios|hygiene|haccp|igiene',
      'higiene|infektionsschutz|hazardous|gefahrstoff|\\bcoshh\\b|harassment|belastigung|harcelement',
      'molestie|acoso|whistleblow|gleichbehandlung|mandatory|statutory|pflichtschulung|gesetzlich',
      'obligatoire|obbligatori|obligatori|manual handling|ladungssicherung|gabelstapler|forklift',
      'insider trading|\\bmifid|\\bagg\\b',
    ],
  ],
  [
    'induction',
    [
      'onboarding|induction|new starter|new hire|new joiner|welcome day|first day|orientation',
      'einfuhrungstag|einarbeitung|neue mitarbeit|willkommen|erster tag|welcome week',
      'integration des nouveaux|nouveaux arrivants|nouveaux collaborateurs|journee d.accueil',
      'nuovi assunti|inserimento|benvenuto|nuevos empleados|incorporacion|bienvenida',
    ],
  ],
  [
    'system-know-how',
    [
      '\\bcrm\\b|\\bsap\\b|\\berp\\b|\\bpms\\b|\\bpos\\b|salesforce|zendesk|servicenow|hubspot',
      'freshdesk|dynamics|workday|oracle|\\bopera\\b|microsoft|\\bms[- ]?(office|teams|word|excel)',
      '\\bexcel\\b|powerpoint|outlook|sharepoint|office 365|\\bm365\\b|power bi|\\bjira\\b|software',
      'ticket system|ticketing|ticketsystem|telephone system|telefonanlage|\\btool\\b',
      'system training|systemschulung|new system|neues system',
      '\\bit[- ](basics|grundlagen|training|schulung)|kassensystem|till system|logiciel',
      'outil informatique|gestionale|sistema informati|informatica|bureautique|programa informatico',
      'database|datenbank|e-?recruit|time recording|zeiterfassung',
    ],
  ],
  [
    'leadership',
    [
      'leader|manager|management skills|people management|supervisor|team lead',
      '\\bcoach(ing)? (for|skills)|fuhrung|vorgesetzte|teamleit|mitarbeitergesprach|delegation',
      'delegieren|feedback geben|giving feedback|encadrement|dirigeant|manageri|chefs? d.equipe',
      'leadership|dirigere|responsabili|capo ?squadra|gestione del team|liderazgo|lideres|mandos',
      'jefes|gestion de equipos',
    ],
  ],
  [
    'sales',
    [
      '\\bsales\\b|\\bselling\\b|upsell|up-sell|cross-?sell|closing deals|negotiat|prospecting',
      'verkauf|vertrieb|akquise|verhandl|zusatzverkauf|\\bvente|vendre|negociation|commercial',
      'vendita|vendite|vendere|negoziazione|\\bventas?\\b|vender|negociacion',
    ],
  ],
  [
    'service',
    [
      'service|customer|client|guest|hospitality|complaint|empath|listen|patient|visitor|telephone',
      'phone|difficult conversation|de-?escalat|deeskalat|reception|front desk|courtesy|kunde|gast',
      'gaste|beschwerde|reklamation|zuhoren|telefon|empfang|freundlich|accueil|reclamation|ecoute',
      'relation client|clientele|hotes|servizio|ospit|reclam|ascolto|accoglienza|servicio',
      'atencion al|huesped|quejas|escucha|acogida',
    ],
  ],
];

/** What kind of programme a course is, by the words of its title; service, told by nothing, where they do not say. */
export function guessKind(title: string): GuessedKind {
  const plain = withoutAccents(title);
  for (const [kind, words] of tells) {
    const found = new RegExp(words.join('|')).exec(plain);
    if (found !== null) return { kind, by: found[0] };
  }
  return { kind: 'service', by: '' };
}

/** Lower case, without accents and umlauts, also where these are spelt out. */
function withoutAccents(text: string): string {
  const plain = text.toLowerCase().replaceAll('ß', 'ss').normalize('NFD').replace(/\p{M}/gu, '');
  return spelledOut.reduce((whole, [long, short]) => whole.replaceAll(long, short), plain);
}

const spelledOut = [
  ['fuehr', 'fuhr'],
  ['waesch', 'wasch'],
  ['laestig', 'lastig'],
  ['hoer', 'hor'],
  ['gaest', 'gast'],
  ['spraech', 'sprach'],
] as const;
