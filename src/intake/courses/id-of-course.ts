const longestId = 60;

/** An id for each course from its title, unlike all that are taken and unlike each other. */
export function idsFor(courses: readonly string[], taken: readonly string[]): readonly string[] {
  const used = new Set(taken);
  return courses.map((course) => {
    const plain = idFrom(course) || 'course';
    let id = plain;
    for (let number = 2; used.has(id); number++) id = `${plain}-${number}`;
    used.add(id);
    return id;
  });
}

function idFrom(course: string): string {
  const letters = course
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-');
  return letters.slice(0, longestId).replace(/^-+|-+$/g, '');
}
