import { createHash } from 'node:crypto';

import { makeObjectId } from './identifiers';

export interface StoredMedia {
  readonly id: string;
  readonly phoneNumberId: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
  readonly sha256Hex: string;
  readonly expiresAtMs: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Meta keeps uploads 30 days and what users sent 7 days. */
const TTL_MS = { upload: 30 * DAY_MS, inbound: 7 * DAY_MS } as const;
const TOTAL_MAX_BYTES = 256 * 1024 * 1024;
const FILES_MAX = 50_000;

/** Files, bounded in number and bytes; the oldest give way. */
export class MediaStore {
  private readonly files = new Map<string, StoredMedia>();
  private bytes = 0;

  get counts(): { readonly files: number; readonly bytes: number } {
    return { files: this.files.size, bytes: this.bytes };
  }

  add(origin: keyof typeof TTL_MS, phoneNumberId: string, mimeType: string, bytes: Buffer): StoredMedia {
    const sha256Hex = createHash('sha256').update(bytes).digest('hex');
    const media = {
      id: makeObjectId(),
      phoneNumberId,
      mimeType,
      bytes,
      sha256Hex,
      expiresAtMs: Date.now() + TTL_MS[origin],
    };
    this.files.set(media.id, media);
    this.bytes += bytes.length;
    for (const id of this.files.keys()) {
      if (this.bytes <= TOTAL_MAX_BYTES && this.files.size <= FILES_MAX) break;
      if (id !== media.id) this.delete(id);
    }
    return media;
  }

  /** Undefined for an id that is unknown, deleted or expired. */
  find(id: string): StoredMedia | undefined {
    const media = this.files.get(id);
    if (media === undefined || media.expiresAtMs > Date.now()) return media;
    this.delete(id);
    return undefined;
  }

  delete(id: string): void {
    const media = this.files.get(id);
    if (media === undefined) return;
    this.files.delete(id);
    this.bytes -= media.bytes.length;
  }
}
