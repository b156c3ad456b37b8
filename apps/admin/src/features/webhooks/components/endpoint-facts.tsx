import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schemas } from '../../../api/client';
import { InstantText } from '../../../components/instant-text';
import { eventLabel } from '../events';
import { NumberName } from './number-name';

/** The settings of an endpoint at a glance. */
export function EndpointFacts({ endpoint }: { endpoint: Schemas['EndpointView'] }) {
  const headers = Object.keys(endpoint.headers);
  const proofs = [endpoint.hasBearerToken && 'bearer token', endpoint.hubSignature && "Meta's signature"];
  const extras = [...headers.map((name) => `header ${name}`), ...proofs.filter((proof) => proof !== false)];
  return (
    <Group component="dl" gap="xl" align="flex-start" mt={0} mb="lg" style={{ rowGap: '0.75rem' }}>
      <Fact name="Events">{endpoint.events.map(eventLabel).join(', ')}</Fact>
      <Fact name="Format">{endpoint.format === 'envelope' ? 'Envelope' : 'As Meta posts it'}</Fact>
      <Fact name="Numbers">
        <NumberName phoneNumberId={endpoint.phoneNumberId} />
      </Fact>
      {extras.length > 0 && <Fact name="Also sent">{extras.join(', ')}</Fact>}
      <Fact name="Made">
        <InstantText at={endpoint.createdAt} style="day" />
      </Fact>
    </Group>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div style={{ maxWidth: '32rem' }}>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  );
}
