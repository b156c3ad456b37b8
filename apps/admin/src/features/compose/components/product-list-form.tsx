import { Stack, Textarea } from '@mantine/core';
import { recordsAt, textAt } from '../../../lib/json-path';
import { LIMITS } from '../limits';
import { useComposerContext } from '../use-composer';
import { ContentInput } from './content-fields';

const SECTION = ['action', 'sections', 0] as const;

/** The catalog and the products of one section; more sections can be written as JSON. */
export function ProductListForm() {
  const { content, update, errorAt } = useComposerContext();
  const items = recordsAt(content, ...SECTION, 'product_items');
  const ids = items.map((item) => textAt(item, 'product_retailer_id') ?? '');
  return (
    <Stack gap="sm">
      <ContentInput label="Catalog id" path={['action', 'catalog_id']} maxChars={LIMITS.metaIdMaxChars} />
      <ContentInput label="Title of the section" path={[...SECTION, 'title']} isOptional />
      <Textarea
        label="Products"
        description="Their ids in your catalog, one on each line; at most 30 at Meta."
        autosize
        minRows={3}
        value={ids.join('\n')}
        error={
          errorAt([...SECTION, 'product_items', 0, 'product_retailer_id']) ?? errorAt([...SECTION, 'product_items'])
        }
        onChange={(event) =>
          update(
            [...SECTION, 'product_items'],
            event.currentTarget.value.split('\n').map((id) => ({ product_retailer_id: id.trim() })),
          )
        }
      />
    </Stack>
  );
}
