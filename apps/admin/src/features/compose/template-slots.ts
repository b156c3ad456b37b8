import { variablesOf } from '../../components/whatsapp/template-content';
import { isRecord, type JsonRecord, recordsAt, textAt, valueAt } from '../../lib/json-path';
import type { Problem } from './rules/checks';
import { MEDIA_RULE } from './rules/content-rules';

export type SlotKind = 'text' | 'media' | 'location' | 'code' | 'payload' | 'expiry';

/** Something that a message has to say, or may say, to fill a template. */
export interface Slot {
  /** Unique in the template, the same for the same definition. */
  key: string;
  label: string;
  kind: SlotKind;
  /** Of a file. */
  media?: 'image' | 'video' | 'document';
  isRequired: boolean;
  /** Which component of the message it belongs to. */
  component: ComponentRef;
  /** Of a text by name. */
  parameterName?: string;
}

interface ComponentRef {
  /** Of a carousel. */
  card?: number;
  type: 'header' | 'body' | 'button' | 'limited_time_offer';
  /** Of a button. */
  subType?: string;
  index?: number;
}

/** What fills slots, by their keys: texts, or objects for files and places. */
export type SlotValues = Readonly<Record<string, unknown>>;

interface Definition {
  parameterFormat?: string;
  components: readonly object[];
}

/** What a template needs, in the order in which people read it. */
export function slotsOf(definition: Definition): readonly Slot[] {
  const isNamed = definition.parameterFormat?.toUpperCase() === 'NAMED';
  return partSlots(definition.components.filter(isRecord), isNamed, undefined);
}

function partSlots(parts: readonly JsonRecord[], isNamed: boolean, card: number | undefined): Slot[] {
  const prefix = card === undefined ? '' : `Card ${card + 1}: `;
  const cardKey = card === undefined ? '' : `card${card}.`;
  return parts.flatMap((part): Slot[] => {
    const type = lower(part, 'type');
    if (type === 'header') return headerSlots(part, { isNamed, prefix, cardKey, card });
    if (type === 'body') return textSlots(part, 'body', { isNamed, prefix, cardKey, card });
    if (type === 'buttons')
      return recordsAt(part, 'buttons').flatMap((button, index) =>
        buttonSlots(button, index, { prefix, cardKey, card }),
      );
    if (type === 'carousel')
      return recordsAt(part, 'cards').flatMap((each, index) =>
        partSlots(recordsAt(each, 'components'), isNamed, index),
      );
    const expires = type === 'limited_time_offer' && valueAt(part, 'limited_time_offer', 'has_expiration') === true;
    return expires
      ? [
          {
            key: 'expiry',
            label: 'Offer ends',
            kind: 'expiry',
            isRequired: true,
            component: { type: 'limited_time_offer' },
          },
        ]
      : [];
  });
}

interface Place {
  isNamed?: boolean;
  prefix: string;
  cardKey: string;
  card: number | undefined;
}

function headerSlots(header: JsonRecord, place: Place): Slot[] {
  const { prefix, cardKey, card } = place;
  const format = lower(header, 'format') || 'text';
  const component = { type: 'header', card } as const;
  const base = { key: `${cardKey}header`, isRequired: true, component };
  if (format === 'text') return textSlots(header, 'header', place);
  if (format === 'location') return [{ ...base, label: `${prefix}Place on top`, kind: 'location' }];
  if (format !== 'image' && format !== 'video' && format !== 'document') return [];
  const words = { image: 'Picture', video: 'Video', document: 'Document' }[format];
  return [{ ...base, label: `${prefix}${words} on top`, kind: 'media', media: format }];
}

function textSlots(part: JsonRecord, type: 'header' | 'body', { isNamed, prefix, cardKey, card }: Place): Slot[] {
  const words = type === 'header' ? 'Heading' : 'Text';
  return variablesOf(textAt(part, 'text')).map((name) => ({
    key: `${cardKey}${type}.${name}`,
    label: `${prefix}${words} {{${name}}}`,
    kind: 'text',
    isRequired: true,
    component: { type, card },
    ...(isNamed && { parameterName: name }),
  }));
}

function buttonSlots(button: JsonRecord, index: number, { prefix, cardKey, card }: Place): Slot[] {
  const type = lower(button, 'type');
  const name = textAt(button, 'text') ?? `Button ${index + 1}`;
  const slot = (subType: string, kind: SlotKind, label: string, isRequired: boolean): Slot[] => [
    {
      key: `${cardKey}button.${index}`,
      label: `${prefix}${label}`,
      kind,
      isRequired,
      component: { type: 'button', card, subType, index },
    },
  ];
  if (type === 'url') {
    const isOpen = variablesOf(textAt(button, 'url')).length > 0;
    return isOpen ? slot('url', 'text', `End of the link of “${name}”`, true) : [];
  }
  if (type === 'copy_code') return slot('copy_code', 'code', 'Coupon code', true);
  if (type === 'otp') return slot('url', 'text', 'Code to copy', true);
  if (type === 'quick_reply') return slot('quick_reply', 'payload', `What “${name}” sends back`, false);
  return [];
}

