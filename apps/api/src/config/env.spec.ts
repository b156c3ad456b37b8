import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { type AppConfig, ConfigError, loadConfig } from './env';

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://user:secret@database:5432/switchboard',
  META_APP_SECRET: 'an-app-secret',
  META_VERIFY_TOKEN: 'a-verify-token',
  MASTER_KEY,
};

let dataDir: string;

beforeEach(() => {
  dataDir = realpathSync(mkdtempSync(path.join(tmpdir(), 'switchboard-env-')));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const load = (environment: NodeJS.ProcessEnv = {}): AppConfig => loadConfig({ DATA_DIR: dataDir, ...environment });

/** The lines of the refusal, without its title. */
function problemsOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    load(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const [title, ...problems] = (error as Error).message.split('\n');
    expect(title).toBe('The configuration is not usable:');
    return problems.map((line) => line.replace(/^ {2}- /, ''));
  }
  return [];
}

describe('A start without any settings', () => {
  it('uses the defaults that the contract names', () => {
    expect(load()).toMatchObject({
      isProduction: false,
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:3000',
      databaseUrl: undefined,
      redisUrl: undefined,
      media: { kind: 'disk' },
      graph: { baseUrl: undefined, version: 'v25.0', timeoutMs: 15_000 },
      adminEmail: 'admin@switchboard.local',
      adminPassword: undefined,
      demo: true,
      roles: ['api', 'worker'],
      trustProxy: false,
      logLevel: 'info',
      retiredMasterKeys: [],
    });
  });

  it('keeps its data in .data of the folder that it was started in', () => {
    const before = process.cwd();
    process.chdir(dataDir);
    try {
      expect(loadConfig({}).dataDir).toBe(path.join(dataDir, '.data'));
      expect(existsSync(path.join(dataDir, '.data', 'secrets.json'))).toBe(true);
    } finally {
      process.chdir(before);
    }
  });

  it('generates its secrets once and finds them again', () => {
    const [first, second] = [load(), load()];
    expect(first.masterKey).toHaveLength(32);
    expect(first.metaAppSecret.length).toBeGreaterThanOrEqual(32);
    expect(first.metaVerifyToken.length).toBeGreaterThanOrEqual(32);
    expect(first.metaVerifyToken).not.toBe(first.metaAppSecret);
    expect([second.masterKey, second.metaAppSecret, second.metaVerifyToken]).toEqual([
      first.masterKey,
      first.metaAppSecret,
      first.metaVerifyToken,
    ]);
  });

  it('prefers secrets that are set to generated ones', () => {
    expect(load({ MASTER_KEY, META_APP_SECRET: 'an-app-secret', META_VERIFY_TOKEN: 'a-verify-token' })).toMatchObject({
      masterKey: Buffer.alloc(32, 7),
      metaAppSecret: 'an-app-secret',
      metaVerifyToken: 'a-verify-token',
    });
  });
});

describe('Every variable', () => {
  it.each<[string, string, Partial<AppConfig>]>([
    ['PORT', '8080', { port: 8080, publicUrl: 'http://127.0.0.1:8080' }],
    ['PORT', '0', { port: 0 }],
    ['HOST', '10.1.2.3', { host: '10.1.2.3', publicUrl: 'http://10.1.2.3:3000' }],
    ['HOST', '::1', { host: '::1', publicUrl: 'http://[::1]:3000' }],
    ['HOST', 'localhost', { host: 'localhost', publicUrl: 'http://localhost:3000' }],
    ['PUBLIC_URL', 'https://gateway.example.com/base//', { publicUrl: 'https://gateway.example.com/base' }],
    ['DATABASE_URL', 'postgres://u:p@h/db', { databaseUrl: 'postgres://u:p@h/db' }],
    ['DATABASE_CONNECTIONS', '25', { databaseConnections: 25 }],
    ['REDIS_URL', 'rediss://cache:6380/1', { redisUrl: 'rediss://cache:6380/1' }],
    ['MASTER_KEYS_RETIRED', `${MASTER_KEY},`, { retiredMasterKeys: [Buffer.alloc(32, 7)] }],
    ['ADMIN_EMAIL', 'root@example.com', { adminEmail: 'root@example.com' }],
    ['ADMIN_PASSWORD', 'twelve-chars', { adminPassword: 'twelve-chars' }],
    ['DEMO', 'false', { demo: false }],
    ['ROLES', 'worker', { roles: ['worker'] }],
    ['ROLES', ' worker , api ', { roles: ['worker', 'api'] }],
    ['TRUST_PROXY', 'true', { trustProxy: true }],
    [
      'SSRF_ALLOW_HOSTS',
      '10.0.0.7, hooks_1.internal:8080,::1,[::1]:8080,',
      { ssrfAllowHosts: ['10.0.0.7', 'hooks_1.internal:8080', '::1', '[::1]:8080'] },
    ],
    ['LOG_LEVEL', 'debug', { logLevel: 'debug' }],
  ])('%s=%s is taken over', (name, value, expected) => {
    expect(load({ [name]: value })).toMatchObject(expected);
  });

  it('of the Graph API is taken over', () => {
    const environment = { GRAPH_BASE_URL: 'http://meta.test:4000', GRAPH_VERSION: 'v26.1', GRAPH_TIMEOUT_MS: '2500' };
    expect(load(environment).graph).toEqual({
      baseUrl: 'http://meta.test:4000',
      version: 'v26.1',
      timeoutMs: 2500,
      isSimulated: false,
    });
  });

  it.each([
    'NODE_ENV',
    'PORT',
    'HOST',
    'PUBLIC_URL',
    'DATABASE_URL',
    'REDIS_URL',
    'GRAPH_BASE_URL',
    'GRAPH_VERSION',
    'GRAPH_TIMEOUT_MS',
    'META_APP_SECRET',
    'META_VERIFY_TOKEN',
    'MASTER_KEY',
    'MASTER_KEYS_RETIRED',
    'ADMIN_EMAIL',
    'ADMIN_PASSWORD',
    'DEMO',
    'ROLES',
    'TRUST_PROXY',
    'LOG_LEVEL',
    'DATABASE_CONNECTIONS',
    'MEDIA_STORE',
    'S3_ENDPOINT',
    'S3_BUCKET',
    'S3_REGION',
    'S3_ACCESS_KEY_ID',
    'S3_SECRET_ACCESS_KEY',
  ])('%s= counts as not set', (name) => {
    expect(load({ [name]: '' })).toEqual(load());
  });

  it('DATA_DIR= counts as not set', () => {
    const before = process.cwd();
    process.chdir(dataDir);
    try {
      expect(loadConfig({ DATA_DIR: '' }).dataDir).toBe(path.join(dataDir, '.data'));
    } finally {
      process.chdir(before);
    }
  });

  it.each<[string, string, string]>([
    ['NODE_ENV', 'staging', 'NODE_ENV: Invalid option: expected one of "development"|"production"|"test"'],
    ['PORT', '70000', 'PORT: must be a whole number from 0 to 65535'],
    ['PORT', '-1', 'PORT: must be a whole number from 0 to 65535'],
    ['PORT', '80.5', 'PORT: must be a whole number from 0 to 65535'],
    ['PORT', '0x50', 'PORT: must be a whole number from 0 to 65535'],
    ['PORT', ' ', 'PORT: must be a whole number from 0 to 65535'],
    ['PORT', 'http', 'PORT: must be a whole number from 0 to 65535'],
    ['HOST', 'http://127.0.0.1', 'HOST: must be an IP address or a host name'],
    ['HOST', '127.0.0.1:3000', 'HOST: must be an IP address or a host name'],
    ['PUBLIC_URL', 'gateway.example.com', 'PUBLIC_URL: must be an http or https URL'],
    ['PUBLIC_URL', 'ftp://gateway.example.com', 'PUBLIC_URL: must be an http or https URL'],
    ['DATABASE_URL', 'mysql://h/db', 'DATABASE_URL: must be a postgresql:// URL'],
    ['DATABASE_CONNECTIONS', '1', 'DATABASE_CONNECTIONS: must be a whole number from 2 to 200'],
    ['REDIS_URL', 'http://cache', 'REDIS_URL: must be a redis:// or rediss:// URL'],
    ['GRAPH_BASE_URL', 'graph.facebook.com', 'GRAPH_BASE_URL: must be an http or https URL'],
    ['GRAPH_VERSION', '25.0', 'GRAPH_VERSION: must look like v25.0'],
    ['GRAPH_TIMEOUT_MS', '99', 'GRAPH_TIMEOUT_MS: must be a whole number from 100 to 120000'],
    ['GRAPH_TIMEOUT_MS', '15s', 'GRAPH_TIMEOUT_MS: must be a whole number from 100 to 120000'],
    ['ADMIN_EMAIL', 'admin', 'ADMIN_EMAIL: Invalid email address'],
    ['ADMIN_PASSWORD', 'eleven-char', 'ADMIN_PASSWORD: must have at least 12 characters'],
    ['DEMO', 'yes', 'DEMO: Invalid option: expected one of "true"|"false"'],
    ['ROLES', 'api,cron', 'ROLES: Invalid option: expected one of "api"|"worker"'],
    ['MEDIA_STORE', 'tape', 'MEDIA_STORE: Invalid option: expected one of "disk"|"s3"'],
    ['S3_ENDPOINT', 'minio:9000', 'S3_ENDPOINT: must be an http or https URL'],
    ['S3_BUCKET', 'media/inbound', "S3_BUCKET: must be a bucket's name"],
    ['S3_REGION', 'eu central', 'S3_REGION: must look like us-east-1'],
    ['TRUST_PROXY', '1', 'TRUST_PROXY: Invalid option: expected one of "true"|"false"'],
    [
      'LOG_LEVEL',
      'verbose',
      'LOG_LEVEL: Invalid option: expected one of "fatal"|"error"|"warn"|"info"|"debug"|"trace"|"silent"',
    ],
  ])('%s=%s is refused with what is allowed', (name, value, problem) => {
    expect(problemsOf({ [name]: value })).toEqual([problem]);
  });

  it.each([
    'http://hooks.internal',
    'hooks.internal/path',
    '10.0.0.0/8',
    '*.internal',
    'hooks.internal:0',
    '[hooks]:80',
  ])('SSRF_ALLOW_HOSTS with %s is refused, whatever is beside it', (host) => {
    const rule = 'must be hosts or host:port, separated by commas, without scheme, path or wildcard';
    expect(problemsOf({ SSRF_ALLOW_HOSTS: `127.0.0.1,${host}` })).toEqual([`SSRF_ALLOW_HOSTS: ${rule}`]);
  });

  it.each([
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['33 bytes', Buffer.alloc(33).toString('base64')],
    ['32 bytes in hexadecimal', Buffer.alloc(32).toString('hex')],
    ['words', 'correct horse battery staple'],
  ])('MASTER_KEY of %s is refused, also as a retired one', (_, key) => {
    const rule = 'must be 32 bytes in base64 (openssl rand -base64 32)';
    expect(problemsOf({ MASTER_KEY: key })).toEqual([`MASTER_KEY: ${rule}`]);
    expect(problemsOf({ MASTER_KEYS_RETIRED: `${MASTER_KEY},${key}` })).toEqual([`MASTER_KEYS_RETIRED: ${rule}`]);
  });

  it('that is wrong is told in one message, all at once', () => {
    const names = problemsOf({ PORT: 'x', PUBLIC_URL: 'x', DEMO: 'x', ROLES: 'x', GRAPH_TIMEOUT_MS: 'x' }).map(
      (problem) => problem.split(':')[0],
    );
    expect(names.sort()).toEqual(['DEMO', 'GRAPH_TIMEOUT_MS', 'PORT', 'PUBLIC_URL', 'ROLES']);
  });

  it('that is wrong never shows its value, which may be a secret', () => {
    const secret = 'hunter2';
    const message = problemsOf({
      MASTER_KEY: secret,
      ADMIN_PASSWORD: secret,
      DATABASE_URL: secret,
      REDIS_URL: secret,
    });
    expect(message).toHaveLength(4);
    expect(message.join('\n')).not.toContain(secret);
  });
});

describe('Media', () => {
  const S3 = { MEDIA_STORE: 's3', S3_BUCKET: 'switchboard-media' };
  const CREDENTIALS = { S3_ACCESS_KEY_ID: 'an-id', S3_SECRET_ACCESS_KEY: 'a-secret' };

  it('goes to a bucket of AWS when the bucket is all that is set', () => {
    expect(load(S3).media).toEqual({ kind: 's3', bucket: 'switchboard-media', region: 'us-east-1' });
  });

  it('goes to any other S3-compatible store with all that it needs', () => {
    const settings = { S3_ENDPOINT: 'http://minio:9000', S3_REGION: 'eu-central-1', ...CREDENTIALS };
    expect(load({ ...S3, ...settings }).media).toEqual({
      kind: 's3',
      bucket: 'switchboard-media',
      region: 'eu-central-1',
      endpoint: 'http://minio:9000',
      credentials: { accessKeyId: 'an-id', secretAccessKey: 'a-secret' },
    });
  });

  it('stays on disk while MEDIA_STORE does not say otherwise, whatever else is set', () => {
    expect(load({ S3_BUCKET: 'switchboard-media', ...CREDENTIALS }).media).toEqual({ kind: 'disk' });
  });

  it.each<[string, NodeJS.ProcessEnv, string]>([
    ['a bucket', { MEDIA_STORE: 's3' }, 'S3_BUCKET: required with MEDIA_STORE=s3'],
    [
      'the secret of its key',
      { ...S3, S3_ACCESS_KEY_ID: 'an-id' },
      'S3_SECRET_ACCESS_KEY: required with S3_ACCESS_KEY_ID',
    ],
    [
      'the id of its key',
      { ...S3, S3_SECRET_ACCESS_KEY: 'a-secret' },
      'S3_ACCESS_KEY_ID: required with S3_SECRET_ACCESS_KEY',
    ],
  ])('in S3 without %s stops the start', (_, environment, problem) => {
    expect(problemsOf(environment)).toEqual([problem]);
  });

  it('that is set up wrongly is told in the same message as everything else', () => {
    const problems = problemsOf({
      NODE_ENV: 'production',
      MEDIA_STORE: 's3',
      S3_ENDPOINT: 'minio',
      S3_ACCESS_KEY_ID: 'a',
    });
    expect(problems).toEqual([
      'S3_ENDPOINT: must be an http or https URL',
      'DATABASE_URL: required in production',
      'META_APP_SECRET: required in production',
      'META_VERIFY_TOKEN: required in production',
      'MASTER_KEY: required in production',
      'S3_BUCKET: required with MEDIA_STORE=s3',
      'S3_SECRET_ACCESS_KEY: required with S3_ACCESS_KEY_ID',
    ]);
  });
});

describe('The address that is handed out', () => {
  it.each(['0.0.0.0', '::'])('is one that can be visited when HOST is %s', (host) => {
    const addresses = Object.values(networkInterfaces())
      .flat()
      .map((each) => each?.address);
    const { hostname, port } = new URL(load({ HOST: host }).publicUrl);
    expect(addresses).toContain(hostname);
    expect(port).toBe('3000');
  });
});

describe('In production', () => {
  it('nothing is needed beyond the required variables', () => {
    expect(load(PRODUCTION)).toMatchObject({
      isProduction: true,
      databaseUrl: PRODUCTION.DATABASE_URL,
      graph: { baseUrl: 'https://graph.facebook.com', version: 'v25.0', timeoutMs: 15_000 },
      metaAppSecret: 'an-app-secret',
      metaVerifyToken: 'a-verify-token',
      masterKey: Buffer.alloc(32, 7),
      demo: false,
    });
  });

  it('nothing is generated and nothing written', () => {
    load(PRODUCTION);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('everything that is missing is told in one message, with everything that is wrong', () => {
    const problems = problemsOf({ NODE_ENV: 'production', MASTER_KEY: '', LOG_LEVEL: 'loud' });
    expect(problems.map((problem) => problem.replace(/Invalid option.*/, 'wrong'))).toEqual([
      'LOG_LEVEL: wrong',
      'DATABASE_URL: required in production',
      'META_APP_SECRET: required in production',
      'META_VERIFY_TOKEN: required in production',
      'MASTER_KEY: required in production',
    ]);
  });

  it.each(['DATABASE_URL', 'META_APP_SECRET', 'META_VERIFY_TOKEN', 'MASTER_KEY'])(
    'a start without %s is refused',
    (name) => {
      expect(problemsOf({ ...PRODUCTION, [name]: undefined })).toEqual([`${name}: required in production`]);
    },
  );

  it('the demo tenant is seeded only when asked for', () => {
    expect(load({ ...PRODUCTION, DEMO: 'true' }).demo).toBe(true);
  });
});
