import type { Organisation } from '../contract/organisation.ts';

/** Programme that a name in the files stands for: its id, its title or one of its courses, letter case aside. */
export function programmeOf(name: string, { programmes }: Organisation): string | undefined {
  const plain = name.trim().toLowerCase();
  return Object.entries(programmes).find(([id, { title, courses }]) =>
    [id, title, ...courses].some((each) => each.trim().toLowerCase() === plain),
  )?.[0];
}
