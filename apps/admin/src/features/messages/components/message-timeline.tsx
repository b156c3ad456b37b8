import { Group, Text, Timeline } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { InstantText } from '../../../components/instant-text';
import { lookOf } from '../../../lib/statuses';
import { stepsOf, stepWords } from '../timeline';

/** What happened to a message, when, and how long each step took. */
export function MessageTimeline({ timeline }: { timeline: readonly Schemas['V1TimelineEntry'][] }) {
  const steps = stepsOf(timeline);
  return (
    <Timeline active={steps.length - 1} bulletSize={22} lineWidth={2}>
      {steps.map((step, index) => {
        const { label, tone } = lookOf(step.event);
        const Icon = tone === 'bad' ? IconX : tone === 'warning' ? IconAlertTriangle : IconCheck;
        const words = stepWords(step);
        return (
          <Timeline.Item
            key={`${step.event} ${step.at} ${index}`}
            color={tone === 'bad' ? 'red.9' : tone === 'warning' ? 'yellow.9' : 'teal.9'}
            bullet={<Icon size={13} aria-hidden />}
            title={
              <Group gap="xs">
                <span>{label}</span>
                {step.after !== null && (
                  <Text span size="sm" c="dimmed">
                    after {step.after}
                  </Text>
                )}
              </Group>
            }
          >
            {words && <Text size="sm">{words}</Text>}
            <Text size="sm" c="dimmed">
              <InstantText at={step.at} style="seconds" />
            </Text>
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}
