let names: Intl.DisplayNames | undefined;

/** A country by its ISO 3166-1 code: `TR` → `Türkiye`. What is no code is given back. */
export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  names ??= new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });
  return names.of(code) ?? code;
}
