import { type Fact, FactList } from '../../../components/fact-list';
import { StatusBadge } from '../../../components/status-badge';
import { throughputWords, tierWords } from '../lib/meta-words';
import { HealthBadge } from './health-badge';
import { QualityBadge } from './quality-badge';
import { WebhookBadge } from './webhook-badge';

interface NumberFactsProps {
  /** What Meta says, of a number that is here or one that could be added. */
  number: {
    verifiedName: string | null;
    nameStatus: string | null;
    qualityRating: string;
    throughput: number;
    messagingLimitTier: string | null;
    health: string;
    webhookSubscribed: boolean | null;
  };
  /** What the subscription means here. */
  webhookHint: string;
}

/** What Meta says about a number, with what each word means. */
export function NumberFacts({ number, webhookHint }: NumberFactsProps) {
  const facts: Fact[] = [
    {
      label: 'Verified name',
      value: (
        <>
          {number.verifiedName ?? 'None'} {number.nameStatus && <StatusBadge status={number.nameStatus} />}
        </>
      ),
      hint: 'What recipients see above the chat.',
    },
    {
      label: 'Quality',
      value: <QualityBadge rating={number.qualityRating} />,
      hint: 'How recipients took the messages of the last seven days: blocks and reports lower it.',
    },
    {
      label: 'Health',
      value: <HealthBadge health={number.health} />,
      hint: 'Whether Meta lets the number send now.',
    },
    {
      label: 'Throughput',
      value: throughputWords(number.throughput),
      hint: 'What is more waits; nothing is lost.',
    },
    {
      label: 'Messaging limit',
      value: tierWords(number.messagingLimitTier),
      hint: 'How many people may be written to first within 24 hours. Replies do not count.',
    },
    {
      label: 'Webhooks',
      value: <WebhookBadge isSubscribed={number.webhookSubscribed} />,
      hint: webhookHint,
    },
  ];
  return <FactList facts={facts} />;
}
