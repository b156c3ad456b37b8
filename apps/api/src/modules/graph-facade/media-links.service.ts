import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { GatewayError, isUuid } from '@switchboard/contracts';
import { AppConfig } from '../../config/env';
import { isSameSecret } from '../../secrets/secret-token';

/** The file that an address leads to. */
export interface LinkedMedia {
  tenantId: string;
  /** Meta's ids of the file and of its number. */
  mediaId: string;
  phoneNumberId: string;
}

/** As long as Meta's own addresses of files live. */
const LIFETIME_MS = 5 * 60_000;
const PATH = '/whatsapp_business/attachments/';
/** What the keys are for, so that no other use of the master key can make or break an address. */
const PURPOSE = 'switchboard media address v1';
const KEY_BYTES = 32;

/** Addresses of files that need no key, for five minutes: signed for a tenant, a file and an end, as Meta's are. */
@Injectable()
export class MediaLinks {
  private readonly publicUrl: string;
  /** The first signs; all are believed, so that a rotation of the master key breaks no address. */
  private readonly keys: readonly [Buffer, ...Buffer[]];

  constructor({ publicUrl, masterKey, retiredMasterKeys }: AppConfig) {
    this.publicUrl = publicUrl;
    this.keys = [deriveKey(masterKey), ...retiredMasterKeys.map(deriveKey)];
  }

  addressOf(media: LinkedMedia, now: Date): string {
    const { tenantId, mediaId, phoneNumberId } = media;
    const expiresAt = String(Math.floor((now.getTime() + LIFETIME_MS) / 1_000));
    const hash = sign(this.keys[0], media, expiresAt);
    const query = new URLSearchParams({ mid: mediaId, pid: phoneNumberId, tid: tenantId, ext: expiresAt, hash });
    return `${this.publicUrl}${PATH}?${query}`;
  }

  /** @throws GatewayError MEDIA_001 for an address that was not made here, or whose time is over */
  read(query: Readonly<Record<string, unknown>>, now: Date): LinkedMedia {
    const { mid, pid, tid, ext, hash } = query;
    const isComplete = [mid, pid, tid, ext, hash].every((value) => typeof value === 'string');
    const media = { mediaId: String(mid), phoneNumberId: String(pid), tenantId: String(tid) };
    const expiresAt = String(ext);
    const isOurs = isComplete && this.keys.some((key) => isSameSecret(sign(key, media, expiresAt), String(hash)));
    if (!isOurs || !isUuid(media.tenantId) || Number(expiresAt) * 1_000 <= now.getTime())
      throw new GatewayError('MEDIA_001');
    return media;
  }
}

function deriveKey(masterKey: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', PURPOSE, KEY_BYTES));
}

function sign(key: Buffer, { tenantId, mediaId, phoneNumberId }: LinkedMedia, expiresAt: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([tenantId, phoneNumberId, mediaId, expiresAt]))
    .digest('base64url');
}
