import { chmodSync, existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SAMPLE_FILES } from '@switchboard/contracts';
import { type Answer, expectStatus } from './http-client';
import { fieldPart, type FileAnswer, filePart, MediaClient } from './media-client';
import { type OpenedTenant, UNLIMITED_PLAN } from './operator';
import { startTestbed, type Testbed, type TestbedOptions } from './testbed';
import { waitFor } from './wait-for';

/** A plan with v2 whose limits no test reaches. */
export const V2_PLAN = { ...UNLIMITED_PLAN, code: 'E2E_V2', name: 'With v2', features: ['v2_api', 'webhook_envelope'] };

/** Where files lie while they are being written. */
const UNFINISHED = 'unfinished/';

/** A tenant that can upload. */
export interface MediaTenant extends OpenedTenant {
  media: MediaClient;
}

/** Everything that uploads leave anywhere. */
export interface Footprint {
  /** Files below the folder of media, of objects and of beginnings, with their sizes. */
  files: string[];
  /** Files of it that the program has open, also those that were deleted. */
  openFiles: number;
  rows: { media: number; blobs: number; storedBytes: number };
  /** `completed` counts what Meta ever took, `files` what it still has. */
  meta: { underWay: number; completed: number; files: number };
}

/** A testbed whose media folder can be looked into. */
export class MediaTestbed {
  private readonly clients: MediaClient[] = [];

  private constructor(
    readonly bed: Testbed,
    private readonly dataDir: string,
  ) {}

  static async start({ env, ...options }: TestbedOptions = {}): Promise<MediaTestbed> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'switchboard-e2e-media-'));
    chmodSync(dataDir, 0o755);
    try {
      const bed = await startTestbed({ ...options, env: { DATA_DIR: dataDir, ...env } });
      await bed.operator.putPlan(V2_PLAN);
      return new MediaTestbed(bed, dataDir);
    } catch (error) {
      rmSync(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  get url(): string {
    return this.bed.switchboard.url;
  }

  async openTenant(wishes: Parameters<Testbed['operator']['openTenant']>[0] = {}): Promise<MediaTenant> {
    const tenant = await this.bed.operator.openTenant({ planCode: V2_PLAN.code, ...wishes });
    return { ...tenant, media: this.client(tenant.key.key) };
  }

  client(key: string): MediaClient {
    const client = new MediaClient(this.url, key);
    this.clients.push(client);
    return client;
  }

  /** Of a file as `files` names it. */
  pathOf(file: string): string {
    return path.join(this.dataDir, 'media', file);
  }

  /** `objects/…` and `unfinished/…`, in order. */
  files(): string[] {
    const root = this.pathOf('');
    if (!existsSync(root)) return [];
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)).replaceAll(path.sep, '/'))
      .toSorted();
  }

  /** How many bytes of files that are being written have reached the disk. */
  unfinishedBytes(): number {
    const unfinished = this.files().filter((file) => file.startsWith(UNFINISHED));
    return unfinished.reduce((sum, file) => sum + sizeOf(this.pathOf(file)), 0);
  }

  async footprint(): Promise<Footprint> {
    const [rows] = await this.bed.database.query<Footprint['rows']>(
      `SELECT (SELECT count(*)::int FROM media) AS media, (SELECT count(*)::int FROM media_blobs) AS blobs,
              (SELECT coalesce(sum(stored_bytes), 0)::float8 FROM media_usage) AS "storedBytes"`,
    );
    const { underWay, completed } = await this.bed.simulator.uploadCounts();
    const files = (await this.bed.simulator.media()).length;
    return { files: this.files(), openFiles: this.openFiles(), rows: rows!, meta: { underWay, completed, files } };
  }

  /** The footprint once nothing is under way: what an earlier client left behind may still be on its way out. */
  quietFootprint(): Promise<Footprint> {
    return waitFor('nothing to be under way', async () => {
      const footprint = await this.footprint();
      const { files, openFiles, meta } = footprint;
      const isQuiet = meta.underWay === 0 && openFiles === 0 && !files.some((file) => file.startsWith(UNFINISHED));
      return isQuiet && footprint;
    });
  }

  /** Does something that must fail, and waits until nothing of it is left: no file, no row, nothing at Meta. */
  async leavesNothing<T>(work: () => Promise<T>): Promise<T> {
    const before = await this.quietFootprint();
    const result = await work();
    await this.expectFootprint(before);
    return result;
  }

  /** What was begun may still be on its way out; then everything is as it was. */
  async expectFootprint(expected: Footprint): Promise<void> {
    let last: Footprint | undefined;
    try {
      await waitFor('everything to be gone', async () => isDeepStrictEqual((last = await this.footprint()), expected));
    } catch {
      expect(last).toEqual(expected);
    }
  }

  /** Proves that the program takes the next file, whatever came before. */
  async expectNextUpload({ media, number }: MediaTenant): Promise<void> {
    const parts = [fieldPart('phoneNumberId', number.phoneNumberId), filePart(SAMPLE_FILES.jpeg)];
    mediaIdOf(await media.uploadForm(parts));
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    try {
      await this.bed.close();
    } finally {
      rmSync(this.dataDir, { recursive: true, force: true });
    }
  }

  /** Linux tells; elsewhere there are none to see. */
  private openFiles(): number {
    const folder = `/proc/${this.bed.switchboard.pid}/fd`;
    if (!existsSync(folder)) return 0;
    return readdirSync(folder).filter((name) => targetOf(path.join(folder, name)).startsWith(this.dataDir)).length;
  }
}

/** The id that a successful upload is answered with; the answer is the contract's, no more and no less. */
export function mediaIdOf(answer: Answer): string {
  const json = expectStatus(answer, 200);
  expect(json).toEqual({ success: true, data: { mediaId: expect.stringMatching(/^\d+$/) } });
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  return json.data.mediaId;
}

/** An error of v2, whole: a name, a sentence, and the id that the log knows it by. */
export function expectRefusal(
  answer: Pick<FileAnswer, 'status' | 'headers'> & { json: unknown },
  status: number,
  error: string,
): { message: string; details?: Record<string, unknown> } {
  expect({ status: answer.status, body: answer.json }).toEqual({
    status,
    body: {
      success: false,
      error,
      message: expect.stringMatching(/^\S.+/),
      requestId: answer.headers['x-request-id'],
      ...((answer.json as { details?: unknown }).details !== undefined && { details: expect.anything() }),
    },
  });
  expect(answer.headers['x-request-id']).toMatch(/^\S{8,}$/);
  return answer.json as { message: string; details?: Record<string, unknown> };
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    // It was removed since.
    return 0;
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    // It was closed since.
    return '';
  }
}
