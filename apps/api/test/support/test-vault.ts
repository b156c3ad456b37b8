import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Logger } from '@nestjs/common';
import { type MediaKind, uuidv7 } from '@switchboard/contracts';
import { Pool } from 'pg';
import { CleanUpRepository } from '../../src/modules/media/clean-up.repository';
import { CleanUpService } from '../../src/modules/media/clean-up.service';
import { EraseJob } from '../../src/modules/media/erase.job';
import { MediaRepository } from '../../src/modules/media/media.repository';
import { NumberMediaRemoval } from '../../src/modules/media/number-media-removal.service';
import { DiskMediaStore } from '../../src/modules/media/store/disk-media-store';
import type { MediaStore, StoredObject } from '../../src/modules/media/store/media-store';
import { type KeptFile, Vault, type VaultFile } from '../../src/modules/media/vault.service';
import { PhoneNumberRepository } from '../../src/modules/tenant/phone-number.repository';
import { createTestDatabase, type TestDatabase } from './test-database';
import { openTestTenant, type TestTenant } from './test-tenant';

/** What a plan says about files. */
export interface VaultPlan {
  storedBytes: number;
  retentionDays: number;
}

const PLENTY: VaultPlan = { storedBytes: 1_000_000_000, retentionDays: 30 };

/** A file as a test gives it to the vault. */
export type GivenFile = Partial<VaultFile> & { bytes: Uint8Array };

/** The vault on a database and a folder of its own, without the program around it. */
export class TestVault {
  readonly repository: MediaRepository;
  readonly vault: Vault;
  readonly cleanUps: CleanUpRepository;
  readonly cleanUp: CleanUpService;

  private constructor(
    readonly test: TestDatabase,
    /** As the owner of the schema: it sees everything. */
    readonly owner: Pool,
    readonly store: MediaStore,
    /** Of the store. */
    readonly folder: string,
  ) {
    this.repository = new MediaRepository(test.database);
    this.vault = new Vault(store, this.repository);
    this.cleanUps = new CleanUpRepository(test.database);
    this.cleanUp = new CleanUpService(this.cleanUps, this.repository, store, this.vault);
  }

  /** Its log is nobody's. */
  static async start(openStore = (folder: string): MediaStore => new DiskMediaStore(folder)): Promise<TestVault> {
    Logger.overrideLogger(false);
    const test = await createTestDatabase();
    const owner = new Pool({ connectionString: test.url, max: 5 });
    // Dropping the database ends those that are closing.
    owner.on('error', () => undefined);
    const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-vault-'));
    return new TestVault(test, owner, openStore(folder), folder);
  }

