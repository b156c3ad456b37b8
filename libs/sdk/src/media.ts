import { missingOption } from './error';
import { graphVersionOf } from './graph-version';
import { type FileContent, uploadForm } from './multipart';
import type { CallOptions, SenderOptions, UploadOptions } from './options';
import { reportProgress } from './upload-progress';
import type { Transport } from './transport';

/** What is known of a file. */
export interface MediaInfo {
  readonly messaging_product: 'whatsapp';
  readonly id: string;
  /** Where the bytes are, for five minutes: `media.downloadMedia(url)`. */
  readonly url: string;
  readonly mime_type: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly file_size: number;
}

/** Files (the Graph façade and `/media`: on every plan). Keys need the scope `media:write` to upload and delete, else `media:read`. */
export class Media {
  constructor(private readonly transport: Transport) {}

  /**
   * Uploads a file for messages of one number.
   *
   * A file in a Blob is sent as it is read; in Node `openAsBlob` of `node:fs` makes one of a file on disk, whatever its size. An upload
   * is repeated only when the server did not take it (429, 503) or was not reached: an upload without an answer may have arrived.
   * @param file at most 100 MB, or the cap of its kind
   */
  async uploadMedia(file: FileContent, options: UploadOptions = {}): Promise<{ id: string }> {
    const { transport } = this;
    const phoneNumberId = options.phoneNumberId ?? transport.options.phoneNumberId;
    if (phoneNumberId === undefined) throw missingOption('phoneNumberId', 'A file is uploaded for one phone number');
    const form = uploadForm(file, options);
    const request = {
      method: 'POST',
      url: this.graphUrl(`${encodeURIComponent(phoneNumberId)}/media`),
      headers: { 'content-type': form.contentType },
      body: form.body,
      repeatable: 'unsent',
      isFile: true,
      send: options.onProgress && reportProgress(form, options.onProgress, transport.options.fetch),
    } as const;
    return transport.json(request, options);
  }

  /**
   * What is known of a file, with a fresh URL to its bytes.
   * @param options with a `phoneNumberId` only files of that number are found; the client's own is not used here
   * @throws SwitchboardError `GRAPH_100` of the group `NOT_FOUND` when there is no such file
   */
  async getMediaById(mediaId: string, options: SenderOptions = {}): Promise<MediaInfo> {
    const url = this.graphUrl(encodeURIComponent(mediaId), { phone_number_id: options.phoneNumberId });
    return this.transport.json({ method: 'GET', url, repeatable: 'always' }, options);
  }

  /**
   * The bytes behind the `url` of `getMediaById`. The API key goes along only to the client's own installation, never to another
   * address; a URL of Switchboard works without it.
   */
  downloadMedia(url: string, options?: CallOptions): Promise<Blob> {
    return this.download(url, this.transport.isOwn(url), options);
  }

  /** The bytes of a file that a webhook names with `media_path`, as often as wanted, for as long as the plan keeps it. */
  downloadStored(mediaPath: string, options?: CallOptions): Promise<Blob> {
    return this.download(this.transport.url('/media', { path: mediaPath }), true, options);
  }

  /** Deletes a file at Meta and in the vault. A second time it is unknown. */
  deleteMedia(mediaId: string, options: SenderOptions = {}): Promise<{ success: boolean }> {
    const url = this.graphUrl(encodeURIComponent(mediaId), { phone_number_id: options.phoneNumberId });
    return this.transport.json({ method: 'DELETE', url, repeatable: 'always' }, options);
  }

  private async download(url: string, isAuthorized: boolean, options: CallOptions | undefined): Promise<Blob> {
    const request = { method: 'GET', url, isAuthorized, repeatable: 'always', isFile: true } as const;
    return (await this.transport.call(request, options)).blob ?? new Blob([]);
  }

  private graphUrl(path: string, query?: Readonly<Record<string, string | undefined>>): string {
    return this.transport.url(`/${graphVersionOf(this.transport)}/${path}`, query);
  }
}
