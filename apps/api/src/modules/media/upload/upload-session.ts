import { GatewayError, MEDIA_KINDS } from '@switchboard/contracts';
import type { GraphClient, GraphMediaUpload, GraphUploadOutcome } from '@switchboard/graph-client';
import { graphFailure } from '../../../graph/graph-failure';
import { fieldError, validationError } from '../../../http/json/field-errors';
import type { PhoneNumberSnapshot } from '../../tenant/tenant-directory';
import { type Signature, SIGNATURE_BYTES, sniff } from '../media-signature';
import { decideMediaType, isTypeSettled, type MediaType, type MediaTypeClues } from '../media-type';
import { passingBytes } from '../passing-bytes';
import type { KeptFile, Vault, VaultDraft } from '../vault.service';

/** How long Meta keeps what was uploaded. */
export const META_UPLOAD_KEPT_MS = 30 * 24 * 60 * 60 * 1_000;
/** No kind of file is larger. */
export const UPLOAD_MAX_BYTES = MEDIA_KINDS.document.maxBytes;

/** A file as a client sends it. */
export interface IncomingFile {
  bytes: AsyncIterable<Uint8Array>;
  filename: string | null;
  /** When it is known beforehand. */
  sizeBytes: number | null;
}

/** What a client says about its file; in a form it may say so after the file. */
export interface UploadTerms {
  /** Null: not said yet. */
  sender: PhoneNumberSnapshot | null;
  /** What is said about the type. */
  clues: Pick<MediaTypeClues, 'declared' | 'override' | 'precedence'>;
  /** Whether more may be said about the type. */
  isComplete: boolean;
}

/** An uploaded file: at Meta and in the vault. */
export interface UploadedFile extends KeptFile {
  metaMediaId: string;
  mimeType: string;
}

/** What a session works with. */
export interface UploadTools {
  vault: Vault;
  graph: GraphClient;
}

/**
 * One upload: bytes flow once, to the vault and, as soon as sender and type are known, to Meta at the same time. Neither has a file
 * before `finish`: Meta's form is left open and the vault's object unseen, so that `abort` leaves nothing anywhere.
 */
export class UploadSession {
  private isAborted = false;
  private draft: VaultDraft | null = null;
  private toMeta: GraphMediaUpload | null = null;
  private signature: Signature | null = null;
  private filename: string | null = null;
  private type: MediaType | null = null;
  /** Whom and as what Meta was told that the file is. */
  private promised: { sender: PhoneNumberSnapshot; mimeType: string } | null = null;

  constructor(
    private readonly tenantId: string,
    private readonly tools: UploadTools,
  ) {}

  /**
   * Takes the file in, as fast as the slowest of client, vault and Meta.
   * @throws GatewayError MEDIA_002 over the cap of its kind, MEDIA_003 when the bytes contradict the type, VAL_001 for an empty file, and
   *   what Meta's early refusal means
   */
  async receive(file: IncomingFile, terms: UploadTerms): Promise<void> {
    this.filename = file.filename;
    const source = file.bytes[Symbol.asyncIterator]();
    const head = await readHead(source);
    if (head.sizeBytes === 0) throw emptyFile();
    this.signature = await sniff(head.bytes());
    if (terms.isComplete || isTypeSettled(terms.clues)) this.type = this.decide(terms);
    const maxBytes = this.type?.maxBytes ?? UPLOAD_MAX_BYTES;
    if ((file.sizeBytes ?? 0) > maxBytes) throw this.tooLarge(maxBytes);
    await this.begin(terms.sender, file.sizeBytes);
    for (const chunk of head.chunks) await this.take(chunk, maxBytes);
    for (let next = await source.next(); next.done !== true; next = await source.next())
      await this.take(next.value, maxBytes);
  }

  /**
   * Completes what was received: durable in the vault, then Meta's form, then the record.
   * @throws GatewayError as `receive`, and MEDIA_002 when the plan keeps no more bytes; then `abort`
   */
  async finish(terms: UploadTerms & { sender: PhoneNumberSnapshot }): Promise<UploadedFile> {
    const { draft } = this;
    if (!draft) throw new Error('An upload was finished without a file.');
    const type = (this.type ??= this.decide(terms));
    if (draft.sizeBytes > type.maxBytes) throw this.tooLarge(type.maxBytes);
    this.assertPromiseKept(terms.sender, type.mimeType);
    await draft.commit();
    // What the tenant may not keep must not go to Meta in its name. Whether it may is decided when it is recorded.
    await this.tools.vault.assertRoom(this.tenantId, draft.sizeBytes);
    const outcome = await this.completeAtMeta(draft, terms.sender, type.mimeType);
    if (outcome.kind !== 'accepted') throw graphFailure(outcome);
    const metaMediaId = outcome.json.id;
    try {
      const kept = await draft.keep({
        phoneNumberId: terms.sender.id,
        direction: 'outbound',
        metaMediaId,
        metaExpiresAt: new Date(Date.now() + META_UPLOAD_KEPT_MS),
        filename: this.filename,
        kind: type.kind,
        mimeType: type.mimeType,
      });
      return { ...kept, metaMediaId, mimeType: type.mimeType };
    } catch (error) {
      // What the tenant does not have must not stay at Meta in its name. When this fails too, Meta forgets it by itself.
      const { phoneNumberId, accessToken } = terms.sender;
      await this.tools.graph.deleteMedia({ mediaId: metaMediaId, phoneNumberId, accessToken });
      throw error;
    }
  }

