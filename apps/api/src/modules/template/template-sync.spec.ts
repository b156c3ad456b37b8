import type { GraphClient } from '@switchboard/graph-client';
import type { AuditService } from '../audit/audit.service';
import type { TemplateRepository } from './template.repository';
import type { TemplateSyncRepository } from './template-sync.repository';
import { SYSTEM, TemplateSync } from './template-sync.service';

const ACCOUNTS = Array.from({ length: 12 }, (_, index) => ({
  tenantId: 'tenant',
  wabaId: `waba-${index}`,
  accessToken: 'token',
}));

const TEMPLATE = {
  id: '1',
  name: 'shipped',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  components: [],
};

/** A sync by a clock that goes on by some seconds whenever an account has been read. */
function startSync(secondsPerAccount: number, refused?: string) {
  let nowMs = 0;
  let reading = 0;
  const seen = { mostAtOnce: 0, queued: [] as string[] };
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const graph = {
    listTemplates: async (wabaId: string) => {
      seen.mostAtOnce = Math.max(seen.mostAtOnce, (reading += 1));
      await new Promise((resolve) => setImmediate(resolve));
      nowMs += secondsPerAccount * 1_000;
      reading -= 1;
      if (wabaId === refused) return { kind: 'unreachable' as const, cause: new Error('Meta is away.') };
      return { kind: 'accepted' as const, json: { data: [TEMPLATE] } };
    },
  };
  const templates = {
    transaction: (_: string, work: (transaction: object) => unknown) => work({}),
    replaceAll: () => Promise.resolve({ added: 1, updated: 0, removed: 0 }),
  };
  const syncs = {
    fail: () => Promise.resolve(),
    succeed: () => Promise.resolve(),
    enqueue: (accounts: readonly { wabaId: string }[]) =>
      Promise.resolve(void seen.queued.push(...accounts.map(({ wabaId }) => wabaId))),
  };
  const audit = { record: () => Promise.resolve() };
  const sync = new TemplateSync(
    templates as unknown as TemplateRepository,
    syncs as unknown as TemplateSyncRepository,
    graph as unknown as GraphClient,
    audit as unknown as AuditService,
  );
  return { seen, run: () => sync.runAll(ACCOUNTS, SYSTEM, () => new Error('refused')) };
}

describe('A request that syncs many accounts', () => {
  afterEach(() => jest.restoreAllMocks());

  it('reads four at a time, and all of them while there is time', async () => {
    const { seen, run } = startSync(1);
    expect(await run()).toEqual({
      wabaIds: ACCOUNTS.map(({ wabaId }) => wabaId),
      queuedWabaIds: [],
      total: 12,
      added: 12,
      updated: 0,
      removed: 0,
    });
    expect(seen).toEqual({ mostAtOnce: 4, queued: [] });
  });

  it('leaves to jobs what it could not begin in time', async () => {
    const { seen, run } = startSync(30);
    const { wabaIds, queuedWabaIds, total } = await run();
    expect([wabaIds.length, total]).toEqual([4, 4]);
    expect(queuedWabaIds).toEqual(ACCOUNTS.slice(4).map(({ wabaId }) => wabaId));
    expect(seen.queued).toEqual(queuedWabaIds);
  });

  it('ends with the first account at fault', async () => {
    const { seen, run } = startSync(1, 'waba-2');
    await expect(run()).rejects.toThrow('refused');
    expect(seen.queued).toEqual([]);
  });
});
