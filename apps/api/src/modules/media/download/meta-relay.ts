import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { AnnouncedBytes, type Announcement } from '../announced-bytes';
import type { VaultDraft } from '../vault.service';

/** A client that reads nothing for so long is given up. */
export const CLIENT_PATIENCE_MS = 60_000;

/** The client has gone, or stands still. */
export class ClientGone extends Error {
  constructor(options?: ErrorOptions) {
    super('The client is gone.', options);
    this.name = 'ClientGone';
  }
}

/** A file on its way from Meta. */
export interface RelayedFile {
  body: Readable;
  announced: Announcement;
}

/** Where the bytes of a relayed file go beside the client; a fault of its own must not keep them from the client. */
export interface RelayCopy {
  draft: VaultDraft;
  /** Called when all bytes have come and are what Meta announced, before the client has the last of them. */
  keep: (draft: VaultDraft) => Promise<void>;
  failed: (error: unknown) => void;
}

/**
 * Passes a file of Meta's on to a client, as fast as the slower of the two, and copies it on the way. The last bytes are held back
 * until all have been verified, so that a client never takes a broken file for a whole one.
 * @throws ClientGone; MediaMismatch when the bytes are not what was announced; what the body fails with when Meta breaks off
 */
export async function relay({ body, announced }: RelayedFile, client: Writable, copy: RelayCopy | null): Promise<void> {
  const bytes = new AnnouncedBytes(announced);
  let held: Uint8Array | null = null;
  let open = copy;
  const withCopy = async (work: (copy: RelayCopy) => Promise<void>): Promise<void> => {
    if (!open) return;
    const current = open;
    try {
      await work(current);
    } catch (error) {
      open = null;
      current.failed(error);
      await current.draft.discard();
    }
  };
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes.take(chunk);
      await withCopy(({ draft }) => draft.write(chunk));
      if (held) await write(client, held);
      held = chunk;
    }
    bytes.end();
    await withCopy(({ draft, keep }) => keep(draft));
    if (held) await write(client, held);
    client.end();
  } finally {
    body.destroy();
    await open?.draft.discard();
  }
}

/** Waits for a client that is slow, but not for one that has gone or stands still. */
async function write(client: Writable, chunk: Uint8Array): Promise<void> {
  if (client.destroyed) throw new ClientGone();
  if (client.write(chunk)) return;
  const closed = new AbortController();
  const onClose = (): void => closed.abort();
  client.once('close', onClose);
  try {
    await once(client, 'drain', { signal: AbortSignal.any([closed.signal, AbortSignal.timeout(CLIENT_PATIENCE_MS)]) });
  } catch (cause) {
    throw new ClientGone({ cause });
  } finally {
    client.off('close', onClose);
  }
}
