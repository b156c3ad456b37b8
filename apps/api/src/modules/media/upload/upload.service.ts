import { Injectable } from '@nestjs/common';
import { type FieldError, GatewayError } from '@switchboard/contracts';
import { GraphClient } from '@switchboard/graph-client';
import type { Response } from 'express';
import { fieldError, validationError } from '../../../http/json/field-errors';
import type { EdgeRequest } from '../../../http/principal';
import { type PhoneNumberSnapshot, TenantDirectory } from '../../tenant/tenant-directory';
import { readFilenameHeader, storedFilename } from '../filename';
import type { UploadedMediaView } from '../media.dto';
import { Vault } from '../vault.service';
import { type FieldName, type FormFields, readUploadForm } from './upload-form';
import { UPLOAD_MAX_BYTES, type UploadedFile, UploadSession, type UploadTerms } from './upload-session';

const MULTIPART = /^multipart\/form-data\s*(;|$)/i;
const JSON_TYPE = /^application\/json\s*(;|$)/i;
/** What a form's other parts and boundaries may add to its file: more than all that may stand in it. */
const FORM_OVERHEAD_BYTES = 256 * 1024;
const FORM_MAX_BYTES = UPLOAD_MAX_BYTES + FORM_OVERHEAD_BYTES;
/** Uploads in flight at once in this process; one more is refused before any of it is read. */
const MAX_IN_FLIGHT = 256;
const FORM_FIELDS: readonly FieldName[] = ['phoneNumberId', 'type'];
const META_FORM_FIELDS: readonly FieldName[] = ['messaging_product', 'type'];

/** What the path and the query of Meta's own upload route say. */
export interface MetaUpload {
  /** Meta's id of the sender. */
  phoneNumberId: string;
  /** It may be a part of the form instead. */
  messagingProduct: string | undefined;
}

/** Whose file it is: the tenant of a key, or the one whose console is open. */
export interface UploadingParty {
  tenantId: string;
}

/** A form's sender, when something else than the form names it. */
interface KnownSender {
  sender: PhoneNumberSnapshot;
  messagingProduct: string | undefined;
}

/** Takes files in from tenants: to Meta and into the vault. */
@Injectable()
export class UploadService {
  private inFlight = 0;

  constructor(
    private readonly tenants: TenantDirectory,
    private readonly vault: Vault,
    private readonly graph: GraphClient,
  ) {}

  /**
   * Reads an upload in either mode: a form, or the file as the body itself.
   * @throws GatewayError VAL_001, NUM_001, MEDIA_002, MEDIA_003, GW_002 to GW_005, SYS_002
   */
  upload(key: UploadingParty, request: EdgeRequest, response: Response): Promise<UploadedFile> {
    return this.run(key, async (session) => {
      const contentType = request.headers['content-type'] ?? '';
      if (JSON_TYPE.test(contentType))
        throw new GatewayError('MEDIA_003', { params: { mimeType: 'application/json' } });
      const isForm = MULTIPART.test(contentType);
      await this.assertReadable(key, request, isForm);
      if (isForm) return this.readForm(key, request, response, session);
      const named = request.get('x-phone-number-id') || request.get('phonenumberid');
      return this.readRaw(key, named, request, session);
    });
  }

  /**
   * Reads a file that is the body itself, from a person at the console.
   * @throws ProblemError 404 for an unknown tenant; GatewayError as `upload`, and AUTH_008 while the tenant is not active
   */
  async uploadAtConsole(tenantId: string, phoneNumberId: string, request: EdgeRequest): Promise<UploadedMediaView> {
    const party = await this.tenants.require(tenantId);
    if (party.status !== 'active') throw new GatewayError('AUTH_008');
    const file = await this.run({ tenantId: party.id }, async (session) => {
      await this.assertReadable({ tenantId: party.id }, request, false);
      return this.readRaw({ tenantId: party.id }, phoneNumberId, request, session);
    });
    return { id: file.id, mediaId: file.metaMediaId, mimeType: file.mimeType, fileSize: file.sizeBytes };
  }

  /**
   * Reads an upload as Meta's own route takes it: a form whose sender is known beforehand.
   * @throws GatewayError as `upload`; NUM_001 before anything of the body is read
   */
  uploadAsMeta(
    key: UploadingParty,
    { phoneNumberId, messagingProduct }: MetaUpload,
    request: EdgeRequest,
    response: Response,
  ): Promise<UploadedFile> {
    return this.run(key, async (session) => {
      const sender = await this.senderOf(key, phoneNumberId);
      if (!MULTIPART.test(request.headers['content-type'] ?? '')) throw validationError([fileMissing()]);
      await this.assertReadable(key, request, true);
      return this.readForm(key, request, response, session, { sender, messagingProduct });
    });
  }

  private async run(
    key: UploadingParty,
    read: (session: UploadSession) => Promise<UploadedFile>,
  ): Promise<UploadedFile> {
    if (this.inFlight >= MAX_IN_FLIGHT) throw new GatewayError('SYS_002');
    this.inFlight += 1;
    const session = new UploadSession(key.tenantId, { vault: this.vault, graph: this.graph });
    try {
      return await read(session);
    } catch (error) {
      await session.abort();
      throw error;
    } finally {
      this.inFlight -= 1;
    }
  }

