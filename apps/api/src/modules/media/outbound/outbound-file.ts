import type { GatewayError, MediaKind } from '@switchboard/contracts';
import type { GraphRefused, GraphUnreachable } from '@switchboard/graph-client';
import type { PhoneNumberSnapshot } from '../../tenant/tenant-directory';

/** A file that a message carries in itself. */
export interface CarriedFile {
  readonly source: 'message';
  readonly kind: MediaKind;
  readonly bytes: Buffer;
  /** As declared: in lower case, without parameters. */
  readonly mimeType: string;
  /** As the tenant wrote it. */
  readonly filename: string | undefined;
}

/** A file that a message names by an http or https link. */
export interface LinkedFile {
  readonly source: 'link';
  readonly kind: MediaKind;
  readonly url: string;
  /** As the tenant wrote it. */
  readonly filename: string | undefined;
}

/** A carried file whose bytes have been held to its type. */
export interface CheckedFile extends CarriedFile {
  /** Hexadecimal. */
  readonly sha256: string;
}

/** A file that may be brought to Meta. */
export type OutboundFile = CheckedFile | LinkedFile;

/** For whom a file is brought to Meta: it can be sent from this number only. */
export interface FileOwner {
  readonly tenantId: string;
  readonly sender: PhoneNumberSnapshot;
}

/** Meta did not take the file, or was never reached, or it is no file that may be sent. No message can have been sent. */
export type FileNotAtMeta =
  GraphRefused | GraphUnreachable | { readonly kind: 'unusable'; readonly error: GatewayError };

/** A file that Meta has. */
export interface ReadyFile {
  readonly kind: 'ready';
  readonly metaMediaId: string;
  /** It was brought there before, for another message or by an upload. */
  readonly isReused: boolean;
}

/** What became of bringing a file to Meta. */
export type FileAtMeta = ReadyFile | FileNotAtMeta;
