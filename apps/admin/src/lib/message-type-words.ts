const WORDS: Readonly<Record<string, string>> = { status: 'Read receipt', button: 'Button tap', '': 'Unknown' };

/** A type of message in words, as the log has it: Meta's word, or `status` for a read receipt. */
export function messageTypeWords(type: string): string {
  const words = WORDS[type] ?? type.replaceAll(/[_-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
