import type { Keeper } from './filing.ts';

/** What a file of contacts looks like in the example organisation. */
export interface ContactFile {
  readonly channel: string;
  /** As the file calls the channel. */
  readonly via: string;
  readonly file: string;
  /** Tickets as Zendesk exports a view of them; else the file of a system of the house's own, in which all are asked. */
  readonly isZendesk: boolean;
  readonly keeper: Keeper & ('tickets' | 'desk');
  readonly delimiter: ',' | '\t';
  readonly reasons: readonly string[];
}

const tickets = { isZendesk: true, keeper: 'tickets', delimiter: ',' } as const;

export const contactFiles: readonly ContactFile[] = [
  {
    ...tickets,
    channel: 'call',
    via: 'Phone call (inbound)',
    file: 'zendesk/calls.csv',
    reasons: ['bill', 'fault', 'booking', 'change of contract', 'question', 'other'],
  },
  {
    ...tickets,
    channel: 'chat',
    via: 'Chat',
    file: 'zendesk/chats.csv',
    reasons: ['bill', 'fault', 'password', 'question'],
  },
  {
    channel: 'desk',
    via: 'desk',
    file: 'desk.tsv',
    isZendesk: false,
    keeper: 'desk',
    delimiter: '\t',
    reasons: ['collect', 'return', 'advice', 'payment'],
  },
  {
    ...tickets,
    channel: 'mail',
    via: 'Mail',
    file: 'zendesk/mail.csv',
    reasons: ['bill', 'complaint about a bill', 'change of address', 'question'],
  },
];

/** As its file calls a channel of the model. */
export function viaOf(channel: string): string {
  return contactFiles.find((shape) => shape.channel === channel)?.via ?? channel;
}
