import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stepsOfKind } from './entry-step';

const MIGRATIONS = path.resolve(__dirname, '../../../../../prisma/migrations');

/** The steps of the index, as the last migration that makes it has them. */
function indexedSteps(): string[] {
  const sql = readdirSync(MIGRATIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => readFileSync(path.join(MIGRATIONS, name, 'migration.sql'), 'utf8'))
    .findLast((text) => text.includes('CREATE INDEX transfers_few_of_a_kind_idx'));
  const list = /transfers_few_of_a_kind_idx[^;]*IN \(([^)]*)\)/.exec(sql ?? '')?.[1] ?? '';
  return list.split(',').map((step) => step.trim().replaceAll("'", ''));
}

describe('The entries of a kind', () => {
  it('are found by the index where there are few of them, with the corrections of refunds', () => {
    const asked = ['top_up', 'adjustment', 'refund', 'subscription'].map((kind) => stepsOfKind(kind));
    const steps = asked.flatMap((step) => ('in' in step ? step.in : []));
    expect(steps).toEqual(expect.arrayContaining(['refund', 'refund_return_read', 'refund_correction_played']));
    expect(steps.sort()).toEqual(indexedSteps().sort());
  });

  it('are told by how their step begins where there are many', () => {
    expect(stepsOfKind('meta_fee')).toEqual({ startsWith: 'meta_fee' });
  });
});
