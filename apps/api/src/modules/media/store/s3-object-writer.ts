import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3Connection } from './s3-connection';
import { StagedWriter } from './staged-writer';

/** S3's own minimum of a part that is not the last one (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
const PART_BYTES = 5 * 1024 * 1024;
/** Most files are small: a whole part for each of them would keep the garbage collector busy. */
const FIRST_BYTES = 256 * 1024;
const GROWTH = 5;
const CONTENT_TYPE = 'application/octet-stream';

/**
 * An object in the making. Up to one part it is a single PutObject at `commit`; beyond, a multipart upload that `commit` completes.
 * It holds one part, up to 5 MiB: more than the 4 MB that a transfer may otherwise take, because S3 takes no smaller ones. While a
 * part is sent the caller waits, since a second buffer that fills meanwhile would make it twice as much.
 */
export class S3ObjectWriter extends StagedWriter {
  private part = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private filledBytes = 0;
  /** The part that is being sent, or was sent last. */
  private inFlight: Promise<void> = Promise.resolve();
  private uploadId?: string;
  private readonly parts: CompletedPart[] = [];
  private readonly aborting = new AbortController();
  /** From then on the object may be there although no answer said so. */
  private mayBeVisible = false;

  constructor(
    private readonly connection: S3Connection,
    private readonly name: string,
  ) {
    super();
  }

  private get location(): { Bucket: string; Key: string } {
    return { Bucket: this.connection.bucket, Key: this.name };
  }

  protected async append(chunk: Uint8Array): Promise<void> {
    for (let offset = 0; offset < chunk.byteLength;) {
      // Only when more follows: an object of exactly one part is still a single request.
      if (this.filledBytes === PART_BYTES) await this.sendPart();
      if (this.filledBytes === this.part.byteLength) this.grow();
      const sizeBytes = Math.min(this.part.byteLength - this.filledBytes, chunk.byteLength - offset);
      this.part.set(chunk.subarray(offset, offset + sizeBytes), this.filledBytes);
      this.filledBytes += sizeBytes;
      offset += sizeBytes;
    }
  }

  protected async publish(): Promise<void> {
    const rest = this.part.subarray(0, this.filledBytes);
    if (this.uploadId === undefined) {
      this.mayBeVisible = true;
      const whole = { ...this.location, Body: rest, ContentType: CONTENT_TYPE };
      await this.connection.call((client, options) => client.send(new PutObjectCommand(whole), options));
      return;
    }
    await this.upload(rest);
    this.mayBeVisible = true;
    const upload = { ...this.location, UploadId: this.uploadId, MultipartUpload: { Parts: this.parts } };
    await this.connection.call((client, options) => client.send(new CompleteMultipartUploadCommand(upload), options));
  }

  protected async undo(): Promise<void> {
    this.aborting.abort();
    // A part that arrives after the upload was aborted would stay behind.
    await this.inFlight.catch(() => undefined);
    if (this.uploadId !== undefined) {
      const upload = { ...this.location, UploadId: this.uploadId };
      await this.connection
        .call((client, options) => client.send(new AbortMultipartUploadCommand(upload), options))
        .catch(unlessGone);
    }
    if (this.mayBeVisible)
      await this.connection.call((client, options) => client.send(new DeleteObjectCommand(this.location), options));
  }

  private grow(): void {
    const larger = Buffer.allocUnsafeSlow(Math.min(PART_BYTES, this.part.byteLength * GROWTH));
    larger.set(this.part);
    this.part = larger;
  }

  /** The part is free again when the store has it. */
  private async sendPart(): Promise<void> {
    this.inFlight = this.upload(this.part);
    await this.inFlight;
    this.filledBytes = 0;
  }

  private async upload(bytes: Buffer): Promise<void> {
    this.aborting.signal.throwIfAborted();
    this.uploadId ??= await this.begin();
    const part = { ...this.location, UploadId: this.uploadId, PartNumber: this.parts.length + 1, Body: bytes };
    const { ETag } = await this.connection.call(
      (client, options) => client.send(new UploadPartCommand(part), options),
      this.aborting.signal,
    );
    this.parts.push({ PartNumber: part.PartNumber, ETag });
  }

  /** Not ended by `discard`: an upload whose id nobody knows could not be aborted. */
  private async begin(): Promise<string> {
    const upload = { ...this.location, ContentType: CONTENT_TYPE };
    const { UploadId } = await this.connection.call((client, options) =>
      client.send(new CreateMultipartUploadCommand(upload), options),
    );
    if (!UploadId) throw new Error('The store gave the upload no id.');
    return UploadId;
  }
}

/** An upload that was completed, or that the clean-up has aborted, is gone as it should be. */
export function unlessGone(error: unknown): void {
  if ((error as Error).name !== 'NoSuchUpload') throw error;
}
