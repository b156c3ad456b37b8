import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import { Client, Pool } from 'pg';

const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** The part of the host's WebAssembly API used here; TypeScript declares it only with the browser's library. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

type EngineModule = typeof import('@prisma/schema-engine-wasm') & { __wbg_set_wasm(exports: object): void };

let enginePromise: Promise<EngineModule> | undefined;

/** Instantiates the WebAssembly engine once per process (about 25 ms). */
function loadEngine(): Promise<EngineModule> {
  enginePromise ??= instantiate();
  return enginePromise;
}

async function instantiate(): Promise<EngineModule> {
  const gluePath = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an ES module that Node 24 requires; its .wasm lies beside it, so the path must be the package's own
  const glue = require(gluePath) as EngineModule;
  const bytes = await readFile(path.join(path.dirname(gluePath), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': withIdleTimers(glue) });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}

/** The engine leaves its ten-second lock timeout running; an idle timer must not keep a finished process alive. */
function withIdleTimers(glue: EngineModule): object {
  const imports: Record<string, unknown> = { ...glue };
  for (const name of Object.keys(imports).filter((key) => key.startsWith('__wbg_setTimeout_'))) {
    imports[name] = (callback: () => void, ms: number) => setTimeout(callback, ms).unref();
  }
  return imports;
}

/**
 * The adapter that the engine works through: one connection, and scripts sent whole.
 * `PrismaPg.executeScript` splits a script at every semicolon, which cuts function bodies in pieces. Sent whole in the simple
 * protocol, a script may hold functions, and PostgreSQL runs it in one transaction: a migration applies entirely or not at all.
 */
function migrationAdapter(pool: Pool, onScriptError: (error: unknown) => void): SqlMigrationAwareDriverAdapterFactory {
  const base = new PrismaPg(pool);
  return {
    provider: base.provider,
    adapterName: base.adapterName,
    async connect(): Promise<SqlDriverAdapter> {
      const adapter = await base.connect();
      adapter.executeScript = async (script: string) => {
        try {
          await pool.query(script);
        } catch (error) {
          onScriptError(error);
          throw error;
        }
      };
      return adapter;
    },
    connectToShadowDb: () => Promise.reject(new Error('No shadow database is used.')),
  };
}

async function readMigrations(directory: string): Promise<MigrationList> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const migrationDirectories = await Promise.all(
    names.map(async (name) => {
      const value = await readFile(path.join(directory, name, 'migration.sql'), 'utf8');
      return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } };
    }),
  );
  const lock = await readFile(path.join(directory, 'migration_lock.toml'), 'utf8');
  return {
    baseDir: directory,
    lockfile: { path: 'migration_lock.toml', content: lock },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}

/**
 * Applies every migration that the database does not have yet, in the order of their names, exactly as `prisma migrate deploy` records them.
 * Safe when several processes start at once: they wait for each other. A migration that fails leaves nothing behind and is tried again at the next start.
 * @returns the names of the migrations applied now
 */
export async function applyMigrations(connectionString: string, directory: string): Promise<string[]> {
  const glue = await loadEngine();
  // A session lock of our own: the engine's advisory lock gives up after 10 seconds.
  const guard = new Client({ connectionString });
  await guard.connect();
  const pool = new Pool({ connectionString, max: 1 });
  let engine: SchemaEngine | undefined;
  let scriptError: unknown;
  const adapter = migrationAdapter(pool, (error) => {
    scriptError = error;
  });
  try {
    await guard.query(`SELECT pg_advisory_lock(hashtextextended('switchboard.migrations', 0))`);
    engine = await glue.SchemaEngine.new(
      { datamodels: undefined },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(adapter),
    );
    const migrationsList = await readMigrations(directory);
    const diagnosis = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: NO_FILTERS,
    });
    for (const migrationName of diagnosis.failedMigrationNames) {
      await engine.markMigrationRolledBack({ migrationName });
    }
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
    return appliedMigrationNames;
  } catch (error) {
    // The engine reports a script's failure as "External error id#0"; PostgreSQL's own words say what is wrong.
    if (scriptError instanceof Error) throw new Error(`A migration failed: ${scriptError.message}`, { cause: error });
    throw error;
  } finally {
    engine?.free();
    await pool.end();
    await guard.end();
  }
}