  private async readForm(
    key: UploadingParty,
    request: EdgeRequest,
    response: Response,
    session: UploadSession,
    known?: KnownSender,
  ): Promise<UploadedFile> {
    let partType: string | null = null;
    const rules = { maxBytes: FORM_MAX_BYTES, fields: known ? META_FORM_FIELDS : FORM_FIELDS };
    const { fields, hasFile } = await readUploadForm(request, response, rules, async (file, before) => {
      partType = file.mimeType;
      const named = before.phoneNumberId ? await this.senderOf(key, before.phoneNumberId) : null;
      const filename = storedFilename(file.filename);
      await session.receive(
        { bytes: file.bytes, filename, sizeBytes: null },
        formTerms(known?.sender ?? named, partType, before, false),
      );
    });
    const missing = [...(hasFile ? [] : [fileMissing()]), ...missingFields(fields, known)];
    if (missing.length > 0) throw validationError(missing);
    const sender = known?.sender ?? (await this.senderOf(key, fields.phoneNumberId ?? ''));
    return session.finish({ ...formTerms(sender, partType, fields, true), sender });
  }

  private async readRaw(
    key: UploadingParty,
    named: string | undefined,
    request: EdgeRequest,
    session: UploadSession,
  ): Promise<UploadedFile> {
    if (!named)
      throw validationError([
        fieldError(['phoneNumberId'], 'required', 'is required, in the header X-Phone-Number-Id'),
      ]);
    const sender = await this.senderOf(key, named);
    const override = request.get('x-upload-type')?.trim() || null;
    const terms = {
      sender,
      clues: { declared: request.get('content-type') ?? null, override, precedence: 'override' as const },
      isComplete: true,
    };
    const filename = storedFilename(readFilenameHeader(request.get('x-filename') ?? 'file'));
    const sizeBytes = declaredLength(request);
    await session.receive({ bytes: bodyOf(request), filename, sizeBytes }, terms);
    return session.finish(terms);
  }

  /** Before anything is read: what is known to be packed, or too much, is refused at once. */
  private async assertReadable(key: UploadingParty, request: EdgeRequest, isForm: boolean): Promise<void> {
    assertPlain(request);
    const sizeBytes = declaredLength(request);
    if (sizeBytes !== null && sizeBytes > (isForm ? FORM_MAX_BYTES : UPLOAD_MAX_BYTES))
      throw new GatewayError('MEDIA_002', { params: { maxBytes: UPLOAD_MAX_BYTES } });
    await this.vault.assertRoom(key.tenantId, isForm ? 1 : (sizeBytes ?? 1));
  }

  private async senderOf(key: UploadingParty, phoneNumberId: string): Promise<PhoneNumberSnapshot> {
    const tenant = await this.tenants.get(key.tenantId);
    const sender = tenant?.phoneNumbers.find((number) => number.phoneNumberId === phoneNumberId.trim());
    if (!sender) throw new GatewayError('NUM_001');
    return sender;
  }
}

function fileMissing(): FieldError {
  return fieldError(['file'], 'required', 'is required, as a part with a file name');
}

/** What is not said in a form that must be, there or elsewhere. */
function missingFields(fields: FormFields, known: KnownSender | undefined): FieldError[] {
  if (!known) return fields.phoneNumberId ? [] : [fieldError(['phoneNumberId'], 'required', 'is required')];
  const product = fields.messaging_product ?? known.messagingProduct;
  return product === 'whatsapp' ? [] : [fieldError(['messaging_product'], 'oneOf', 'must be "whatsapp"')];
}

function formTerms(
  sender: PhoneNumberSnapshot | null,
  declared: string | null,
  fields: FormFields,
  isComplete: boolean,
): UploadTerms {
  const override = fields.type?.trim() || null;
  return { sender, clues: { declared, override, precedence: 'declared' }, isComplete };
}

/**
 * The bytes are a file, and are passed on as they are: packed for the way they would arrive as something else.
 * @throws GatewayError MEDIA_003 for a coding of the content or of the transfer, other than chunks
 */
function assertPlain({ headers }: EdgeRequest): void {
  const coding = (headers['content-encoding'] ?? '').trim().toLowerCase();
  const transfer = (headers['transfer-encoding'] ?? '').trim().toLowerCase();
  const isPlain = ['', 'identity'].includes(coding) && ['', 'chunked'].includes(transfer);
  if (!isPlain)
    throw new GatewayError('MEDIA_003', {
      description:
        'The body must be the file as it is: it may not have a Content-Encoding or be packed for the transfer.',
      params: { contentEncoding: coding, transferEncoding: transfer },
    });
}

/** The body as it comes. A client that goes away half way is an error, and not the end of a file. */
async function* bodyOf(request: EdgeRequest): AsyncGenerator<Uint8Array> {
  try {
    // Leaving the loop early must not destroy the connection: the refusal still has to be read.
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new GatewayError('VAL_001', {
      params: { fields: [fieldError(['file'], 'truncated', 'ended too early')] },
      cause,
    });
  }
}

function declaredLength(request: EdgeRequest): number | null {
  const length = request.headers['content-length'];
  return length === undefined ? null : Number(length);
}
