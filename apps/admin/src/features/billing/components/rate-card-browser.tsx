import { Group, Select } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../../api/client';
import { EmptyState } from '../../../components/empty-state';
import { FilterTextInput } from '../../../components/filter-text-input';
import { QueryState } from '../../../components/query-state';
import { RateCardTable } from '../../../components/rate-card-table';
import { SectionCard } from '../../../components/section-card';
import { defineFilters, text } from '../../../lib/filters';
import { cardInForce } from '../../../lib/rate-table';
import { useFilters } from '../../../lib/use-filters';
import { rateCardQuery } from '../api/get-rate-card';
import { rateCardsQuery } from '../api/list-rate-cards';

const FILTERS = defineFilters({ card: text(), search: text(), market: text() });

/** Meta's price lists in the wallet's currency: choose one by its day, search a market. */
export function RateCardBrowser({ currency }: { currency: string }) {
  const cards = useQuery(rateCardsQuery);
  return (
    <SectionCard
      title="Rate cards"
      description="What Meta charges per delivered message, by the recipient’s market. A card applies from its day on, until the next one."
    >
      <QueryState query={cards}>
        {(all) => <CardChoice cards={all.filter((card) => card.currency === currency)} currency={currency} />}
      </QueryState>
    </SectionCard>
  );
}

function CardChoice({ cards, currency }: { cards: readonly Schemas['RateCardView'][]; currency: string }) {
  const { values, change } = useFilters(FILTERS);
  const today = new Date().toISOString().slice(0, 10);
  const current = cardInForce(cards, today);
  const chosen = cards.find(({ id }) => id === values.card) ?? current ?? cards[0];
  if (!chosen)
    return (
      <EmptyState
        title={`No rate card in ${currency}`}
        description="Messages of this tenant cannot be priced until an operator adds one."
      />
    );
  const words = ({ id, effectiveFrom }: Schemas['RateCardView']): string => {
    if (id === current?.id) return `From ${effectiveFrom} (applies now)`;
    return effectiveFrom > today ? `From ${effectiveFrom} (to come)` : `From ${effectiveFrom}`;
  };
  return (
    <>
      <Group align="flex-end" gap="sm" mb="sm">
        <Select
          label="Rate card"
          data={cards.map((card) => ({ value: card.id, label: words(card) }))}
          value={chosen.id}
          onChange={(card) => change({ card: card ?? undefined })}
          allowDeselect={false}
          w={300}
        />
        <FilterTextInput
          label="Market or country"
          placeholder="Turkey, US, Rest of Africa"
          leftSection={<IconSearch size={16} />}
          value={values.search}
          onChange={(search) => change({ search })}
          style={{ flex: '0 1 18rem' }}
        />
      </Group>
      <RateTable
        card={chosen}
        search={values.search ?? ''}
        market={values.market}
        onMarket={(market) => change({ market })}
      />
    </>
  );
}

interface RateTableProps {
  card: Schemas['RateCardView'];
  search: string;
  market: string | undefined;
  onMarket: (market: string | undefined) => void;
}

function RateTable({ card, search, market, onMarket }: RateTableProps) {
  const detail = useQuery(rateCardQuery(card.id));
  return (
    <QueryState query={detail}>
      {(found) => <RateCardTable card={found} search={search} market={market} onMarket={onMarket} />}
    </QueryState>
  );
}
