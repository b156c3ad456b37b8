import { Alert, Button, Drawer, Group, Stack, Switch } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconInfoCircle, IconSend, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { FactList } from '../../../components/fact-list';
import { InstantText } from '../../../components/instant-text';
import { JsonView } from '../../../components/json-view';
import { QueryState } from '../../../components/query-state';
import { StatusBadge } from '../../../components/status-badge';
import { ButtonLink } from '../../../components/text-link';
import { useRole } from '../../../lib/session';
import { templateQuery } from '../api/get-template';
import { exampleParameters } from '../lib/example-parameters';
import { languageName } from '../lib/languages';
import { categoryWords, statusMeaning } from '../lib/template-words';
import { DeleteTemplate } from './delete-template';
import { TemplatePreview } from './template-preview';

interface TemplateDrawerProps {
  tenantId: string;
  /** Ours; absent keeps it closed. */
  templateId: string | undefined;
  onClose: () => void;
}

/** One template: as a phone shows it, how it stands at Meta, and what can be done with it. */
export function TemplateDrawer({ tenantId, templateId, onClose }: TemplateDrawerProps) {
  return (
    <Drawer opened={templateId !== undefined} onClose={onClose} title="Template" size="lg">
      {templateId !== undefined && <LoadedTemplate tenantId={tenantId} templateId={templateId} onClose={onClose} />}
    </Drawer>
  );
}

function LoadedTemplate({ tenantId, templateId, onClose }: TemplateDrawerProps & { templateId: string }) {
  const query = useQuery(templateQuery(tenantId, templateId));
  return (
    <QueryState query={query}>
      {(template) => <TemplateDetails tenantId={tenantId} template={template} onGone={onClose} />}
    </QueryState>
  );
}

interface TemplateDetailsProps {
  tenantId: string;
  template: Schemas['TemplateDetailView'];
  onGone: () => void;
}

function TemplateDetails({ tenantId, template, onGone }: TemplateDetailsProps) {
  const { may } = useRole(tenantId);
  const [isAsking, { open, close }] = useDisclosure(false);
  const [isFilled, setFilled] = useState(true);
  const { name, language, status, components, wabaId } = template;
  const meaning = statusMeaning(status);
  const examples = exampleParameters(components);
  const hasExamples = examples.some((each) => 'parameters' in each && (each.parameters as unknown[]).length > 0);
  return (
    <Stack>
      {status !== 'APPROVED' && meaning && (
        <Alert color={status === 'PENDING' ? 'brand' : 'yellow'} icon={<IconInfoCircle />}>
          {meaning}
        </Alert>
      )}
      <TemplatePreview components={components} parameters={isFilled ? examples : []} />
      {hasExamples && (
        <Switch
          label="Fill in the examples"
          checked={isFilled}
          onChange={(event) => setFilled(event.currentTarget.checked)}
        />
      )}
      <Group>
        {may('messages:send') && status === 'APPROVED' && (
          <ButtonLink
            to="/tenants/$tenantId/compose"
            params={{ tenantId }}
            search={{ template: name, language, wabaId }}
            leftSection={<IconSend size={16} />}
          >
            Send it
          </ButtonLink>
        )}
        {may('templates:manage') && (
          <Button color="red" variant="light" leftSection={<IconTrash size={16} />} onClick={open}>
            Delete
          </Button>
        )}
      </Group>
      <FactList
        facts={[
          { label: 'Name', value: <code>{name}</code> },
          { label: 'Language', value: languageName(language) },
          { label: 'Status', value: <StatusBadge status={status} /> },
          { label: 'Category', value: categoryWords(template.category), hint: 'What a message is priced as.' },
          {
            label: 'Quality',
            value:
              template.qualityScore === 'UNKNOWN' ? 'Not known yet' : <StatusBadge status={template.qualityScore} />,
            hint: 'How recipients take it.',
          },
          {
            label: 'All languages of the name',
            value: template.languagesOfName.map(languageName).join(', '),
          },
          { label: 'Account', value: wabaId },
          {
            label: 'Changed here',
            value: <InstantText at={template.syncedAt} />,
            hint: 'When a sync last found a difference.',
          },
        ]}
      />
      <JsonView value={components} label="Definition" height="16rem" />
      <DeleteTemplate tenantId={tenantId} template={template} opened={isAsking} onClose={close} onDeleted={onGone} />
    </Stack>
  );
}
