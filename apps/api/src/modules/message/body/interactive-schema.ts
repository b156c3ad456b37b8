import { LIMITS } from '@switchboard/contracts';
import { z } from 'zod';
import { WHENEVER_OBJECT, byType, chars, listOf, metaId, report, reportRepeats } from './schema-parts';

type Context = z.core.$RefinementCtx;

const anObject = z.looseObject({});
const mediaHeader = (kind: string): z.ZodType => z.looseObject({ [kind]: anObject });

/** Headers of kinds that are not listed are left to Meta, which keeps adding some. */
const header = byType(
  {
    text: z.looseObject({ text: chars(LIMITS.textHeaderMaxChars) }),
    image: mediaHeader('image'),
    video: mediaHeader('video'),
    document: mediaHeader('document'),
  },
  { open: true },
);
const footer = z.looseObject({ text: chars(LIMITS.footerMaxChars, 0) });
const body = z.looseObject({ text: chars(LIMITS.interactiveBodyMaxChars) });
const around = { header: header.optional(), footer: footer.optional() };

/** The first items of a list; what comes after the most that is allowed is refused anyway. */
function itemsOf(value: unknown, maxItems: number): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, maxItems) : [];
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

const replyButton = z.looseObject({
  type: z.literal('reply'),
  reply: z.looseObject({
    id: chars(LIMITS.replyButtonIdMaxChars),
    title: chars(LIMITS.replyButtonTitleMaxChars),
  }),
});

const buttonAction = z
  .looseObject({ buttons: listOf(replyButton, LIMITS.replyButtonsMaxItems, 1) })
  .superRefine((action, context) => {
    const ids = itemsOf(action.buttons, LIMITS.replyButtonsMaxItems).map((button, index) => ({
      value: field(field(button, 'reply'), 'id'),
      path: ['buttons', index, 'reply', 'id'],
    }));
    reportRepeats(context, ids);
  }, WHENEVER_OBJECT);

const listRow = z.looseObject({
  id: chars(LIMITS.rowIdMaxChars),
  title: chars(LIMITS.rowTitleMaxChars),
  description: chars(LIMITS.rowDescriptionMaxChars, 0).optional(),
});

function checkSections(action: Readonly<Record<string, unknown>>, context: Context): void {
  const sections = itemsOf(action['sections'], LIMITS.listSectionsMaxItems);
  const rowIds = sections.flatMap((section, sectionIndex) =>
    itemsOf(field(section, 'rows'), LIMITS.listSectionRowsMaxItems).map((row, rowIndex) => ({
      value: field(row, 'id'),
      path: ['sections', sectionIndex, 'rows', rowIndex, 'id'],
    })),
  );
  if (rowIds.length > LIMITS.listRowsMaxItems) {
    report(context, ['sections'], 'maxItems', `must have at most ${LIMITS.listRowsMaxItems} rows in all`);
  }
  reportRepeats(context, rowIds);
  if (sections.length <= 1) return;
  sections.forEach((section, index) => {
    const title = field(section, 'title');
    if (title === undefined || title === '') {
      report(context, ['sections', index, 'title'], 'required', 'is required when there is more than one section');
    }
  });
}

const listSection = z.looseObject({
  title: chars(LIMITS.sectionTitleMaxChars, 0).optional(),
  // Ten rows are the bound of all sections together, which is checked there.
  rows: listOf(listRow, LIMITS.listSectionRowsMaxItems, 1),
});

const listAction = z
  .looseObject({
    button: chars(LIMITS.listButtonMaxChars),
    sections: listOf(listSection, LIMITS.listSectionsMaxItems, 1),
  })
  .superRefine(checkSections, WHENEVER_OBJECT);

const productSection = z.looseObject({
  product_items: listOf(z.looseObject({ product_retailer_id: z.string().min(1) }), LIMITS.productItemsMaxItems, 1),
});

/** An action that is called by its name; what its parameters hold is judged by Meta. */
function named(name: string, parameters: z.ZodType = anObject.optional()): z.ZodType {
  return z.looseObject({ name: z.literal(name), parameters });
}

const ctaParameters = z.looseObject({ display_text: z.string().min(1), url: z.string().min(1) });

function withBody(action: z.ZodType): z.ZodType {
  return z.looseObject({ ...around, body, action });
}

/** `interactive` */
export const interactiveSchema = byType({
  button: withBody(buttonAction),
  list: z.looseObject({
    ...around,
    body: z.looseObject({ text: chars(LIMITS.listBodyMaxChars) }),
    action: listAction,
  }),
  cta_url: withBody(named('cta_url', ctaParameters)),
  flow: withBody(named('flow', anObject)),
  product: z.looseObject({
    ...around,
    body: body.optional(),
    action: z.looseObject({ catalog_id: metaId, product_retailer_id: z.string().min(1) }),
  }),
  product_list: withBody(
    z.looseObject({ catalog_id: metaId, sections: listOf(productSection, LIMITS.productSectionsMaxItems, 1) }),
  ),
  catalog_message: withBody(named('catalog_message')),
  location_request_message: withBody(named('send_location')),
  address_message: withBody(named('address_message')),
  voice_call: withBody(named('voice_call')),
  // Not in the contract's list of types, but Meta has it, and SDKs send it: a question whether the business may call.
  call_permission_request: z.looseObject({
    ...around,
    body: body.optional(),
    action: named('call_permission_request').optional(),
  }),
  carousel: withBody(z.looseObject({ cards: listOf(anObject, LIMITS.interactiveCardsMaxItems, 1) })),
});
