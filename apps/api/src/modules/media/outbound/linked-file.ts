import { GatewayError, type MediaKind } from '@switchboard/contracts';
import { parse as parseDisposition } from 'content-disposition';
import { readFilenameHeader, storedFilename } from '../filename';
import type { Signature } from '../media-signature';
import { assertAcceptedFor, decideMediaType, type MediaType } from '../media-type';

/** What may name a file that a link leads to. */
export interface LinkedNames {
  /** As the message says. */
  readonly given: string | undefined;
  /** The header of the answer. */
  readonly contentDisposition: string | undefined;
  /** Where the answer came from. */
  readonly url: string;
}

/** The name of a file that a link led to: the message's, else the server's, else the last part of the path; null when none is one. */
export function linkedFilename({ given, contentDisposition, url }: LinkedNames): string | null {
  const declared = contentDisposition === undefined ? undefined : parseDisposition(contentDisposition).parameters;
  const path = URL.parse(url)?.pathname ?? '';
  return (
    storedFilename(given ?? null) ??
    readFilenameHeader(declared?.['filename']) ??
    readFilenameHeader(path.slice(path.lastIndexOf('/') + 1))
  );
}

/**
 * As what a file that a link led to is sent: as its server declares it or, when that says nothing, as what its bytes or its name show.
 * @throws GatewayError MEDIA_003 when WhatsApp does not take the type as this kind, or the bytes contradict it
 */
export function linkedMediaType(
  kind: MediaKind,
  clues: { contentType: string | undefined; filename: string | null; signature: Signature },
): MediaType {
  const { contentType, filename, signature } = clues;
  const declared = contentType ?? null;
  const { mimeType } = decideMediaType({ declared, override: null, precedence: 'declared', filename, signature });
  return assertAcceptedFor(kind, mimeType, signature);
}

/** @param reason in words for the tenant: what is wrong with the link or with what it leads to */
export function unusableLink(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('MEDIA_004', { params: { reason }, cause });
}
