import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { type GeneratedSecrets, readOrGenerateSecrets } from './generated-secrets';

const FLAG = z.enum(['true', 'false']).transform((text) => text === 'true');
/** Decimal digits and nothing else: a coercion would take blanks for zero and `0x50` for eighty. */
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .refine(
      (text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max,
      `must be a whole number from ${min} to ${max}`,
    )
    .transform(Number);
const URL_TEXT = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const ROLES = ['api', 'worker'] as const;
export type Role = (typeof ROLES)[number];

/** Values separated by commas. */
const LIST = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

/** A host name: labels of letters, digits, hyphens and (in container networks) underscores. */
const HOST_NAME = /^(?!-)[\w-]{1,63}(\.(?!-)[\w-]{1,63})*$/;
const isHost = (text: string): boolean => isIP(text) !== 0 || HOST_NAME.test(text);

/** As `SSRF_ALLOW_HOSTS` names them: `10.0.0.7`, `hooks.internal:8080`, `::1`, `[::1]:8080`. */
function isHostOrHostAndPort(text: string): boolean {
  if (isHost(text)) return true;
  const { bracketed, name, port } =
    /^(?:\[(?<bracketed>.+)\]|(?<name>[^:]+))(?::(?<port>\d+))?$/.exec(text)?.groups ?? {};
  const isPort = port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
  return isPort && (bracketed === undefined ? isHost(name ?? '') : isIP(bracketed) === 6);
}

/** 32 bytes in base64, AES-256's key length. */
const MASTER_KEY = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64 (openssl rand -base64 32)');

/** Every variable that the program reads, with what is allowed; contract/run.md is the source. */
const ENVIRONMENT = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().refine(isHost, 'must be an IP address or a host name').default('127.0.0.1'),
  PUBLIC_URL: URL_TEXT.optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' }).optional(),
  DATABASE_CONNECTIONS: wholeNumber(2, 200).default(10),
  DATA_DIR: z.string().min(1).default('.data'),
  MEDIA_STORE: z.enum(['disk', 's3']).default('disk'),
  S3_ENDPOINT: URL_TEXT.optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/, "must be a bucket's name")
    .optional(),
  S3_REGION: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'must look like us-east-1')
    .default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' }).optional(),
  GRAPH_BASE_URL: URL_TEXT.optional(),
  GRAPH_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, 'must look like v25.0')
    .default('v25.0'),
  GRAPH_TIMEOUT_MS: wholeNumber(100, 120_000).default(15_000),
  META_APP_SECRET: z.string().optional(),
  META_VERIFY_TOKEN: z.string().optional(),
  MASTER_KEY: MASTER_KEY.optional(),
  MASTER_KEYS_RETIRED: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((key) => key !== ''))
    .pipe(z.array(MASTER_KEY)),
  ADMIN_EMAIL: z.email().default('admin@switchboard.local'),
  ADMIN_PASSWORD: z.string().min(12, 'must have at least 12 characters').max(200).optional(),
  DEMO: FLAG.optional(),
  ROLES: z
    .string()
    .default('api,worker')
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(ROLES)).min(1)),
  TRUST_PROXY: FLAG.default(false),
  SSRF_ALLOW_HOSTS: LIST.refine(
    (hosts) => hosts.every(isHostOrHostAndPort),
    'must be hosts or host:port, separated by commas, without scheme, path or wildcard',
  ),
  ALLOW_HTTP_WEBHOOKS: FLAG.optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// URL' }).optional(),
  MAIL_FROM: z.string().min(3).max(320).default('Switchboard <switchboard@localhost>'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
});

/** What production cannot do without: nothing is generated there. */
const REQUIRED_IN_PRODUCTION = ['DATABASE_URL', 'META_APP_SECRET', 'META_VERIFY_TOKEN', 'MASTER_KEY'] as const;

