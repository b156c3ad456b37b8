import type { Readable } from 'node:stream';

import { makeObjectId } from './identifiers';
import { MediaFolder } from './media-folder';
import type { MediaFile } from './media-folder';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Meta keeps uploads 30 days and what users sent 7 days. */
const TTL_MS = { upload: 30 * DAY_MS, inbound: 7 * DAY_MS } as const;
const MAX_BYTES = 4 * 1024 * 1024 * 1024;
const MAX_FILES = 50_000;

/** Who gave a file to Meta: a business by an upload, or a user in a message. */
export type MediaOrigin = keyof typeof TTL_MS;

export interface MediaDescription {
  readonly origin: MediaOrigin;
  readonly phoneNumberId: string;
  readonly mimeType: string;
  readonly filename?: string;
}

export interface StoredMedia extends MediaDescription {
  readonly id: string;
  readonly file: MediaFile;
  readonly storedAtMs: number;
  readonly expiresAtMs: number;
  /** How often its metadata was asked for, and its bytes. */
  metadataReads: number;
  downloads: number;
}

export interface MediaFilter {
  readonly id?: string;
  readonly phoneNumberId?: string;
  readonly origin?: string;
  readonly sha256?: string;
}

/** Files on disk, bounded in number and bytes; the oldest give way. */
export class MediaStore {
  private readonly folder: MediaFolder;
  private readonly byId = new Map<string, StoredMedia>();
  private bytes = 0;

  /** @param temporaryFolder where the folder of files is made; the system's when absent */
  constructor(
    temporaryFolder?: string,
    private readonly maxBytes = MAX_BYTES,
    private readonly maxFiles = MAX_FILES,
  ) {
    this.folder = new MediaFolder(temporaryFolder);
  }

  get counts(): { readonly files: number; readonly bytes: number } {
    return { files: this.byId.size, bytes: this.bytes };
  }

  /**
   * Writes a stream to a file that belongs to no media yet: it is to be added or discarded.
   *
   * @param bytesPerSecond how fast the stream is read; as fast as it comes when absent
   */
  write(source: Readable, bytesPerSecond?: number): Promise<MediaFile> {
    return this.folder.write(source, bytesPerSecond);
  }

  /** Removes a file that was written and not added. */
  discard(file: MediaFile): void {
    this.folder.remove(file);
  }

  add(description: MediaDescription, file: MediaFile): StoredMedia {
    const nowMs = Date.now();
    const media: StoredMedia = {
      ...description,
      id: makeObjectId(),
      file,
      storedAtMs: nowMs,
      expiresAtMs: nowMs + TTL_MS[description.origin],
      metadataReads: 0,
      downloads: 0,
    };
    this.byId.set(media.id, media);
    this.bytes += file.sizeBytes;
    for (const id of this.byId.keys()) {
      if (this.bytes <= this.maxBytes && this.byId.size <= this.maxFiles) break;
      if (id !== media.id) this.delete(id);
    }
    return media;
  }

  /** Undefined for an id that is unknown, deleted or expired. */
  find(id: string): StoredMedia | undefined {
    const media = this.byId.get(id);
    if (media === undefined || media.expiresAtMs > Date.now()) return media;
    this.delete(id);
    return undefined;
  }

  /** Newest first. */
  list(filter: MediaFilter, limit: number): readonly StoredMedia[] {
    return [...this.byId.values()]
      .filter((media) => matches(media, filter))
      .reverse()
      .slice(0, limit);
  }

  delete(id: string): void {
    const media = this.byId.get(id);
    if (media === undefined) return;
    this.byId.delete(id);
    this.bytes -= media.file.sizeBytes;
    this.folder.remove(media.file);
  }

  clear(): void {
    for (const id of [...this.byId.keys()]) this.delete(id);
  }

  /** Removes everything from the disk; nothing can be written any more. */
  close(): void {
    this.byId.clear();
    this.bytes = 0;
    this.folder.close();
  }
}

function matches(media: StoredMedia, filter: MediaFilter): boolean {
  return (
    (filter.id === undefined || media.id === filter.id) &&
    (filter.phoneNumberId === undefined || media.phoneNumberId === filter.phoneNumberId) &&
    (filter.origin === undefined || media.origin === filter.origin) &&
    (filter.sha256 === undefined || media.file.sha256Hex === filter.sha256)
  );
}
