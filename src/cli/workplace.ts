import type { FactTable, Organisation } from '../contract/organisation.ts';
import type { People } from '../people/index.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** What whichhalf.yaml leaves open. */
export interface OpenNote {
  readonly missing: string;
  readonly unlocks: string;
  /** The table that it has no source for. */
  readonly table?: FactTable;
}

/** An organisation's folder with its stores open. `main.ts` opens it; whoever asked for it closes it. */
export interface Workplace {
  readonly folder: string;
  readonly organisation: Organisation;
  /** What declaring more in whichhalf.yaml would unlock. */
  readonly notes: readonly OpenNote[];
  readonly warehouse: Warehouse;
  readonly people: People;
  close(): void;
}

export type OpenWorkplace = (folder: string) => Promise<Workplace>;
