import { Select, Stack } from '@mantine/core';
import { type ComponentType, useState } from 'react';
import { textAt, valueAt } from '../../../lib/json-path';
import { LIMITS } from '../limits';
import { useComposerContext } from '../use-composer';
import { AddressForm, CallForm, CatalogForm, CtaUrlForm, FlowForm, ProductForm } from './action-forms';
import { ButtonsForm } from './buttons-form';
import { CarouselForm } from './carousel-form';
import { ContentInput, ContentTextarea } from './content-fields';
import { FileField } from './file-field';
import { ListForm } from './list-form';
import { ProductListForm } from './product-list-form';

const ACTIONS: Readonly<Record<string, ComponentType>> = {
  button: ButtonsForm,
  list: ListForm,
  cta_url: CtaUrlForm,
  flow: FlowForm,
  product: ProductForm,
  product_list: ProductListForm,
  catalog_message: CatalogForm,
  address_message: AddressForm,
  voice_call: CallForm,
  carousel: CarouselForm,
};

type HeaderKind = 'text' | 'image' | 'video' | 'document';

/** Which headers Meta takes above which messages (Cloud API, "Interactive messages"). */
const HEADERS: Readonly<Record<string, readonly HeaderKind[]>> = {
  button: ['text', 'image', 'video', 'document'],
  cta_url: ['text', 'image', 'video', 'document'],
  flow: ['text', 'image', 'video', 'document'],
  list: ['text'],
  product_list: ['text'],
};
const WITHOUT_FOOTER = new Set(['location_request_message', 'carousel', 'call_permission_request', 'voice_call']);

/** Heading, text, footer, and what the type is about. */
export function InteractiveForm() {
  const { content } = useComposerContext();
  const type = textAt(content, 'type') ?? '';
  const Action = ACTIONS[type];
  const headers = HEADERS[type];
  return (
    <Stack gap="sm">
      {headers && <HeaderField kinds={headers} />}
      <ContentTextarea
        label="Text"
        path={['body', 'text']}
        maxChars={type === 'list' ? LIMITS.listBodyMaxChars : LIMITS.interactiveBodyMaxChars}
        isOptional={type === 'product' || type === 'call_permission_request'}
      />
      {!WITHOUT_FOOTER.has(type) && (
        <ContentInput label="Footer" path={['footer', 'text']} maxChars={LIMITS.footerMaxChars} isOptional />
      )}
      {Action && <Action />}
    </Stack>
  );
}

const HEADER_WORDS: Readonly<Record<HeaderKind, string>> = {
  text: 'A line of text',
  image: 'Image',
  video: 'Video',
  document: 'Document',
};

function HeaderField({ kinds }: { kinds: readonly HeaderKind[] }) {
  const { content, update, errorAt } = useComposerContext();
  const present = kinds.find((kind) => kind === textAt(content, 'header', 'type'));
  const [chosen, setChosen] = useState(present);
  const kind = present ?? chosen;
  const choose = (next: string | null): void => {
    const found = kinds.find((each) => each === next);
    setChosen(found);
    update(['header'], found && { type: found, [found]: found === 'text' ? '' : {} });
  };
  return (
    <>
      <Select
        label="Heading"
        placeholder="None"
        clearable
        data={kinds.map((each) => ({ value: each, label: HEADER_WORDS[each] }))}
        value={kind ?? null}
        onChange={choose}
      />
      {kind === 'text' && (
        <ContentInput label="Heading’s text" path={['header', 'text']} maxChars={LIMITS.textHeaderMaxChars} />
      )}
      {kind && kind !== 'text' && (
        <FileField
          key={kind}
          label={`Heading’s ${HEADER_WORDS[kind].toLowerCase()}`}
          kind={kind}
          value={valueAt(content, 'header', kind)}
          onChange={(value) => update(['header', kind], value)}
          error={errorAt(['header', kind])}
          linkError={errorAt(['header', kind, 'link'])}
        />
      )}
    </>
  );
}