/** The message's components that say these values; what is empty is left out. */
export function componentsOf(slots: readonly Slot[], values: SlotValues): readonly JsonRecord[] {
  const plain = slots.filter(({ component }) => component.card === undefined);
  const cards = [...new Set(slots.flatMap(({ component }) => component.card ?? []))];
  return [
    ...componentsIn(plain, values),
    ...(cards.length === 0
      ? []
      : [
          {
            type: 'carousel',
            cards: cards.map((card) => ({
              card_index: card,
              components: componentsIn(
                slots.filter(({ component }) => component.card === card),
                values,
              ),
            })),
          },
        ]),
  ];
}

function componentsIn(slots: readonly Slot[], values: SlotValues): JsonRecord[] {
  const groups = Map.groupBy(slots, ({ component: { type, index } }) => `${type} ${index ?? ''}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    // The order of texts is what says which is which: an empty one keeps its place when a later one is there.
    const parameters = group.flatMap((slot) => parameterOf(slot, values[slot.key]) ?? []);
    if (!first || parameters.length === 0) return [];
    const { type, subType, index } = first.component;
    return [{ type, ...(subType && { sub_type: subType, index: String(index) }), parameters }];
  });
}

function parameterOf({ kind, media, parameterName, isRequired }: Slot, value: unknown): JsonRecord | undefined {
  const words = typeof value === 'string' ? value : '';
  switch (kind) {
    case 'text':
      return words || isRequired
        ? { type: 'text', ...(parameterName && { parameter_name: parameterName }), text: words }
        : undefined;
    case 'media':
      return isRecord(value) && media ? { type: media, [media]: value } : undefined;
    case 'location':
      return isRecord(value) ? { type: 'location', location: value } : undefined;
    case 'code':
      return words ? { type: 'coupon_code', coupon_code: words } : undefined;
    case 'payload':
      return words ? { type: 'payload', payload: words } : undefined;
    case 'expiry':
      return words
        ? { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: Date.parse(words) } }
        : undefined;
  }
}

/** What a message's components say, by the slots of its template: the way back, for messages that are sent again. */
export function valuesOf(slots: readonly Slot[], components: unknown): SlotValues {
  const values: Record<string, unknown> = {};
  const texts = new Map<string, number>();
  for (const slot of slots) {
    const parameters = parametersOf(slot.component, components);
    const group = JSON.stringify(slot.component);
    const place = texts.get(group) ?? 0;
    texts.set(group, place + 1);
    const parameter = slot.parameterName
      ? parameters.find((each) => textAt(each, 'parameter_name') === slot.parameterName)
      : parameters[place];
    const value = parameter && valueOf(slot, parameter);
    if (value !== undefined) values[slot.key] = value;
  }
  return values;
}

function parametersOf({ type, card, index }: ComponentRef, components: unknown): readonly JsonRecord[] {
  const level = card === undefined ? recordsAt(components) : cardComponents(components, card);
  return level
    .filter((each) => lower(each, 'type') === type && (index === undefined || textAt(each, 'index') === String(index)))
    .flatMap((each) => recordsAt(each, 'parameters'));
}

function cardComponents(components: unknown, card: number): readonly JsonRecord[] {
  const cards = recordsAt(components)
    .filter((each) => lower(each, 'type') === 'carousel')
    .flatMap((each) => recordsAt(each, 'cards'));
  const found = cards.find(
    (each, place) =>
      textAt(each, 'card_index') === String(card) || (each['card_index'] === undefined && place === card),
  );
  return recordsAt(found, 'components');
}

function valueOf({ kind, media }: Slot, parameter: JsonRecord): unknown {
  if (kind === 'media') return media && parameter[media];
  if (kind === 'location') return parameter['location'];
  if (kind === 'expiry') {
    const atMs = Number(valueAt(parameter, 'limited_time_offer', 'expiration_time_ms'));
    return Number.isFinite(atMs) ? new Date(atMs).toISOString() : undefined;
  }
  const type = lower(parameter, 'type');
  return textAt(parameter, type) ?? textAt(parameter, type, 'fallback_value');
}

/** What a template still misses; paths are the slots' keys behind `template.slots.`. */
export function slotProblems(slots: readonly Slot[], values: SlotValues): readonly Problem[] {
  return slots.flatMap(({ key, kind, isRequired }): Problem[] => {
    const value = values[key];
    const path = `template.slots.${key}`;
    if (!isRequired) return [];
    if (kind === 'media') {
      const found: Problem[] = [];
      MEDIA_RULE(value ?? {}, [], found);
      return found.slice(0, 1).map(({ rule, message }) => ({ path, rule, message }));
    }
    if (kind === 'location') {
      const isPlaced = textAt(value, 'latitude') && textAt(value, 'longitude');
      return isPlaced ? [] : [{ path, rule: 'required', message: 'Say where it is.' }];
    }
    return value === undefined || value === '' ? [{ path, rule: 'required', message: 'Fill this in.' }] : [];
  });
}

function lower(value: unknown, field: string): string {
  return (textAt(value, field) ?? '').toLowerCase();
}
