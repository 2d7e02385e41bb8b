import { describe, expect, it } from 'vitest';
import { guessKind } from './guess-kind.ts';

describe('the kind of a course is guessed from its title', () => {
  it.each([
    ['GDPR refresher 2024', 'required-by-law'],
    ['Datenschutz-Grundverordnung (DSGVO) für alle', 'required-by-law'],
    ['Brandschutzunterweisung', 'required-by-law'],
    ['Fire Safety Training', 'required-by-law'],
    ['Anti-Money Laundering: what to look for', 'required-by-law'],
    ['Geldwäscheprävention', 'required-by-law'],
    ['Geldwaeschepraevention', 'required-by-law'],
    ['Formation sécurité incendie', 'required-by-law'],
    ['Lutte contre le blanchiment', 'required-by-law'],
    ['Sicurezza sul lavoro, modulo base', 'required-by-law'],
    ['Prevención de riesgos laborales', 'required-by-law'],
    ['Compliance for Sales Leaders', 'required-by-law'],
    ['Onboarding week', 'induction'],
    ['Onboarding CRM', 'induction'],
    ['Einführungstag für neue Mitarbeitende', 'induction'],
    ['Journée d’accueil des nouveaux collaborateurs', 'induction'],
    ['Corso per nuovi assunti', 'induction'],
    ['CRM basics', 'system-know-how'],
    ['SAP S/4 – Einkauf', 'system-know-how'],
    ['Salesforce for agents', 'system-know-how'],
    ['Excel 2', 'system-know-how'],
    ['Führung kompakt', 'leadership'],
    ['Fuehrung kompakt', 'leadership'],
    ['First-time managers', 'leadership'],
    ['Liderazgo y motivación', 'leadership'],
    ['Encadrement de proximité', 'leadership'],
    ['Führen im Vertrieb: Führungskräfte', 'leadership'],
    ['Verkaufstraining', 'sales'],
    ['Techniques de vente', 'sales'],
    ['Tecniche di vendita', 'sales'],
    ['Listen first', 'service'],
    ['Beschwerden als Chance', 'service'],
    ['L’accueil du client', 'service'],
    ['Atención al cliente', 'service'],
    ['Gestione dei reclami', 'service'],
  ])('%s: %s', (title, kind) => {
    const guessed = guessKind(title);
    expect(guessed.kind).toBe(kind);
    expect(guessed.by).not.toBe('');
  });

  it.each(['Module 7', 'Sapphire', 'The art of pause', '', '研修', 'Expose yourself'])(
    '%s says nothing: assumed to be service, told by nothing',
    (title) => {
      expect(guessKind(title)).toEqual({ kind: 'service', by: '' });
    },
  );
});
