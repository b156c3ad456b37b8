/**
 * Values that stand for a caller's own in the examples of the API's description. They look as real ones do; none of them exists. Tests
 * that send the examples put real ones in their place.
 */
export const API_SAMPLES = {
  requestId: '019a8c31-5f2e-7c44-9d1b-6a0e3f5b7c90',
  tenantId: '019a8c2f-0b6d-7e11-8a52-3c9d4e5f6071',
  /** Ours, of whatever has no sample of its own. */
  id: '019a8c30-7a1c-7b22-9f63-4d8e5f6a7b82',
  messageId: '019a8c31-2d4e-7f33-8b74-5e9f6a7b8c93',
  wamid: 'wamid.HBgMOTA1MzIxMjM0NTY3FQIAERgSQTRCNjU5OUFFRTAzODEwMTQ0AA==',
  /** Of a message that a user has sent. */
  inboundWamid: 'wamid.HBgMOTA1MzIxMjM0NTY3FQIAEhgUM0E0QjY1OTlBRUUwMzgxMDE0NDYA',
  phoneNumberId: '106540352242922',
  wabaId: '102290129340398',
  /** Of a number that is to be added, and of its account. */
  newPhoneNumberId: '106540352242923',
  newWabaId: '102290129340399',
  mediaId: '1013859600285441',
  templateId: '594425479261596',
  /** A user's phone number. */
  recipient: '905321234567',
  time: '2027-01-31T12:00:00.000Z',
  /** Of an invitation or a password reset, as the link in the letter has it. */
  linkToken: 'Zm9yIHlvdXIgZXllcyBvbmx5LCBvZiBjb3Vyc2Uh',
  totpCode: '492039',
  email: 'maria@example.com',
  password: 'a long and private phrase',
} as const;