/** A bucket of an S3-compatible store. */
export interface S3StoreSettings {
  kind: 's3';
  bucket: string;
  region: string;
  /** Absent: AWS itself. */
  endpoint?: string;
  /** Absent: the SDK's default chain (environment, profile, role of the machine or container). */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** Where the bytes of media are kept: a folder of `dataDir`, or a bucket. */
export type MediaStoreSettings = { kind: 'disk' } | S3StoreSettings;

/** The program's settings, validated and typed. */
export class AppConfig {
  isProduction = false;
  port = 3000;
  host = '127.0.0.1';
  /** Base of the links that we hand out; without a trailing slash. */
  publicUrl = '';
  /** Absent: the embedded PostgreSQL of `dataDir` is used. */
  databaseUrl?: string;
  databaseConnections = 10;
  dataDir = '';
  media: MediaStoreSettings = { kind: 'disk' };
  redisUrl?: string;
  /**
   * `baseUrl` absent: the bundled simulator is started and stands in for Meta. `isSimulated` says that it does so now; it is set by
   * whoever has started it.
   */
  graph: { baseUrl?: string; version: string; timeoutMs: number; isSimulated: boolean } = {
    version: 'v25.0',
    timeoutMs: 15_000,
    isSimulated: false,
  };
  metaAppSecret = '';
  metaVerifyToken = '';
  masterKey: Buffer = Buffer.alloc(0);
  /** Keys of earlier rotations: still read, never written with. */
  retiredMasterKeys: Buffer[] = [];
  adminEmail = '';
  adminPassword?: string;
  /** Seeds the demo tenant. */
  demo = false;
  roles: readonly Role[] = ROLES;
  trustProxy = false;
  /** `host` or `host:port` that tenants' URLs may name although they are not public. */
  ssrfAllowHosts: readonly string[] = [];
  /** Whether webhooks may go to http URLs. */
  allowHttpWebhooks = false;
  /** Absent: letters are written into the log. */
  smtpUrl?: string;
  /** Whom letters come from. */
  mailFrom = '';
  logLevel: (typeof LOG_LEVELS)[number] = 'info';
}

/** A start that cannot go on: one message that names every variable and what is wrong with it. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Reads the environment. Outside production, secrets that are not set are generated once into DATA_DIR.
 * @throws ConfigError listing all problems at once
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): AppConfig {
  const parsed = ENVIRONMENT.safeParse(withoutEmpty(environment));
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path[0]?.toString() ?? ''}: ${issue.message}`);
  const isProduction = environment['NODE_ENV'] === 'production';
  if (isProduction) {
    for (const name of REQUIRED_IN_PRODUCTION) if (!environment[name]) problems.push(`${name}: required in production`);
  }
  problems.push(...missingForS3(environment));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const env = parsed.data;
  const dataDir = path.resolve(env.DATA_DIR);
  const generated: Partial<GeneratedSecrets> = isProduction ? {} : readOrGenerateSecrets(dataDir);
  return Object.assign(new AppConfig(), {
    isProduction,
    port: env.PORT,
    host: env.HOST,
    publicUrl: (env.PUBLIC_URL ?? `http://${reachableHost(env.HOST)}:${env.PORT}`).replace(/\/+$/, ''),
    databaseUrl: env.DATABASE_URL,
    databaseConnections: env.DATABASE_CONNECTIONS,
    dataDir,
    media: mediaStoreSettings(env),
    redisUrl: env.REDIS_URL,
    graph: {
      baseUrl: env.GRAPH_BASE_URL ?? (isProduction ? 'https://graph.facebook.com' : undefined),
      version: env.GRAPH_VERSION,
      timeoutMs: env.GRAPH_TIMEOUT_MS,
      isSimulated: false,
    },
    metaAppSecret: env.META_APP_SECRET ?? generated.metaAppSecret ?? '',
    metaVerifyToken: env.META_VERIFY_TOKEN ?? generated.metaVerifyToken ?? '',
    masterKey: Buffer.from(env.MASTER_KEY ?? generated.masterKey ?? '', 'base64'),
    retiredMasterKeys: env.MASTER_KEYS_RETIRED.map((key) => Buffer.from(key, 'base64')),
    adminEmail: env.ADMIN_EMAIL,
    adminPassword: env.ADMIN_PASSWORD,
    demo: env.DEMO ?? !isProduction,
    roles: env.ROLES,
    trustProxy: env.TRUST_PROXY,
    ssrfAllowHosts: env.SSRF_ALLOW_HOSTS,
    allowHttpWebhooks: env.ALLOW_HTTP_WEBHOOKS ?? !isProduction,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    logLevel: env.LOG_LEVEL,
  } satisfies AppConfig);
}

/** What S3 needs besides what is set; looked at apart from the values, so that it is told together with what is wrong there. */
function missingForS3(environment: NodeJS.ProcessEnv): string[] {
  const problems: string[] = [];
  if (environment['MEDIA_STORE'] === 's3' && !environment['S3_BUCKET'])
    problems.push('S3_BUCKET: required with MEDIA_STORE=s3');
  const [id, secret] = ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;
  if (environment[id] && !environment[secret]) problems.push(`${secret}: required with ${id}`);
  if (environment[secret] && !environment[id]) problems.push(`${id}: required with ${secret}`);
  return problems;
}

function mediaStoreSettings(env: z.infer<typeof ENVIRONMENT>): MediaStoreSettings {
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (env.MEDIA_STORE === 'disk' || !bucket) return { kind: 'disk' };
  return {
    kind: 's3',
    bucket,
    region: env.S3_REGION,
    endpoint: env.S3_ENDPOINT,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
  };
}

/** An empty variable (`FOO=` in a .env file) means that it is not set. */
function withoutEmpty(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

/** 0.0.0.0 is an address to listen on, not one to visit. */
function reachableHost(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host.includes(':') ? `[${host}]` : host;
  const external = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal);
  return external?.address ?? '127.0.0.1';
}
