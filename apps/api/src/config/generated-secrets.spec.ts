import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readOrGenerateSecrets } from './generated-secrets';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchboard-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('The generated secrets', () => {
  it('are new on every machine, and long enough for what they protect', () => {
    const [one, other] = ['one', 'other'].map((name) => readOrGenerateSecrets(path.join(folder, name)));
    for (const name of ['masterKey', 'metaAppSecret', 'metaVerifyToken', 'databasePassword'] as const) {
      expect(one![name]).not.toBe(other![name]);
    }
    expect(Buffer.from(one!.masterKey, 'base64')).toHaveLength(32);
    expect(one!.metaAppSecret).toMatch(/^[0-9a-f]{32}$/);
    expect(one!.metaVerifyToken).toMatch(/^[0-9a-f]{32}$/);
    expect(Buffer.from(one!.databasePassword, 'base64url')).toHaveLength(24);
  });

  it('stay the same from start to start', () => {
    const first = readOrGenerateSecrets(folder);
    const written = readFileSync(path.join(folder, 'secrets.json'), 'utf8');
    expect(readOrGenerateSecrets(folder)).toEqual(first);
    expect(readFileSync(path.join(folder, 'secrets.json'), 'utf8')).toBe(written);
  });

  it('can be read by their owner alone, whatever the umask', () => {
    const before = process.umask(0);
    try {
      readOrGenerateSecrets(folder);
    } finally {
      process.umask(before);
    }
    expect(statSync(path.join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('appear whole: nothing half-written is left beside them', () => {
    const dataDir = path.join(folder, 'deep', 'data');
    readOrGenerateSecrets(dataDir);
    expect(readdirSync(dataDir)).toEqual(['secrets.json']);
  });

  it('of another process that was faster are taken over', () => {
    const theirs = { masterKey: 'k', metaAppSecret: 's', metaVerifyToken: 't', databasePassword: 'p' };
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'secrets.json'), JSON.stringify(theirs));
    expect(readOrGenerateSecrets(folder)).toEqual(theirs);
    expect(readdirSync(folder)).toEqual(['secrets.json']);
  });

  it('that cannot be written stop the start instead of being lost at its end', () => {
    const file = path.join(folder, 'not-a-folder');
    writeFileSync(file, '');
    expect(() => readOrGenerateSecrets(path.join(file, 'data'))).toThrow(/ENOTDIR/);
  });
});
