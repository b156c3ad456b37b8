import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** 96 bits, the nonce length that GCM is defined for without hashing (NIST SP 800-38D, 5.2.1.1). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_CHARS = 8;
const KEY_ID_PATTERN = /^[0-9a-f]{8}$/;
const BASE64URL_PATTERN = /^[A-Za-z0-9_-]+$/;

/** A sealed text that cannot be opened: damaged, moved to another row, or sealed under a key that is not known here. */
export class SecretBoxError extends Error {
  constructor(reason: string) {
    super(`A stored secret cannot be opened: ${reason}.`);
    this.name = 'SecretBoxError';
  }
}

/** The first 8 hex digits of the key's SHA-256: names a key without telling it. */
export function secretKeyId(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, KEY_ID_CHARS);
}

/**
 * Encrypts secrets at rest with AES-256-GCM, as `v1.<key id>.<nonce>.<ciphertext and tag>` (the last two in base64url).
 * Every secret is bound to a context, such as `phone_number:<tenant>:<id>`: copied into another row it does not open.
 *
 * Rotation: the current key seals, the current and all older ones open. After `needsResealing` is false for every stored
 * secret, the older keys can be taken away. Random nonces are safe for 2^32 secrets per key, far beyond what is stored.
 */
export class SecretBox {
  /** Of the key that seals. */
  readonly keyId: string;
  private readonly keys = new Map<string, Uint8Array>();
  private readonly currentKey: Uint8Array;

  /** @throws RangeError when a key is not 32 bytes long, or two different keys share an id. */
  constructor(currentKey: Uint8Array, olderKeys: readonly Uint8Array[] = []) {
    this.currentKey = currentKey;
    this.keyId = secretKeyId(currentKey);
    for (const key of [currentKey, ...olderKeys]) {
      if (key.length !== KEY_BYTES) throw new RangeError(`a key of ${KEY_BYTES} bytes is needed`);
      const id = secretKeyId(key);
      const known = this.keys.get(id);
      if (known && Buffer.compare(known, key) !== 0) throw new RangeError('two different keys share an id');
      this.keys.set(id, key);
    }
  }

  /** Encrypts a text for one context. The same text never gives the same result twice. */
  seal(text: string, context: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.currentKey, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(context, 'utf8'));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return [VERSION, this.keyId, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
  }

  /**
   * Decrypts what `seal` made for the same context.
   * @throws SecretBoxError without any part of the secret.
   */
  open(sealed: string, context: string): string {
    const { keyId, nonce, ciphertext, tag } = readSealed(sealed);
    const key = this.keys.get(keyId);
    if (!key) throw new SecretBoxError(`its key ${keyId} is not configured`);
    try {
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(context, 'utf8'));
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
    } catch {
      throw new SecretBoxError('it was changed, or it belongs to something else');
    }
  }

  /** Whether a sealed text was made under an older key, so that sealing it again would complete a rotation. */
  needsResealing(sealed: string): boolean {
    return readSealed(sealed).keyId !== this.keyId;
  }
}

interface SealedParts {
  keyId: string;
  nonce: Buffer;
  ciphertext: Buffer;
  tag: Buffer;
}

function readSealed(sealed: string): SealedParts {
  const [version, keyId = '', nonceText = '', bodyText = '', ...rest] = sealed.split('.');
  if (version !== VERSION || rest.length > 0 || !KEY_ID_PATTERN.test(keyId)) {
    throw new SecretBoxError('it is not of the form v1.<key id>.<nonce>.<ciphertext>');
  }
  const nonce = decodeStrictly(nonceText);
  const body = decodeStrictly(bodyText);
  if (nonce?.length !== NONCE_BYTES || !body || body.length < TAG_BYTES)
    throw new SecretBoxError('its length is wrong');
  return { keyId, nonce, ciphertext: body.subarray(0, -TAG_BYTES), tag: body.subarray(-TAG_BYTES) };
}

/** Node skips characters that are not base64url; one text must have one meaning, so those are refused. */
function decodeStrictly(text: string): Buffer | null {
  if (!BASE64URL_PATTERN.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}
