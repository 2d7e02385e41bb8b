import type { Organisation } from '../contract/organisation.ts';
import type { People } from '../people/index.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** An organisation's folder with its stores open. `main.ts` opens it; whoever asked for it closes it. */
export interface Workplace {
  readonly folder: string;
  readonly organisation: Organisation;
  /** What declaring more in whichhalf.yaml would unlock. */
  readonly notes: readonly string[];
  readonly warehouse: Warehouse;
  readonly people: People;
  close(): void;
}

export type OpenWorkplace = (folder: string) => Promise<Workplace>;
