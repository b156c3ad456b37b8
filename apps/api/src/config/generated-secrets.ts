import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  try {
    // Exclusive creation: of two processes starting at once, one writes and the other reads.
    writeFileSync(file, `${JSON.stringify(generate(), null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return JSON.parse(readFileSync(file, 'utf8')) as GeneratedSecrets;
}

function generate(): GeneratedSecrets {
  return {
    masterKey: randomBytes(32).toString('base64'),
    metaAppSecret: randomBytes(16).toString('hex'),
    metaVerifyToken: randomBytes(16).toString('hex'),
    databasePassword: randomBytes(24).toString('base64url'),
  };
}
