import { TOTP } from 'otpauth';
import { SmtpServer } from '../../../test/support/smtp-server';
import { ConsoleClient, PASSWORD, startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { until } from '../../../test/support/until';

const NEXT_PASSWORD = 'another long pass phrase';

let smtp: SmtpServer;
let test: TestConsole;
let tenantId: string;

beforeAll(async () => {
  smtp = await SmtpServer.start();
  test = await startTestConsole({ SMTP_URL: smtp.url, PUBLIC_URL: 'https://wa.example.test', TRUST_PROXY: 'true' });
  tenantId = await test.openTenant();
});
afterAll(async () => {
  await test.platform.stop();
  await smtp.close();
});

const query = (statement: string, ...values: unknown[]) => test.platform.test.database.pool.query(statement, values);
const lettersTo = (email: string) =>
  smtp.mails.filter(({ to, data }) => to.includes(email) && data.includes('Subject: Set a new password'));
/** Every test writes from a network of its own. */
let networks = 0;
const network = () => `192.0.2.${(networks += 1)}`;
const ask = (email: string, ip = network()) =>
  test.stranger().send('POST', '/password-resets', { email }, { 'x-forwarded-for': ip });
const accept = (token: string, password = NEXT_PASSWORD) =>
  test.stranger().post('/password-resets/accept', { token, password });

/** The token in the newest letter. Letters break long lines. */
function tokenIn(email: string): string {
  const text = lettersTo(email).at(-1)!.data.replaceAll('=\r\n', '').replaceAll('=3D', '=');
  return /https:\/\/wa\.example\.test\/password-reset#token=([\w-]{43})/.exec(text)?.[1] ?? '';
}

async function letterFor(email: string): Promise<string> {
  const before = lettersTo(email).length;
  expect(await ask(email)).toMatchObject({ status: 202, body: {} });
  await until(() => Promise.resolve(lettersTo(email).length > before));
  return tokenIn(email);
}

describe('A forgotten password', () => {
  it('is set anew by the link in a letter, once, and all sessions end', async () => {
    const client = await test.join(tenantId, 'viewer', 'forgetful@example.com');
    const token = await letterFor('forgetful@example.com');
    expect((await client.get('/session')).status).toBe(200);
    expect((await accept(token, 'too short')).body).toMatchObject({ status: 400, fields: [{ path: 'password' }] });
    expect((await accept(token)).status).toBe(204);
    expect((await client.get('/session')).status).toBe(401);
    expect((await client.signIn('forgetful@example.com', PASSWORD)).status).toBe(401);
    expect((await client.signIn('forgetful@example.com', NEXT_PASSWORD)).status).toBe(200);
    expect((await accept(token)).status).toBe(404);
    expect((await test.operator.get('/audit-log?action=user.password_reset')).body.items).toMatchObject([
      { actor: { name: 'forgetful@example.com' }, after: { sessionsEnded: 1 } },
    ]);
  });

  it('is asked for in the same words by strangers, who get no letter', async () => {
    const known = await ask('viewer.known@example.com');
    await test.join(tenantId, 'viewer', 'viewer.known@example.com');
    const unknown = await ask('nobody@example.com');
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
    await letterFor('viewer.known@example.com');
    expect(lettersTo('nobody@example.com')).toEqual([]);
  });

  it('leaves no token in the database or the queue', async () => {
    await test.join(tenantId, 'viewer', 'hashed@example.com');
    const token = await letterFor('hashed@example.com');
    const { rows } = await query('SELECT * FROM password_resets');
    expect(rows).not.toEqual([]);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('is not set by a link that is old, made up, or older than one that was used', async () => {
    await test.join(tenantId, 'viewer', 'late@example.com');
    const [first, second] = [await letterFor('late@example.com'), await letterFor('late@example.com')];
    expect((await accept('x'.repeat(43))).status).toBe(404);
    expect((await accept(second)).status).toBe(204);
    expect((await accept(first)).status).toBe(404);
    const third = await letterFor('late@example.com');
    await query(`UPDATE password_resets SET expires_at = now()`);
    expect((await accept(third)).status).toBe(404);
  });

  it('is set by one of many simultaneous uses of a link', async () => {
    await test.join(tenantId, 'viewer', 'race@example.com');
    const token = await letterFor('race@example.com');
    const statuses = (await Promise.all(Array.from({ length: 5 }, () => accept(token)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
  });

  it('opens an account again that was closed by wrong guesses, and does not turn off one-time codes', async () => {
    const client = await test.join(tenantId, 'viewer', 'locked@example.com');
    const secret = String((await client.post('/totp', { password: PASSWORD })).body['secret']);
    const codeAt = (stepsAhead: number) =>
      new TOTP({ secret }).generate({ timestamp: Date.now() + stepsAhead * 30_000 });
    await client.post('/totp/confirm', { code: codeAt(-1) });
    for (let count = 0; count < 6; count += 1) await test.stranger().signIn('locked@example.com', 'a wrong password');
    expect((await test.stranger().signIn('locked@example.com', PASSWORD)).status).toBe(429);
    expect((await accept(await letterFor('locked@example.com'))).status).toBe(204);
    expect((await test.stranger().signIn('locked@example.com', NEXT_PASSWORD)).body).toMatchObject({
      status: 401,
      code: 'totp_required',
    });
    expect((await test.stranger().signIn('locked@example.com', NEXT_PASSWORD, codeAt(0))).status).toBe(200);
  });

  it('is not set for someone who has been disabled', async () => {
    await test.join(tenantId, 'viewer', 'disabled@example.com');
    const token = await letterFor('disabled@example.com');
    await query(`UPDATE users SET disabled_at = now() WHERE email = 'disabled@example.com'`);
    expect((await accept(token)).status).toBe(404);
  });
});

describe('Letters about forgotten passwords', () => {
  it('come three times an hour and no more, whoever asks', async () => {
    await test.join(tenantId, 'viewer', 'pestered@example.com');
    for (let count = 0; count < 3; count += 1) await letterFor('pestered@example.com');
    expect((await ask('pestered@example.com')).status).toBe(202);
    const { rows } = await query(
      `SELECT FROM queue_statistics() WHERE identifier = 'identity.password-reset' AND waiting + running > 0`,
    );
    expect(rows).toEqual([]);
    expect(lettersTo('pestered@example.com')).toHaveLength(3);
  });

  it('are refused to a network that asks for many, and it is told for how long', async () => {
    const ip = network();
    const answers: number[] = [];
    for (let count = 0; count < 21; count += 1) answers.push((await ask(`many${count}@example.com`, ip)).status);
    expect(answers).toEqual([...Array.from({ length: 20 }, () => 202), 429]);
    expect(Number((await ask('more@example.com', ip)).headers.get('retry-after'))).toBeGreaterThan(3_000);
    expect((await ask('more@example.com')).status).toBe(202);
  });

  it.each([{}, { email: 'no address' }, { email: ['a@example.com'] }, { email: 'a@example.com', token: 'x' }])(
    'are not asked for with %p',
    async (body) => {
      expect((await new ConsoleClient(test.platform.url).post('/password-resets', body)).status).toBe(400);
    },
  );
});

describe('A letter of invitation', () => {
  it('is handed to the mail server before the answer comes, for tenants and for the platform', async () => {
    const invitations = [
      await test.operator.post(`/tenants/${tenantId}/members`, { email: 'letter@example.com', role: 'viewer' }),
      await test.operator.post('/platform/members', { email: 'letter@example.com', platformRole: 'support' }),
    ];
    expect(invitations.map(({ body }) => body['isMailed'])).toEqual([true, true]);
    const letters = smtp.mails.filter(({ to }) => to.includes('letter@example.com')).map(({ data }) => data);
    expect(letters.map((data) => /^Subject: (.*)\r$/m.exec(data)?.[1])).toEqual([
      'Your invitation to Acme',
      'Your invitation to the Switchboard platform',
    ]);
    const links = letters.map(
      (data) => /#token=([\w-]{43})/.exec(data.replaceAll('=\r\n', '').replaceAll('=3D', '='))?.[1],
    );
    expect(links).toEqual(invitations.map(({ body }) => String(body['invitationUrl']).split('#token=')[1]));
  });
});