  /** Leaves nothing behind, unless it was finished; what `receive` is still at comes to nothing. Never throws. */
  async abort(): Promise<void> {
    this.isAborted = true;
    this.toMeta?.abort();
    await this.draft?.discard();
  }

  /** A form can break off while its file is being begun: then nobody else would ever end it. */
  private async begin(sender: PhoneNumberSnapshot | null, sizeBytes: number | null): Promise<void> {
    const draft = await this.tools.vault.begin(this.tenantId);
    if (this.isAborted) {
      await draft.discard();
      throw new Error('The upload was aborted before its file began.');
    }
    this.draft = draft;
    if (sender && this.type) this.toMeta = this.openUpload(sender, this.type.mimeType, sizeBytes);
  }

  private decide({ clues }: UploadTerms): MediaType {
    if (!this.signature) throw new Error('A type was decided before the file began.');
    return decideMediaType({ ...clues, filename: this.filename, signature: this.signature });
  }

  private async take(chunk: Uint8Array, maxBytes: number): Promise<void> {
    const { draft, toMeta } = this;
    if (!draft) throw new Error('A chunk came before the file.');
    if (draft.sizeBytes + chunk.byteLength > maxBytes) throw this.tooLarge(maxBytes);
    await Promise.all([draft.write(chunk), toMeta?.write(chunk)]);
    // The rest would be of no use to anyone.
    if (toMeta?.outcome && toMeta.outcome.kind !== 'accepted') throw graphFailure(toMeta.outcome);
  }

  private openUpload(sender: PhoneNumberSnapshot, mimeType: string, sizeBytes: number | null): GraphMediaUpload {
    const { phoneNumberId, accessToken } = sender;
    const filename = this.filename ?? 'file';
    this.promised = { sender, mimeType };
    return this.tools.graph.openUpload({
      phoneNumberId,
      accessToken,
      mimeType,
      filename,
      sizeBytes: sizeBytes ?? undefined,
    });
  }

  /** A form can name sender and type twice; what Meta was told first cannot be taken back. */
  private assertPromiseKept(sender: PhoneNumberSnapshot, mimeType: string): void {
    if (this.promised === null) return;
    const isKept = this.promised.sender.id === sender.id && this.promised.mimeType === mimeType;
    if (!isKept)
      throw validationError([fieldError(['phoneNumberId'], 'once', 'must be said once, and not otherwise later')]);
  }

  private async completeAtMeta(
    draft: VaultDraft,
    sender: PhoneNumberSnapshot,
    mimeType: string,
  ): Promise<GraphUploadOutcome> {
    if (this.toMeta) return this.toMeta.finish();
    const upload = this.openUpload(sender, mimeType, draft.sizeBytes);
    this.toMeta = upload;
    const { body } = await draft.read();
    for await (const chunk of passingBytes.through(body as AsyncIterable<Uint8Array>)) {
      await upload.write(chunk);
      if (upload.failed) break;
    }
    return upload.finish();
  }

  private tooLarge(maxBytes: number): GatewayError {
    return new GatewayError('MEDIA_002', { params: { ...(this.type && { kind: this.type.kind }), maxBytes } });
  }
}

/** The first bytes of a file, which tell what it is. */
export async function readHead(
  source: AsyncIterator<Uint8Array>,
): Promise<{ chunks: Uint8Array[]; sizeBytes: number; bytes: () => Uint8Array }> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  while (sizeBytes < SIGNATURE_BYTES) {
    const next = await source.next();
    if (next.done === true) break;
    chunks.push(next.value);
    sizeBytes += next.value.byteLength;
  }
  return { chunks, sizeBytes, bytes: () => Buffer.concat(chunks).subarray(0, SIGNATURE_BYTES) };
}

function emptyFile(): GatewayError {
  return validationError([fieldError(['file'], 'empty', 'must not be empty')]);
}
