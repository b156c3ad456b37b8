import { Group, List, Text } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { PhoneText } from '../../../components/phone-text';
import { SectionCard } from '../../../components/section-card';
import { StatusBadge } from '../../../components/status-badge';
import { TextLink } from '../../../components/text-link';

interface NumberHealthProps {
  tenantId: string;
  numbers: readonly Schemas['OverviewNumberView'][];
}

/** How the tenant's phone numbers are, as Meta says. */
export function NumberHealth({ tenantId, numbers }: NumberHealthProps) {
  return (
    <SectionCard
      title="Phone numbers"
      description="Quality and health as Meta rates them. At most 50 are shown, the newest first."
      actions={
        <TextLink size="sm" to="/tenants/$tenantId/phone-numbers" params={{ tenantId }}>
          All numbers
        </TextLink>
      }
    >
      {numbers.length === 0 && (
        <Text c="dimmed" py="lg" ta="center">
          No phone numbers yet.
        </Text>
      )}
      <List listStyleType="none" spacing="sm">
        {numbers.map((number) => (
          <List.Item key={number.id} styles={{ itemWrapper: { width: '100%' }, itemLabel: { width: '100%' } }}>
            <Group justify="space-between" gap="xs">
              <div>
                <Text fw={600} component="div">
                  <TextLink
                    inherit
                    to="/tenants/$tenantId/phone-numbers/$phoneNumberId"
                    params={{ tenantId, phoneNumberId: number.phoneNumberId }}
                  >
                    <PhoneText number={number.displayPhoneNumber} />
                  </TextLink>
                </Text>
                <Text size="sm" c="dimmed">
                  {number.verifiedName ?? 'No verified name'}
                </Text>
              </div>
              <Group gap={6}>
                <StatusBadge status={number.status} />
                {number.qualityRating !== 'UNKNOWN' && (
                  <StatusBadge status={number.qualityRating} label={qualityWords(number.qualityRating)} />
                )}
                {number.health !== 'UNKNOWN' && number.health !== 'AVAILABLE' && <StatusBadge status={number.health} />}
              </Group>
            </Group>
          </List.Item>
        ))}
      </List>
    </SectionCard>
  );
}

function qualityWords(rating: string): string {
  const words: Record<string, string> = { GREEN: 'High quality', YELLOW: 'Medium quality', RED: 'Low quality' };
  return words[rating] ?? rating;
}
