import * as fc from 'fast-check';
import { anyCharacter } from '../../../../test/support/any-character';
import { isReadable, toWinAnsi } from './win-ansi';

describe('Text in the standard fonts of PDF', () => {
  it.each([
    ['Acme GmbH & Co. KG – Zürich, 5 €', 'Acme GmbH & Co. KG – Zürich, 5 €'],
    ['İstanbul Şirketi, Çağrı ığüşöç', 'Istanbul Sirketi, Çagri igüsöç'],
    ['Łódź Żółć Ægir Þór', 'Lódz Zólc Ægir Þór'],
    ['Đặng Văn', 'Dang Van'],
    ['Ελλάδα Ψωμί', 'Ellada Psomi'],
    ['Россия Щука, Київ', 'Rossiia Shchuka, Kiiv'],
    ['e\u0301clair', 'éclair'],
    ['tab\tand\u00a0space\u200b', 'tab and\u00a0space'],
    ['ＡＢＣ №7', 'ABC No7'],
  ])('shows %p as %p', (text, shown) => {
    expect(toWinAnsi(text)).toBe(shown);
  });

  it('shows a question mark for a letter that it has no likeness of', () => {
    expect(toWinAnsi('阿里 Acme 🚀')).toBe('?? Acme ?');
  });

  it('never holds what the fonts cannot show', () => {
    const shown = /^[\x20-\x7e\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/;
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        expect(toWinAnsi(text)).toMatch(shown);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is readable when anything of it can be made out', () => {
    expect(['Acme', 'Şirket', 'Россия', '阿里 A'].map(isReadable)).toEqual([true, true, true, true]);
    expect(['阿里巴巴', '', '???', '🚀 !'].map(isReadable)).toEqual([false, false, false, false]);
  });
});
