import { Button } from '@mantine/core';
import { IconDownload, IconPencil } from '@tabler/icons-react';
import { type UIEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useList } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import { LoadingState } from '../../../components/loading-state';
import { PageHeader } from '../../../components/page-header';
import { ButtonLink } from '../../../components/text-link';
import { downloadLink } from '../../../lib/download-link';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { useFilters } from '../../../lib/use-filters';
import { messagesQuery } from '../api/list-messages';
import { LiveBar } from '../components/live-bar';
import { messageColumns } from '../components/message-columns';
import { MessageFilterBar } from '../components/message-filter-bar';
import { apiFilter, MESSAGE_FILTERS, MESSAGE_VIEW } from '../message-filters';
import { useLiveMessages } from '../use-live-messages';

/** Where a table counts as being read from its top. */
const TOP_PX = 24;
/** The most rows of a file. */
const CSV_ROWS = '100,000';

/** Everything that was sent and received: a log with filters in the URL that keeps itself up to date. */
export function MessagesPage() {
  const { id: tenantId, currency } = useTenant();
  const { may } = useRole(tenantId);
  const { values, change, clear, isFiltered } = useFilters(MESSAGE_FILTERS);
  const view = useFilters(MESSAGE_VIEW);
  const isLive = view.values.live ?? true;
  const [isAtTop, setAtTop] = useState(true);
  const frame = useRef<HTMLDivElement>(null);
  const list = useList(messagesQuery(tenantId, values));
  const { state, waiting, showWaiting } = useLiveMessages(tenantId, values, { isLive, isAtTop });
  const columns = useMemo(() => messageColumns(currency), [currency]);

  // The server looks at so many messages a page: of something rare there may be none on the first ones.
  const { rows, hasMore, isLoadingMore, error, loadMore } = list;
  const isSearching = rows.length === 0 && hasMore && !error;
  useEffect(() => {
    if (isSearching && !isLoadingMore) loadMore();
  }, [isSearching, isLoadingMore, loadMore]);

  const onScroll = (event: UIEvent<HTMLDivElement>): void => setAtTop((event.target as HTMLElement).scrollTop < TOP_PX);
  const showNew = (): void => {
    showWaiting();
    frame.current?.querySelector('[role="region"]')?.scrollTo({ top: 0 });
  };

  return (
    <>
      <PageHeader
        title="Messages"
        description="Everything that was sent and received, newest first."
        actions={
          <>
            <Button
              component="a"
              variant="default"
              href={downloadLink(`/console/v1/tenants/${tenantId}/messages.csv`, apiFilter(values))}
              download
              title={`What the filters show, at most ${CSV_ROWS} rows`}
              leftSection={<IconDownload size={16} />}
            >
              Export CSV
            </Button>
            {may('messages:send') && (
              <ButtonLink
                to="/tenants/$tenantId/compose"
                params={{ tenantId }}
                leftSection={<IconPencil size={16} aria-hidden />}
              >
                Compose
              </ButtonLink>
            )}
          </>
        }
      />
      <MessageFilterBar tenantId={tenantId} values={values} change={change} clear={clear} isFiltered={isFiltered}>
        <LiveBar
          state={state}
          isLive={isLive}
          onChange={(live) => view.change({ live: live ? undefined : false })}
          waiting={waiting}
          onShowWaiting={showNew}
        />
      </MessageFilterBar>
      <div ref={frame} onScrollCapture={onScroll}>
        {isSearching ? (
          <LoadingState />
        ) : (
          <DataTable
            label="Messages"
            columns={columns}
            list={list}
            rowKey={(message) => message.id}
            rowLink={(message) => ({
              to: '/tenants/$tenantId/messages/$messageId',
              params: { tenantId, messageId: message.id },
            })}
            empty={
              isFiltered
                ? {
                    title: 'No messages match',
                    description: 'Nothing in the log fits all of these filters.',
                    action: (
                      <Button variant="default" onClick={clear}>
                        Clear filters
                      </Button>
                    ),
                  }
                : {
                    title: 'No messages yet',
                    description:
                      'Send a first one: in the sandbox it costs nothing and reaches nobody. Messages sent with your API keys appear here too.',
                    action: may('messages:send') && (
                      <ButtonLink to="/tenants/$tenantId/compose" params={{ tenantId }}>
                        Send a message
                      </ButtonLink>
                    ),
                  }
            }
          />
        )}
      </div>
    </>
  );
}
