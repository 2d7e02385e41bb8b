import { expect, it } from 'vitest';
import { html, trusted } from './html.ts';

it('escapes every text, in contents and in attributes', () => {
  const name = `<img src=x onerror="alert('1')"> & Sons`;
  expect(html`<p title="${name}">${name}</p>`.markup).not.toMatch(/<img|"alert|'1'/);
  expect(html`<p>${'a & b'}</p>`.markup).toBe('<p>a &amp; b</p>');
});

it('lets markup, lists and absent pieces through', () => {
  const rows = ['a', 'b'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${rows}${undefined}${false}${trusted('<hr>')}</ul>`.markup).toBe(
    '<ul><li>a</li><li>b</li><hr></ul>',
  );
});
