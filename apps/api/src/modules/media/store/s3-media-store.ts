import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { S3StoreSettings } from '../../../config/env';
import { GuardedBody } from './guarded-body';
import { type ByteRange, MediaStore, type ObjectContent, type ObjectWriter, type StoredObject } from './media-store';
import { assertObjectKey, assertRange, assertRemovable, isObjectKey } from './object-key';
import { S3_LIMITS, S3Connection, type S3Limits } from './s3-connection';
import { S3ObjectWriter, unlessGone } from './s3-object-writer';
import { onStore, storeError } from './store-error';

/** So that the bucket may hold other things, and its rules name ours. */
const PREFIX = 'objects/';
/** No upload takes this long; its process cannot be asked. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1_000;

/** Objects of a bucket, named `objects/{tenant}/{object}`. */
export class S3MediaStore extends MediaStore implements OnApplicationShutdown {
  private readonly logger = new Logger('MediaStore');
  private readonly connection: S3Connection;
  private hasSaidUnlisted = false;

  constructor(settings: S3StoreSettings, limits: S3Limits = S3_LIMITS) {
    super();
    this.connection = new S3Connection(settings, limits);
  }

  onApplicationShutdown(): void {
    this.connection.close();
  }

  async begin(key: string): Promise<ObjectWriter> {
    assertObjectKey(key);
    return new S3ObjectWriter(this.connection, PREFIX + key);
  }

  async read(key: string, range?: ByteRange): Promise<ObjectContent | null> {
    assertObjectKey(key);
    if (range) assertRange(range);
    const wanted = {
      Bucket: this.connection.bucket,
      Key: PREFIX + key,
      ...(range && { Range: `bytes=${range.start}-${range.end}` }),
    };
    try {
      const answer = await this.connection.download((client, options) =>
        client.send(new GetObjectCommand(wanted), options),
      );
      return this.contentOf(answer, range);
    } catch (error) {
      if (isMissing(error)) return null;
      if (error instanceof S3ServiceException && error.name === 'InvalidRange')
        throw new RangeError('The range begins after the end of the object.', { cause: error });
      throw storeError(error);
    }
  }

  async remove(keys: readonly string[]): Promise<void> {
    assertRemovable(keys);
    if (keys.length === 0) return;
    const Objects = keys.map((key) => ({ Key: PREFIX + key }));
    const command = new DeleteObjectsCommand({ Bucket: this.connection.bucket, Delete: { Objects, Quiet: true } });
    addMd5(command);
    await onStore(async () => {
      const { Errors = [] } = await this.connection.call((client, options) => client.send(command, options));
      const failed = Errors.filter(({ Code }) => Code !== 'NoSuchKey');
      const [first] = failed;
      if (first) throw new Error(`${failed.length} objects were not removed; the first: ${first.Code ?? ''}`);
    });
  }

  async *list(): AsyncGenerator<StoredObject> {
    let ContinuationToken: string | undefined;
    do {
      const wanted = { Bucket: this.connection.bucket, Prefix: PREFIX, ContinuationToken };
      const page: ListObjectsV2CommandOutput = await onStore(() =>
        this.connection.call((client, options) => client.send(new ListObjectsV2Command(wanted), options)),
      );
      for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
        const key = Key.slice(PREFIX.length);
        if (LastModified && isObjectKey(key)) yield { key, sizeBytes: Size, modifiedAt: LastModified };
      }
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
  }

  /** Multipart uploads older than 24 h. A lifecycle rule of the bucket should do the same for stores that cannot list them. */
  async removeAbandoned(now: Date): Promise<number> {
    let removed = 0;
    try {
      for await (const { Key, UploadId } of this.uploadsBefore(new Date(now.getTime() - ABANDONED_AFTER_MS))) {
        const upload = { Bucket: this.connection.bucket, Key, UploadId };
        await this.connection
          .call((client, options) => client.send(new AbortMultipartUploadCommand(upload), options))
          .catch(unlessGone);
        removed += 1;
      }
    } catch (error) {
      if (!isNotImplemented(error)) throw storeError(error);
      if (!this.hasSaidUnlisted)
        this.logger.debug('The store does not list unfinished uploads: a rule of the bucket has to remove them.');
      this.hasSaidUnlisted = true;
    }
    return removed;
  }

  async check(): Promise<void> {
    const { bucket } = this.connection;
    try {
      await this.connection.call((client, options) => client.send(new HeadBucketCommand({ Bucket: bucket }), options));
    } catch (error) {
      throw new Error(`the bucket ${bucket} cannot be used: ${describe(error)}`, { cause: error });
    }
  }

  private contentOf(answer: GetObjectCommandOutput, range: ByteRange | undefined): ObjectContent {
    const body = answer.Body as Readable;
    const size = range ? /^bytes \d+-\d+\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1] : answer.ContentLength;
    if (size === undefined) {
      body.destroy();
      throw new Error('The store did not say which bytes it sends.');
    }
    return { body: new GuardedBody(body, this.connection.limits.stallTimeoutMs), sizeBytes: Number(size) };
  }

  private async *uploadsBefore(time: Date): AsyncGenerator<{ Key: string; UploadId: string }> {
    let next: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
    while (next) {
      const wanted = { Bucket: this.connection.bucket, Prefix: PREFIX, ...next };
      const page: ListMultipartUploadsCommandOutput = await this.connection.call((client, options) =>
        client.send(new ListMultipartUploadsCommand(wanted), options),
      );
      for (const { Key, UploadId, Initiated } of page.Uploads ?? [])
        if (Key && UploadId && Initiated && Initiated < time) yield { Key, UploadId };
      next = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined;
    }
  }
}

/**
 * DeleteObjects must carry a checksum, and stores other than AWS may know only the oldest
 * (https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/MD5_FALLBACK.md).
 */
function addMd5(command: DeleteObjectsCommand): void {
  command.middlewareStack.add(
    (next) => (given) => {
      const request = given.request as { headers: Record<string, string>; body: string | Uint8Array };
      for (const name of Object.keys(request.headers))
        if (/^x-amz-(sdk-)?checksum-/i.test(name)) Reflect.deleteProperty(request.headers, name);
      request.headers['content-md5'] = createHash('md5').update(request.body).digest('base64');
      return next(given);
    },
    { step: 'build', name: 'contentMd5', priority: 'low' },
  );
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return error.name === 'NoSuchKey' || (error.$metadata.httpStatusCode === 404 && error.name === 'NotFound');
}

function isNotImplemented(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return error.name === 'NotImplemented' || error.$metadata.httpStatusCode === 501;
}

/** An answer to HEAD has no body to say why, only a status. */
function describe(error: unknown): string {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  const { name, message } = error as Error;
  return status === undefined ? `${name}: ${message}` : `${name} (HTTP ${status})`;
}
