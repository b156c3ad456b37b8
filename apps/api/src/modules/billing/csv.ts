/** A spreadsheet runs a cell that begins with one of these as a formula. */
const FORMULA_START = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * One line of a CSV file (RFC 4180). Free text, which someone else may have written, is defused: a leading apostrophe keeps
 * spreadsheets from running it as a formula. Amounts are our own and keep their minus sign.
 */
export function csvLine(cells: readonly (string | { freeText: string | null })[]): string {
  return `${cells.map((cell) => (typeof cell === 'string' ? quoted(cell) : quoted(defused(cell.freeText ?? '')))).join(',')}\r\n`;
}

function defused(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
