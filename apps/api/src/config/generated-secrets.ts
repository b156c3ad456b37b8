import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a development machine generates for itself, once, so that a fresh clone starts without settings. */
export interface GeneratedSecrets {
  masterKey: string;
  metaAppSecret: string;
  metaVerifyToken: string;
  databasePassword: string;
}

/** Reads DATA_DIR/secrets.json, writing it first (readable by its owner alone) when there is none. */
export function readOrGenerateSecrets(dataDir: string): GeneratedSecrets {
  const file = path.join(dataDir, 'secrets.json');
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(file)) create(file);
  return JSON.parse(readFileSync(file, 'utf8')) as GeneratedSecrets;
}

/** A link appears whole and only once: of two processes starting at once, one's secrets count and both read them. */
function create(file: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(generate(), null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function generate(): GeneratedSecrets {
  return {
    masterKey: randomBytes(32).toString('base64'),
    metaAppSecret: randomBytes(16).toString('hex'),
    metaVerifyToken: randomBytes(16).toString('hex'),
    databasePassword: randomBytes(24).toString('base64url'),
  };
}
