import type { JsonObject } from '@switchboard/contracts';

/** An object of Meta's, passed on as it is. */
export type GraphObject = JsonObject;

/** A file, as Meta tells of it. */
export interface GraphMedia {
  messaging_product: 'whatsapp';
  /** Of its bytes, for five minutes, with and without the key. */
  url: string;
  mime_type: string;
  /** Hexadecimal. */
  sha256?: string;
  /** Bytes. */
  file_size?: number;
  /** Meta's id. */
  id: string;
}

/** The answer to an upload. */
export interface GraphUpload {
  /** Meta's id of the file; Meta keeps it for 30 days. */
  id: string;
}

/** That what was asked has been done. */
export interface GraphSuccess {
  success: true;
}
