import { createHash } from 'node:crypto';
import { MEDIA_KINDS } from '@switchboard/contracts';

/** What Meta said about a file before it came; null where it said nothing. */
export interface Announcement {
  sizeBytes: number | null;
  /** Hexadecimal. Meta says it in the webhook and with the URL; what is said must hold. */
  sha256: readonly (string | null)[];
}

/** The bytes are not those that Meta announced. */
export class MediaMismatch extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MediaMismatch';
  }
}

/** Holds the bytes of a file to what was announced of them. */
export class AnnouncedBytes {
  private readonly hash = createHash('sha256');
  private sizeBytes = 0;

  constructor(private readonly announced: Announcement) {}

  /** @throws MediaMismatch when there are too many */
  take(chunk: Uint8Array): void {
    this.hash.update(chunk);
    this.sizeBytes += chunk.byteLength;
    const maxBytes = this.announced.sizeBytes ?? MEDIA_KINDS.document.maxBytes;
    if (this.sizeBytes > maxBytes) throw new MediaMismatch(`Meta sent more than ${maxBytes} bytes.`);
  }

  /** @throws MediaMismatch when there were too few, or others */
  end(): void {
    const { sizeBytes, sha256 } = this.announced;
    if (sizeBytes !== null && this.sizeBytes !== sizeBytes)
      throw new MediaMismatch(`Meta sent ${this.sizeBytes} bytes and had announced ${sizeBytes}.`);
    const digest = this.hash.digest('hex');
    if (sha256.some((each) => each !== null && each !== digest))
      throw new MediaMismatch('Meta sent bytes with another SHA-256 than it had announced.');
  }
}
