import { entryKindWords } from './entry-kinds';
import { categoryWords } from './price-categories';
import { countryName } from './country-name';

describe('words for what the API names', () => {
  it.each([
    ['top_up', 'Top-up'],
    ['meta_fee', 'Meta’s fee'],
    ['markup_correction_2', 'Markup, corrected'],
    ['something_new', 'something new'],
  ])('the kind of entry %s is told as "%s"', (kind, words) => {
    expect(entryKindWords(kind)).toBe(words);
  });

  it.each([
    ['MARKETING', 'Marketing'],
    ['authentication_international', 'Authentication, international'],
    ['authentication-international', 'Authentication, international'],
    ['future_category', 'Future category'],
  ])('the category %s is told as "%s"', (category, words) => {
    expect(categoryWords(category)).toBe(words);
  });

  it.each([
    ['TR', 'Türkiye'],
    ['NORTH_AMERICA', 'NORTH_AMERICA'],
    ['', ''],
  ])('the country %p is told as %p', (code, words) => {
    expect(countryName(code)).toBe(words);
  });
});
