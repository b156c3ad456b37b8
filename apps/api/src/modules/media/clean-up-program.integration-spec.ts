import { type ConsoleClient, startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { S3Server } from '../../../test/support/s3-server';
import { until } from '../../../test/support/until';

const PATH = '/platform/media-clean-ups';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string;

/** The program on a store that can be away or hang. */
async function start(s3: S3Server): Promise<TestConsole> {
  return startTestConsole({
    MEDIA_STORE: 's3',
    S3_ENDPOINT: s3.endpoint,
    S3_BUCKET: s3.bucket,
    S3_REGION: 'us-east-1',
    S3_ACCESS_KEY_ID: s3.settings.credentials!.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.settings.credentials!.secretAccessKey,
  });
}

describe('The clean-up of a program that starts', () => {
  it('holds up neither its start nor its end when the store hangs', async () => {
    const s3 = await S3Server.start();
    let hanging = 0;
    s3.intercept = () => {
      hanging += 1;
      return true;
    };
    const startedAt = performance.now();
    const { platform, operator } = await start(s3);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    await until(() => Promise.resolve(hanging > 0));
    expect((await operator.get(PATH)).body.items).toEqual([]);
    const stoppedAt = performance.now();
    await platform.stop();
    await s3.close();
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
  });
});

describe('The reports of clean-ups', () => {
  let s3: S3Server;
  let test: TestConsole;
  beforeAll(async () => {
    s3 = await S3Server.start();
    test = await start(s3);
  });
  afterAll(async () => {
    await test.platform.stop();
    await s3.close();
  });
  const list = async (client: ConsoleClient, query = '') => (await client.get(PATH + query)).body.items;

  it('begin with the first start of the program, and are shown to operators, newest first', async () => {
    await until(async () => (await list(test.operator)).length === 1);
    await test.platform.test.database.pool.query(
      `INSERT INTO media_cleanups VALUES ('ffffffff-ffff-7fff-8fff-ffffffffffff', now(), now(), 1, 9007199254740991, 3, 4, 5)`,
    );
    const { status, body } = await test.operator.get(`${PATH}?limit=1`);
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          id: 'ffffffff-ffff-7fff-8fff-ffffffffffff',
          startedAt: time,
          finishedAt: time,
          expiredFiles: 1,
          expiredBytes: Number.MAX_SAFE_INTEGER,
          orphanedObjects: 3,
          orphanedBytes: 4,
          unfinishedUploads: 5,
          keptObjects: 0,
        },
      ],
      nextCursor: expect.any(String) as string,
    });
    expect(await list(test.operator, `?limit=1&cursor=${String(body['nextCursor'])}`)).toMatchObject([
      { expiredFiles: 0, orphanedObjects: 0, unfinishedUploads: 0 },
    ]);
  });

  it('are nobody else’s', async () => {
    const tenantId = await test.openTenant();
    const owner = await test.join(tenantId, 'owner', 'owner@example.com');
    expect((await owner.get(PATH)).status).toBe(403);
    expect((await test.stranger().get(PATH)).status).toBe(401);
  });
});
