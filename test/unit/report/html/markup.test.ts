import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonElement, markup, raw } from '../../../../src/report/html/markup.ts';

describe('markup', () => {
  it('escapes what is put into it, in text and in quoted attributes', () => {
    expect(markup`<p title="${'"\'&'}">${'<b>'}</p>`.html).toBe(
      '<p title="&quot;&#39;&amp;">&lt;b&gt;</p>',
    );
  });

  it('takes HTML as it is, alone and in lists', () => {
    const items = ['a', '<'].map((text) => markup`<li>${text}</li>`);
    expect(markup`<ul>${items}</ul>${raw('<hr>')}${2}`.html).toBe(
      '<ul><li>a</li><li>&lt;</li></ul><hr>2',
    );
  });

  it('lets no text open a tag or end an attribute', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(markup`${text}`.html).not.toMatch(/[<>"']/);
      }),
    );
  });

  it('holds data that gives the same back and cannot end its element', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { html } = jsonElement({ value, text: '</script><!--' });
        const inner = html.replace('<script type="application/json">', '').replace('</script>', '');
        expect(inner).not.toContain('<');
        expect(JSON.stringify(JSON.parse(inner))).toBe(
          JSON.stringify({ value, text: '</script><!--' }),
        );
      }),
    );
  });
});
