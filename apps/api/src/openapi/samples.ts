import { API_SAMPLES as SAMPLES } from '@switchboard/contracts';

/** What each parameter of a path is, and a value of it. */
export const PATH_PARAMETERS: Readonly<Record<string, { description: string; example: string }>> = {
  tenantId: { description: "The tenant's id.", example: SAMPLES.tenantId },
  pid: { description: "Our id of the phone number, or Meta's.", example: SAMPLES.phoneNumberId },
  kid: { description: "The key's id.", example: SAMPLES.id },
  eid: { description: "The endpoint's id.", example: SAMPLES.id },
  did: { description: "The delivery's id.", example: SAMPLES.id },
  tid: { description: "The template's id, ours.", example: SAMPLES.id },
  memberId: { description: "The member's id, or that of the invitation.", example: SAMPLES.id },
  invoiceId: { description: "The invoice's id.", example: SAMPLES.id },
  id: { description: 'Its id.', example: SAMPLES.id },
  idOrWamid: { description: "Our id of the message, or Meta's (`wamid.…`).", example: SAMPLES.messageId },
  wamid: { description: "Meta's id of the message.", example: SAMPLES.inboundWamid },
  mediaId: { description: "The file's id: Meta's, and at the console ours.", example: SAMPLES.mediaId },
  code: { description: 'The code of the plan.', example: 'PREMIUM' },
  name: { description: 'The name of the template.', example: 'order_update' },
  recipient: { description: 'The phone number in digits, or the business-scoped user id.', example: SAMPLES.recipient },
  phone_number_id: { description: "Meta's id of the phone number.", example: SAMPLES.phoneNumberId },
  waba_id: { description: "Meta's id of the WhatsApp Business account.", example: SAMPLES.wabaId },
  version: { description: 'A version of the Graph API; any is taken.', example: 'v23.0' },
};
