import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { GatewayError, LIMITS } from '@switchboard/contracts';
import { GraphClient, type GraphOutcome, type MetaMedia } from '@switchboard/graph-client';
import { graphFailure } from '../../graph/graph-failure';
import type { PhoneNumberSnapshot } from '../tenant/tenant-directory';

/** A file as Meta has it. */
export interface MetaFile extends MetaMedia {
  /** Ends early, or with an error, when the connection breaks; destroying it gives the connection up. */
  body: Readable;
}

/** Meta says so of objects that it does not know, or no longer, and of URLs whose five minutes are over. */
const UNKNOWN_OBJECT = { code: 100, subcode: 33 };
/** A URL can expire between two calls only when the first took long; twice in a row it does not. */
const URLS_MAX = 2;

const MEDIA_ID = new RegExp(`^[A-Za-z0-9_.:-]{1,${LIMITS.metaIdMaxChars}}$`);

/** Whether a text can be an id of a file at Meta: others are not looked for, here or there. */
export function isMetaMediaId(text: string): boolean {
  return MEDIA_ID.test(text);
}

/** Files at Meta, by their ids. */
@Injectable()
export class MetaMediaService {
  constructor(private readonly graph: GraphClient) {}

  /**
   * Opens a file through a URL of its own.
   * @throws GatewayError MEDIA_001 when Meta does not know the file (any more), GW_003 to GW_005 for Meta's failures
   */
  async open(metaMediaId: string, number: PhoneNumberSnapshot, signal?: AbortSignal): Promise<MetaFile> {
    for (let urls = 1; ; urls += 1) {
      const info = accepted(await this.graph.getMedia({ mediaId: metaMediaId, ...callerOf(number) })).json;
      const download = await this.graph.downloadMedia({ url: info.url, accessToken: number.accessToken, signal });
      if (download.kind === 'accepted') return { ...info, body: download.body };
      if (!isUnknown(download) || urls === URLS_MAX) throw failureOf(download);
    }
  }

  /** What Meta says about a file. @throws GatewayError MEDIA_001 when Meta does not know it (any more), GW_002 to GW_005 */
  async describe(metaMediaId: string, number: PhoneNumberSnapshot): Promise<MetaMedia> {
    return accepted(await this.graph.getMedia({ mediaId: metaMediaId, ...callerOf(number) })).json;
  }

  /** Whether Meta says that it does not know a file, or no longer; a Meta that cannot be asked says nothing. */
  async isForgotten(metaMediaId: string, number: PhoneNumberSnapshot): Promise<boolean> {
    const outcome = await this.graph.getMedia({ mediaId: metaMediaId, ...callerOf(number) });
    return outcome.kind !== 'accepted' && isUnknown(outcome);
  }

  /** Removes a file at Meta. A file that Meta does not know counts as removed. @throws GatewayError GW_002 to GW_005 */
  async remove(metaMediaId: string, number: PhoneNumberSnapshot): Promise<void> {
    const outcome = await this.graph.deleteMedia({ mediaId: metaMediaId, ...callerOf(number) });
    if (outcome.kind !== 'accepted' && !isUnknown(outcome)) throw failureOf(outcome);
  }
}

type Failure = Exclude<GraphOutcome<never>, never>;

function callerOf({ phoneNumberId, accessToken }: PhoneNumberSnapshot): { phoneNumberId: string; accessToken: string } {
  return { phoneNumberId, accessToken };
}

function accepted<T extends { kind: 'accepted' }>(outcome: GraphOutcome<T>): T {
  if (outcome.kind === 'accepted') return outcome;
  throw failureOf(outcome);
}

function failureOf(outcome: Failure): GatewayError {
  return isUnknown(outcome) ? new GatewayError('MEDIA_001') : graphFailure(outcome);
}

function isUnknown(outcome: Failure): boolean {
  if (outcome.kind !== 'refused') return false;
  const { code, error_subcode: subcode } = outcome.error;
  return code === UNKNOWN_OBJECT.code && subcode === UNKNOWN_OBJECT.subcode;
}
