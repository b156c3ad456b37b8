import { sortNews, withMessages } from './live-rows';
import type { Message } from './message-filters';

const message = (id: string, status: Message['status'] = 'sent') => ({ id, status }) as Message;

function pages(nextCursor: string | null, ...ids: string[][]) {
  return {
    pages: ids.map((each, index) => ({
      items: each.map((id) => message(id)),
      nextCursor: index === ids.length - 1 ? nextCursor : each.at(-1)!,
    })),
    pageParams: [undefined],
  };
}

const idsOf = (given: ReturnType<typeof withMessages>) => given.pages.map((page) => page.items.map(({ id }) => id));

describe('the live tail in the log', () => {
  it('changes rows in their place', () => {
    const next = withMessages(pages(null, ['9', '8'], ['7']), [message('8', 'read'), message('7', 'failed')]);
    expect(idsOf(next)).toEqual([['9', '8'], ['7']]);
    expect(next.pages.flatMap((page) => page.items.map(({ status }) => status))).toEqual(['sent', 'read', 'failed']);
  });

  it('puts new messages where they belong by their time', () => {
    const next = withMessages(pages(null, ['8', '6'], ['4']), [message('9'), message('5'), message('7'), message('1')]);
    expect(idsOf(next)).toEqual([
      ['9', '8', '7', '6'],
      ['5', '4', '1'],
    ]);
  });

  it('fills an empty log', () => {
    expect(idsOf(withMessages(pages(null, []), [message('1'), message('2')]))).toEqual([['2', '1']]);
  });

  it('does not touch what was there', () => {
    const before = pages(null, ['2']);
    withMessages(before, [message('3')]);
    expect(idsOf(before)).toEqual([['2']]);
  });

  it('tells new messages from changes, and leaves out what has not been loaded yet', () => {
    const news = [message('9'), message('8', 'read'), message('1', 'read')];
    expect(sortNews(pages('4', ['8', '4']), news)).toEqual({ known: [message('8', 'read')], fresh: [message('9')] });
    expect(sortNews(pages(null, ['8', '4']), news).fresh.map(({ id }) => id)).toEqual(['9', '1']);
  });
});
