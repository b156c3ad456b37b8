import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './set-up.mjs';

const require = createRequire(import.meta.url);
const SCHEMA = path.join(root, 'prisma', 'schema.prisma');

/**
 * What the migrations leave to do: applies them all to a database of its own and compares the result with schema.prisma.
 * @returns {Promise<string | undefined>} the SQL of the difference; undefined when there is none
 */
export async function pendingMigration() {
  const { startEmbeddedPostgres, migrateDatabase } = require(path.join(root, 'libs', 'database', 'dist', 'index.js'));
  const directory = await mkdtemp(path.join(tmpdir(), 'switchboard-schema-'));
  // PostgreSQL does not run as root: the user it runs as then must be able to pass through.
  await chmod(directory, 0o755);
  const server = await startEmbeddedPostgres({
    dataDirectory: path.join(directory, 'postgres'),
    password: 'schema',
    durable: false,
  });
  try {
    const url = server.url('postgres');
    await migrateDatabase(url);
    return await difference(url);
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function difference(connectionString) {
  const { Pool } = require('pg');
  const { bindMigrationAwareSqlAdapterFactory } = require('@prisma/driver-adapter-utils');
  const { SchemaEngine } = await loadEngine();
  const files = [{ path: SCHEMA, content: await readFile(SCHEMA, 'utf8') }];
  const pool = new Pool({ connectionString, max: 1 });
  const adapter = bindMigrationAwareSqlAdapterFactory(introspectionAdapter(pool));
  const engine = await SchemaEngine.new(
    { datamodels: files.map((file) => [file.path, file.content]) },
    () => undefined,
    adapter,
  );
  try {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: path.dirname(SCHEMA) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? undefined : stdout;
  } finally {
    engine.free();
    await pool.end();
  }
}

/**
 * Prisma's own schema engine, built for WebAssembly: no binary to download. Its glue keeps one engine per module, and applying
 * the migrations has taken that one; the query in the address makes this a module of its own.
 */
async function loadEngine() {
  const gluePath = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const glue = await import(`${pathToFileURL(gluePath).href}?comparison`);
  const bytes = await readFile(path.join(path.dirname(gluePath), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}

/** Prisma's adapter for `pg`, save that it also understands the types of PostgreSQL's catalogue, which introspection reads. */
function introspectionAdapter(pool) {
  const { PrismaPg } = require('@prisma/adapter-pg');
  const { types } = require('pg');
  const { ColumnTypeEnum } = require('@prisma/driver-adapter-utils');
  const { Boolean, Character, Int32, Int64, Text, BooleanArray, CharacterArray, Int32Array, Int64Array, TextArray } =
    ColumnTypeEnum;
  // Keyed by the type's number in pg_type: "char" is 18, name 19, oid 26, their arrays 1002, 1003, 1028, and so on.
  const columnTypes = new Map([
    [16, Boolean], [18, Character], [19, Text], [20, Int64], [21, Int32], [23, Int32], [25, Text], [26, Int64], [1043, Text],
    [1000, BooleanArray], [1002, CharacterArray], [1003, TextArray], [1005, Int32Array], [1007, Int32Array], [1009, TextArray],
    [1015, TextArray], [1016, Int64Array], [1028, Int64Array],
  ]); // prettier-ignore
  const asText = new Set([Text, Character, Int64]);
  const parsers = { getTypeParser: (type) => (asText.has(columnTypes.get(type)) ? String : types.getTypeParser(type)) };
  const base = new PrismaPg(pool);
  return {
    provider: base.provider,
    adapterName: base.adapterName,
    async connect() {
      const connection = await base.connect();
      connection.queryRaw = async ({ sql, args }) => {
        const { fields, rows } = await pool.query({ text: sql, values: args, rowMode: 'array', types: parsers });
        return {
          columnNames: fields.map(({ name }) => name),
          columnTypes: fields.map(({ dataTypeID }) => columnTypes.get(dataTypeID) ?? Text),
          rows,
        };
      };
      return connection;
    },
    connectToShadowDb: () => Promise.reject(new Error('The comparison needs no shadow database.')),
  };
}
