import type { V1Message } from '@switchboard/contracts';
import { csvLine } from '../../billing/csv';

const COLUMNS = [
  'id',
  'wamid',
  'direction',
  'status',
  'type',
  'to',
  'from',
  'phoneNumberId',
  'sandbox',
  'category',
  'errorCode',
  'errorTitle',
  'currency',
  'reserved',
  'platformFee',
  'metaFee',
  'markup',
  'total',
  'createdAt',
  'updatedAt',
];

/** The names of the columns. */
export function csvHead(): string {
  return csvLine(COLUMNS);
}

/** A message as a line; amounts are decimal strings, times RFC 3339. What Meta or a user wrote is defused. */
export function csvMessage(message: V1Message): string {
  const { cost, error } = message;
  return csvLine([
    message.id,
    { freeText: message.wamid },
    message.direction,
    message.status,
    { freeText: message.type },
    { freeText: message.to },
    { freeText: message.from },
    message.phoneNumberId,
    String(message.sandbox),
    message.category ?? '',
    { freeText: error?.code ?? null },
    { freeText: error?.title ?? null },
    cost.currency,
    cost.reserved,
    cost.platformFee,
    cost.metaFee,
    cost.markup,
    cost.total,
    message.createdAt,
    message.updatedAt,
  ]);
}

/** The last line of a file that could not hold all. */
export function csvEnd(maxRows: number): string {
  return csvLine([`These are the newest ${maxRows}; there are older ones. Ask for an earlier toTime to get them.`]);
}
