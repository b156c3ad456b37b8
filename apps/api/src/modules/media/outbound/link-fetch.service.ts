import { Injectable } from '@nestjs/common';
import { GatewayError, LIMITS, MEDIA_KINDS, type MediaKind } from '@switchboard/contracts';
import { OutboundClient, type OutboundDownload } from '../../../outbound/outbound-client';
import { OutboundFailure } from '../../../outbound/outbound-failure';
import { OutboundUrlError } from '../../../outbound/url-rules';
import { sniff } from '../media-signature';
import { readHead } from '../upload/upload-session';
import { Vault, type VaultDraft } from '../vault.service';
import { linkedFilename, linkedMediaType, unusableLink } from './linked-file';
import type { LinkedFile } from './outbound-file';

/** A file that a link led to. */
export interface FetchedFile {
  /** Committed, and not kept: whoever has it keeps or discards it. */
  readonly draft: VaultDraft;
  readonly kind: MediaKind;
  readonly mimeType: string;
  readonly filename: string | null;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

const FETCH = {
  timeoutMs: LIMITS.linkFetchTimeoutMs,
  follow: LIMITS.linkMaxRedirects,
  // Meta takes http links too.
  allowHttp: true,
} as const;

/** Fetches what tenants' links lead to, past the guard that keeps them out of our network. */
@Injectable()
export class LinkFetchService {
  constructor(
    private readonly outbound: OutboundClient,
    private readonly vault: Vault,
  ) {}

  /** Checks what can be known of a link without connecting. @throws GatewayError MEDIA_004 */
  assertAllowed(url: string): void {
    try {
      this.outbound.parseUrl(url, FETCH.allowHttp);
    } catch (error) {
      throw error instanceof OutboundUrlError ? unusableLink(error.message, error) : error;
    }
  }

  /**
   * Fetches a file into the vault, as fast as the slower of the two, in at most 20 seconds with up to three redirects. Whatever fails
   * leaves nothing behind.
   * @throws GatewayError MEDIA_002 above the cap of the kind, MEDIA_003 when it cannot be sent as this kind, MEDIA_004 when the link
   *   does not lead to a whole file, SYS_002 when the vault is away or the program stops
   */
  async fetch(tenantId: string, file: LinkedFile): Promise<FetchedFile> {
    const answer = await this.outbound.download({ ...FETCH, url: file.url, owner: tenantId });
    if (answer.kind === 'failed') throw failureOf(new OutboundFailure(answer.reason, answer.message));
    try {
      assertWholeFile(answer, file.kind);
      return await this.receive(tenantId, file, answer);
    } catch (error) {
      throw error instanceof OutboundFailure ? failureOf(error) : error;
    } finally {
      answer.body.destroy();
    }
  }

  private async receive(tenantId: string, file: LinkedFile, answer: OutboundDownload): Promise<FetchedFile> {
    const { headers, url, body } = answer;
    const source = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    const head = await readHead(source);
    if (head.sizeBytes === 0) throw unusableLink('The server answered with an empty file.');
    const contentDisposition = headers['content-disposition'];
    const filename = linkedFilename({ given: file.filename, contentDisposition, url });
    const signature = await sniff(head.bytes());
    const { kind, mimeType, maxBytes } = linkedMediaType(file.kind, {
      contentType: headers['content-type'],
      filename,
      signature,
    });
    const draft = await this.vault.begin(tenantId);
    try {
      for (const chunk of head.chunks) await take(draft, chunk, { kind, maxBytes });
      for (let next = await source.next(); next.done !== true; next = await source.next())
        await take(draft, next.value, { kind, maxBytes });
      const { sha256, sizeBytes } = await draft.commit();
      return { draft, kind, mimeType, filename, sha256, sizeBytes };
    } catch (error) {
      await draft.discard();
      throw error;
    }
  }
}

/** Holds an answer to what its head says of it. */
function assertWholeFile({ status, headers }: OutboundDownload, kind: MediaKind): void {
  if (status !== 200) throw unusableLink(`The server answered with status ${status}.`);
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity')
    throw unusableLink('The server answered with a compressed file, which was not asked for.');
  const { maxBytes } = MEDIA_KINDS[kind];
  const sizeBytes = Number(headers['content-length'] ?? 0);
  if (sizeBytes > maxBytes) throw tooLarge({ kind, maxBytes, sizeBytes });
}

async function take(
  draft: VaultDraft,
  chunk: Uint8Array,
  { kind, maxBytes }: { kind: MediaKind; maxBytes: number },
): Promise<void> {
  if (draft.sizeBytes + chunk.byteLength > maxBytes) throw tooLarge({ kind, maxBytes });
  await draft.write(chunk);
}

function tooLarge(params: { kind: MediaKind; maxBytes: number; sizeBytes?: number }): GatewayError {
  return new GatewayError('MEDIA_002', { params });
}

/** That the program stops is no fault of the link. */
function failureOf(failure: OutboundFailure): GatewayError {
  if (failure.reason === 'cancelled') return new GatewayError('SYS_002', { cause: failure });
  return unusableLink(failure.message, failure);
}
