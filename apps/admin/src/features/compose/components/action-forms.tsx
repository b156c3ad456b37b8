import { Select, SimpleGrid, Stack } from '@mantine/core';
import { textAt } from '../../../lib/json-path';
import { LIMITS } from '../limits';
import { useComposerContext } from '../use-composer';
import { ContentInput } from './content-fields';

const PARAMETERS = ['action', 'parameters'] as const;

export function CtaUrlForm() {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <ContentInput label="Label of the button" path={[...PARAMETERS, 'display_text']} />
      <ContentInput label="Web page" path={[...PARAMETERS, 'url']} placeholder="https://example.com" inputMode="url" />
    </SimpleGrid>
  );
}

export function FlowForm() {
  const { content, update } = useComposerContext();
  const action = textAt(content, ...PARAMETERS, 'flow_action') ?? 'navigate';
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <ContentInput label="Flow id" path={[...PARAMETERS, 'flow_id']} description="Of a flow made at Meta." />
        <ContentInput
          label="Label of the button"
          path={[...PARAMETERS, 'flow_cta']}
          description="At most 30 characters."
        />
        <ContentInput
          label="Flow token"
          path={[...PARAMETERS, 'flow_token']}
          description="Yours, to recognise the answer."
        />
        <Select
          label="Begins with"
          description="A screen, or a question to your endpoint."
          allowDeselect={false}
          data={[
            { value: 'navigate', label: 'A screen' },
            { value: 'data_exchange', label: 'A data exchange' },
          ]}
          value={action}
          onChange={(value) => update([...PARAMETERS, 'flow_action'], value ?? 'navigate')}
        />
      </SimpleGrid>
      {action === 'navigate' && (
        <ContentInput label="First screen" path={[...PARAMETERS, 'flow_action_payload', 'screen']} isOptional />
      )}
    </Stack>
  );
}

export function ProductForm() {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <ContentInput label="Catalog id" path={['action', 'catalog_id']} maxChars={LIMITS.metaIdMaxChars} />
      <ContentInput
        label="Product id"
        path={['action', 'product_retailer_id']}
        description="As your catalog has it (content id)."
      />
    </SimpleGrid>
  );
}

export function CatalogForm() {
  return (
    <ContentInput
      label="Product for the picture"
      path={[...PARAMETERS, 'thumbnail_product_retailer_id']}
      description="The first product of the catalog unless told."
      isOptional
    />
  );
}

export function AddressForm() {
  const { content, update } = useComposerContext();
  return (
    <Select
      label="Country"
      allowDeselect={false}
      data={[
        { value: 'IN', label: 'India' },
        { value: 'SG', label: 'Singapore' },
      ]}
      value={textAt(content, ...PARAMETERS, 'country') ?? 'IN'}
      onChange={(country) => update([...PARAMETERS, 'country'], country ?? 'IN')}
    />
  );
}

export function CallForm() {
  const { content, update } = useComposerContext();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <ContentInput
        label="Label of the button"
        path={[...PARAMETERS, 'display_text']}
        description="At most 20 characters."
        isOptional
      />
      <Select
        label="Works for"
        description="Calls are refused later."
        data={[
          { value: '100', label: '100 minutes' },
          { value: '1440', label: 'A day' },
          { value: '10080', label: 'A week' },
        ]}
        value={textAt(content, ...PARAMETERS, 'ttl_minutes') ?? null}
        onChange={(minutes) => update([...PARAMETERS, 'ttl_minutes'], minutes === null ? undefined : Number(minutes))}
      />
    </SimpleGrid>
  );
}
