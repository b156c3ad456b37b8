/** Corrections of refunds: each names the status of Meta that brought it. */
const REFUND_CORRECTIONS = ['sent', 'delivered', 'read', 'played', 'failed'].flatMap((status) => [
  `refund_return_${status}`,
  `refund_correction_${status}`,
]);

/** The steps of kinds that have few entries. The database has an index of these (`transfers_few_of_a_kind_idx`), by the whole step. */
const INDEXED_STEPS: ReadonlyMap<string, readonly string[]> = new Map([
  ['top_up', ['top_up']],
  ['adjustment', ['adjustment']],
  ['refund', ['refund', ...REFUND_CORRECTIONS]],
  ['subscription', ['subscription']],
]);

/** Which transfers are of a kind of entry, its corrections among them: by their whole step, or by how it begins. */
export function stepsOfKind(kind: string): { in: string[] } | { startsWith: string } {
  const steps = INDEXED_STEPS.get(kind);
  return steps ? { in: [...steps] } : { startsWith: kind };
}
