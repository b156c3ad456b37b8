/** What the fonts that every PDF reader has can show beyond Latin-1 (PDF 32000-1, Annex D: WinAnsiEncoding). */
const BEYOND_LATIN_1 = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';

/** Letters that do not fall apart into a base letter and a mark. */
const LATIN: Readonly<Record<string, string>> = {
  ı: 'i',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ħ: 'h',
  Ħ: 'H',
  ŧ: 't',
  Ŧ: 'T',
  ŋ: 'ng',
  Ŋ: 'Ng',
  ə: 'a',
  Ə: 'A',
  ẞ: 'SS',
};

/** Greek as in ISO 843, without marks. */
const GREEK: Readonly<Record<string, string>> = {
  α: 'a',
  β: 'v',
  γ: 'g',
  δ: 'd',
  ε: 'e',
  ζ: 'z',
  η: 'i',
  θ: 'th',
  ι: 'i',
  κ: 'k',
  λ: 'l',
  μ: 'm',
  ν: 'n',
  ξ: 'x',
  ο: 'o',
  π: 'p',
  ρ: 'r',
  σ: 's',
  ς: 's',
  τ: 't',
  υ: 'y',
  φ: 'f',
  χ: 'ch',
  ψ: 'ps',
  ω: 'o',
};

/** Cyrillic roughly as in passports (ICAO 9303). */
const CYRILLIC: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'iu',
  я: 'ia',
  і: 'i',
  є: 'ie',
  ґ: 'g',
  ђ: 'd',
  ј: 'j',
  љ: 'lj',
  њ: 'nj',
  ћ: 'c',
  џ: 'dz',
};

const LETTERS: Readonly<Record<string, string>> = { ...LATIN, ...GREEK, ...CYRILLIC };
const MARKS = /\p{M}/gu;
/** Marks on their own, and what only says how to join letters. */
const UNSEEN = /^[\p{M}\p{Cf}]$/u;

/**
 * Text as the standard fonts of PDF can show it. Those know Western European letters only; other Latin letters lose their marks, Greek
 * and Cyrillic are written in Latin letters, and what is left becomes a question mark.
 */
export function toWinAnsi(text: string): string {
  return [...text.normalize('NFC')].map(shown).join('');
}

/** Whether a reader can make out from `toWinAnsi` what stood there. */
export function isReadable(text: string): boolean {
  return [...text].some((letter) => shown(letter) !== '?' && /[\p{L}\p{N}]/u.test(letter));
}

function shown(letter: string): string {
  if (isWinAnsi(letter)) return letter;
  if (/\s/u.test(letter)) return ' ';
  const bare = letter.normalize('NFKD').replaceAll(MARKS, '');
  if (bare !== '' && [...bare].every(isWinAnsi)) return bare;
  return transliterated(bare) ?? transliterated(letter) ?? (UNSEEN.test(letter) ? '' : '?');
}

function transliterated(letter: string): string | undefined {
  const lower = letter.toLowerCase();
  const found = LETTERS[letter] ?? LETTERS[lower];
  if (found === undefined || letter in LETTERS) return found;
  return found.charAt(0).toUpperCase() + found.slice(1);
}

function isWinAnsi(letter: string): boolean {
  const code = letter.codePointAt(0) ?? 0;
  return (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || BEYOND_LATIN_1.includes(letter);
}
