import anyAscii from 'any-ascii';

/**
 * A word as it is compared: lower case, Latin letters and digits only, the spellings of umlauts made equal
 * (Müller, Mueller, Muller; Ørsted, Oersted; Aase, Åse; Đorđević, Djordjevic).
 */
export function plainLetters(word: string): string {
  return inLatin(word)
    .replace(/[^a-z0-9]/g, '')
    .replace(/([aou])e/g, '$1')
    .replace(/aa/g, 'a')
    .replace(/dj/g, 'd');
}

function inLatin(text: string): string {
  const ascii = isAscii(text) ? text : anyAscii(text.normalize('NFC'));
  return ascii.toLowerCase();
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
  return true;
}

/** Whether a text has letters of another script, such as Cyrillic or Greek. */
export function isForeign(text: string): boolean {
  return !isAscii(text) && /(?!\p{Script=Latin})\p{L}/u.test(text);
}

const sounds: readonly (readonly [RegExp, string])[] = [
  [/oy/g, 'ou'],
  [/ph/g, 'f'],
  [/schtsch|shch|szcz/g, 's'],
  [/tsch|tch/g, 'c'],
  [/sch|sh|sz/g, 's'],
  [/ch|cz/g, 'c'],
  [/kh|gh/g, 'h'],
  [/zh/g, 'z'],
  [/t[sz]/g, 'c'],
  [/w/g, 'v'],
  [/x/g, 'ks'],
  [/[yj]/g, 'i'],
  [/ou/g, 'u'],
  [/(.)\1+/g, '$1'],
  [/i(?=[aeou])/g, ''],
  [/(.)\1+/g, '$1'],
];

/** What is left of plain letters where schools of transliteration differ: for names of which one is in another script. */
export function soundOf(plain: string): string {
  return sounds.reduce((text, [pattern, sound]) => text.replace(pattern, sound), plain);
}