  async stop(): Promise<void> {
    await this.owner.end();
    await this.test.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A tenant with a plan of its own. */
  async openTenant(plan: Partial<VaultPlan> = {}): Promise<TestTenant> {
    const tenant = await openTestTenant(this.test, { availableMicros: 0n });
    await this.owner.query(
      `INSERT INTO plans (code, name, monthly_fee_micros, platform_fee_micros, markup_bps, messages_per_second, messages_per_minute, media_per_minute,
         stored_bytes, media_retention_days) VALUES ($1, 'Test', 0, 0, 0, 1, 1, 1, $2, $3)`,
      [tenant.id, plan.storedBytes ?? PLENTY.storedBytes, plan.retentionDays ?? PLENTY.retentionDays],
    );
    await this.owner.query(`INSERT INTO subscriptions (tenant_id, plan_code) VALUES ($1::uuid, $1::text)`, [tenant.id]);
    return tenant;
  }

  /** A further number of a tenant; gives our id of it. */
  async addNumber(tenantId: string): Promise<string> {
    const id = uuidv7();
    await this.owner.query(
      `INSERT INTO phone_numbers (tenant_id, id, phone_number_id, waba_id, display_phone_number, access_token_encrypted)
       VALUES ($1, $2, $3, 'waba', '+1 555 0100', 'x')`,
      [tenantId, id, String(Math.floor(Math.random() * 1e15))],
    );
    return id;
  }

  /** Takes a file in as uploads do: written, committed, recorded; discarded when that fails. */
  async keep(tenant: Pick<TestTenant, 'id' | 'phoneNumberId'>, { bytes, ...given }: GivenFile): Promise<KeptFile> {
    const draft = await this.vault.begin(tenant.id);
    try {
      await draft.write(bytes);
      await draft.commit();
      return await draft.keep({ ...describeFile(tenant.phoneNumberId), ...given });
    } catch (error) {
      await draft.discard();
      throw error;
    }
  }

  /** Removes files as the routes do; gives how many there were. */
  async remove(tenantId: string, ...ids: string[]): Promise<number> {
    const { files, objectKeys } = await this.repository.transaction(tenantId, (transaction) =>
      this.repository.remove(tenantId, transaction, ids),
    );
    await this.vault.erase(objectKeys);
    return files;
  }

  /** Removes a number with its files, as the console does, but for the job that removes the bytes. */
  async removeNumber(tenantId: string, phoneNumberId: string): Promise<void> {
    const numbers = new PhoneNumberRepository(this.test.database);
    const removal = new NumberMediaRemoval(this.repository);
    await numbers.transaction(tenantId, async (transaction) => {
      await numbers.remove(tenantId, transaction, phoneNumberId, new Date());
      await removal.removeBelongings(tenantId, transaction, phoneNumberId);
    });
  }

  /** Runs the jobs that remove the bytes of removed numbers; gives how many objects each named. */
  async runEraseJobs(): Promise<number[]> {
    const { rows } = await this.owner.query<{ payload: { objectKeys: string[] } }>(
      `DELETE FROM graphile_worker._private_jobs j USING graphile_worker._private_tasks t
        WHERE t.id = j.task_id AND t.identifier = 'media.erase' RETURNING j.payload`,
    );
    const job = new EraseJob(this.store);
    for (const { payload } of rows) await job.run(payload);
    return rows.map(({ payload }) => payload.objectKeys.length);
  }

  /** Announces files that a user sent, as the reports of Meta do. */
  async expect(tenant: Pick<TestTenant, 'id' | 'phoneNumberId'>, ...ids: string[]): Promise<void> {
    const media = ids.map((id) => ({
      tenant_id: tenant.id,
      id,
      phone_number_id: tenant.phoneNumberId,
      meta_media_id: `meta-${id}`,
      path: `media/${tenant.id}/${id}`,
      kind: 'image',
      mime_type: 'image/png',
    }));
    await this.test.database.pool.query('SELECT expect_media($1::json)', [JSON.stringify(media)]);
  }

  /** Ends the time of files. */
  async expire(tenantId: string, ...ids: string[]): Promise<void> {
    await this.owner.query(
      `UPDATE media SET expires_at = now() - interval '1 second' WHERE tenant_id = $1 AND id = ANY ($2)`,
      [tenantId, ids],
    );
  }

  async read(objectKey: string): Promise<Buffer | null> {
    const content = await this.store.read(objectKey);
    return content && buffer(content.body);
  }

  /** The keys of what is in the store. */
  async objects(tenantId?: string): Promise<string[]> {
    const objects = (await Readable.from(this.store.list()).toArray()) as StoredObject[];
    return objects.map(({ key }) => key).filter((key) => tenantId === undefined || key.startsWith(`${tenantId}/`));
  }

  async usage(tenantId: string): Promise<number> {
    return Number((await this.repository.usage(tenantId)).storedBytes);
  }

  /** What is not as it must be of a tenant's files when nothing is under way; nothing, if all is well. */
  async faults(...tenantIds: string[]): Promise<string[]> {
    const { rows } = await this.owner.query<{ fault: string }>(
      `SELECT format('usage of %s is %s, and its blobs are %s', t.id, u.stored, b.stored) AS fault
         FROM unnest($1::uuid[]) AS t(id),
              LATERAL (SELECT coalesce(sum(stored_bytes), 0) AS stored FROM media_usage WHERE tenant_id = t.id) u,
              LATERAL (SELECT coalesce(sum(size_bytes), 0) AS stored FROM media_blobs WHERE tenant_id = t.id) b
        WHERE u.stored <> b.stored
       UNION ALL
       SELECT format('file %s has no bytes', m.id) FROM media m LEFT JOIN media_blobs b USING (tenant_id, sha256)
        WHERE m.tenant_id = ANY ($1) AND m.state = 'stored' AND b.size_bytes IS DISTINCT FROM m.size_bytes
       UNION ALL
       SELECT format('bytes %s belong to no file', b.sha256) FROM media_blobs b
        WHERE b.tenant_id = ANY ($1) AND NOT EXISTS (
              SELECT FROM media m WHERE m.tenant_id = b.tenant_id AND m.sha256 = b.sha256 AND m.state = 'stored')
       UNION ALL
       SELECT format('file %s belongs to a number that was removed', m.id)
         FROM media m JOIN phone_numbers n ON n.tenant_id = m.tenant_id AND n.id = m.phone_number_id
        WHERE m.tenant_id = ANY ($1) AND n.deleted_at IS NOT NULL AND m.state = 'stored'`,
      [tenantIds],
    );
    const blobs = await this.owner.query<{ tenant_id: string; object_key: string; sha256: string }>(
      'SELECT tenant_id, object_key, sha256 FROM media_blobs WHERE tenant_id = ANY ($1)',
      [tenantIds],
    );
    const left = new Set(await this.objects());
    const faults = rows.map(({ fault }) => fault);
    for (const { tenant_id, object_key, sha256 } of blobs.rows) {
      if (!object_key.startsWith(`${tenant_id}/`)) faults.push(`object ${object_key} is another tenant's`);
      const bytes = left.delete(object_key) ? await this.read(object_key) : null;
      if (bytes === null || sha256Of(bytes) !== sha256) faults.push(`object ${object_key} is missing or wrong`);
    }
    for (const key of left)
      if (tenantIds.some((id) => key.startsWith(`${id}/`))) faults.push(`object ${key} belongs to nothing`);
    return faults;
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function describeFile(phoneNumberId: string): VaultFile {
  return {
    phoneNumberId,
    direction: 'outbound',
    metaMediaId: null,
    metaExpiresAt: null,
    filename: null,
    kind: 'document' satisfies MediaKind,
    mimeType: 'text/plain',
  };
}
