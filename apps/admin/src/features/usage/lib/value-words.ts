import { countryName } from '../../../lib/country-name';
import { categoryWords } from '../../../lib/price-categories';
import { lookOf } from '../../../lib/statuses';
import type { UsageDimension } from './usage-report';

/** What people call a value of a dimension. */
export type NameOf = (dimension: UsageDimension, value: string) => string;

const DIMENSION_WORDS: Readonly<Record<UsageDimension, string>> = {
  tenant: 'Tenant',
  category: 'Category',
  status: 'Status',
  number: 'Phone number',
  country: 'Country',
  key: 'API key',
};

export function dimensionWords(dimension: UsageDimension): string {
  return DIMENSION_WORDS[dimension];
}

/** The words for values that mean the same everywhere; others are shown as they are. */
export const plainNameOf: NameOf = (dimension, value) => {
  if (value === '') return dimension === 'key' ? 'None (sent from the console)' : 'Not known';
  if (dimension === 'country') return countryName(value);
  if (dimension === 'category') return categoryWords(value);
  return dimension === 'status' ? lookOf(value).label : value;
};
