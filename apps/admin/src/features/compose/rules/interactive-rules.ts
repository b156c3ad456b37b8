import { recordsAt, valueAt } from '../../../lib/json-path';
import { LIMITS } from '../limits';
import { all, byType, type Check, list, object, type Problem, tell, text, unique, word } from './checks';
import type { JsonPath } from '../../../lib/json-path';

const anObject = object({});
const metaId = text(LIMITS.metaIdMaxChars);

const header = byType(
  {
    text: object({ text: text(LIMITS.textHeaderMaxChars) }),
    image: object({ image: anObject }),
    video: object({ video: anObject }),
    document: object({ document: anObject }),
  },
  { open: true },
);
const around = { header, footer: object({ text: text(LIMITS.footerMaxChars, 0) }) };
const body = object({ text: text(LIMITS.interactiveBodyMaxChars) });

const withBody = (action: Check): Check => object({ body, action }, around);
const named = (name: string, parameters?: Check): Check =>
  object({ name: word(name), ...(parameters && { parameters }) }, parameters ? {} : { parameters: anObject });

const replyButton = object({
  type: word('reply'),
  reply: object({ id: text(LIMITS.replyButtonIdMaxChars), title: text(LIMITS.replyButtonTitleMaxChars) }),
});

const uniqueReplies: Check = (value, path, found) =>
  unique(
    found,
    recordsAt(value, 'buttons').map((button, index) => ({
      value: valueAt(button, 'reply', 'id'),
      path: [...path, 'buttons', index, 'reply', 'id'],
    })),
  );

const row = object(
  { id: text(LIMITS.rowIdMaxChars), title: text(LIMITS.rowTitleMaxChars) },
  { description: text(LIMITS.rowDescriptionMaxChars, 0) },
);
const section = object(
  { rows: list(row, LIMITS.listSectionRowsMaxItems, 1) },
  { title: text(LIMITS.sectionTitleMaxChars, 0) },
);

const sectionsAsOne: Check = (value, path, found) => {
  const sections = recordsAt(value, 'sections');
  const rows = sections.flatMap((each, at) =>
    recordsAt(each, 'rows').map((one, place) => ({
      value: one['id'],
      path: [...path, 'sections', at, 'rows', place, 'id'],
    })),
  );
  if (rows.length > LIMITS.listRowsMaxItems)
    tell(
      found,
      [...path, 'sections'],
      'maxItems',
      `At most ${LIMITS.listRowsMaxItems} rows in all; these are ${rows.length}.`,
    );
  unique(found, rows);
  if (sections.length > 1) titles(sections, [...path, 'sections'], found);
};

function titles(sections: readonly Readonly<Record<string, unknown>>[], path: JsonPath, found: Problem[]): void {
  sections.forEach(({ title }, index) => {
    if (title === undefined || title === '')
      tell(found, [...path, index, 'title'], 'required', 'Needed when there is more than one section.');
  });
}

const listAction = all(
  object({
    button: text(LIMITS.listButtonMaxChars),
    sections: list(section, LIMITS.listSectionsMaxItems, 1),
  }),
  sectionsAsOne,
);

const productSection = object({
  product_items: list(object({ product_retailer_id: text(Infinity) }), LIMITS.productItemsMaxItems, 1),
});

/** The rules of interactive messages by their type, as the API has them. */
export const INTERACTIVE_RULES: Check = byType({
  button: withBody(all(object({ buttons: list(replyButton, LIMITS.replyButtonsMaxItems, 1) }), uniqueReplies)),
  list: object({ body: object({ text: text(LIMITS.listBodyMaxChars) }), action: listAction }, around),
  cta_url: withBody(named('cta_url', object({ display_text: text(Infinity), url: text(Infinity) }))),
  flow: withBody(named('flow', anObject)),
  product: object({ action: object({ catalog_id: metaId, product_retailer_id: text(Infinity) }) }, { ...around, body }),
  product_list: withBody(
    object({ catalog_id: metaId, sections: list(productSection, LIMITS.productSectionsMaxItems, 1) }),
  ),
  catalog_message: withBody(named('catalog_message')),
  location_request_message: withBody(named('send_location')),
  address_message: withBody(named('address_message')),
  voice_call: withBody(named('voice_call')),
  call_permission_request: object({}, { ...around, body, action: named('call_permission_request') }),
  carousel: withBody(object({ cards: list(anObject, LIMITS.interactiveCardsMaxItems, 1) })),
});
