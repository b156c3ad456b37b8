import type { MetaTemplate } from '@switchboard/contracts';
import { recordsFromMeta } from './meta-template';

const SYNCED_AT = new Date('2026-06-01T12:00:00Z');
const template = (overrides: Partial<MetaTemplate> = {}): MetaTemplate => ({
  id: '1',
  name: 'order_shipped',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  components: [{ type: 'BODY', text: 'Hello {{1}}' }],
  ...overrides,
});

describe('recordsFromMeta', () => {
  it('keeps what is needed to check and price a message', () => {
    expect(
      recordsFromMeta('waba', [template({ parameter_format: 'NAMED', quality_score: { score: 'GREEN' } })], SYNCED_AT),
    ).toEqual([
      {
        id: expect.any(String),
        wabaId: 'waba',
        metaId: '1',
        name: 'order_shipped',
        language: 'en_US',
        status: 'APPROVED',
        category: 'UTILITY',
        parameterFormat: 'NAMED',
        components: [{ type: 'BODY', text: 'Hello {{1}}' }],
        qualityScore: 'GREEN',
        syncedAt: SYNCED_AT,
      },
    ]);
  });

  it('keeps one template per name and language, the last that Meta named', () => {
    const records = recordsFromMeta(
      'waba',
      [template({ id: '1' }), template({ id: '2' }), template({ id: '3', language: 'tr' })],
      SYNCED_AT,
    );
    expect(records.map(({ metaId }) => metaId)).toEqual(['2', '3']);
  });

  it('prices a template whose category Meta does not tell as marketing', () => {
    const [record] = recordsFromMeta('waba', [template({ category: undefined })], SYNCED_AT);
    expect(record?.category).toBe('MARKETING');
  });

  it.each(['PENDING_DELETION', 'DELETED'])('leaves out what is deleted: %s', (status) => {
    expect(recordsFromMeta('waba', [template({ status })], SYNCED_AT)).toEqual([]);
  });

  it('reads the words of a definition in any case', () => {
    const [record] = recordsFromMeta('waba', [template({ category: 'utility', parameter_format: 'named' })], SYNCED_AT);
    expect(record).toMatchObject({ category: 'UTILITY', parameterFormat: 'NAMED' });
  });

  it('leaves out what no message could name, and what a database cannot hold', () => {
    const odd = [
      null as unknown as MetaTemplate,
      template({ name: undefined }),
      template({ components: [{ type: 'BODY', text: 'a\0b\ud800' }] }),
    ];
    expect(recordsFromMeta('waba', odd, SYNCED_AT).map(({ components }) => components)).toEqual([
      [{ type: 'BODY', text: 'ab\ufffd' }],
    ]);
  });
});
