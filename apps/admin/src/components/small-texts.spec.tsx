import { screen } from '@testing-library/react';
import { renderPage } from '../../test/render';
import { InstantText } from './instant-text';
import { prettyJson } from './json-view';
import { MoneyText } from './money-text';
import { PhoneText } from './phone-text';
import { StatusBadge } from './status-badge';

it('a phone number is written as people write it once the numbering plans are there', async () => {
  await renderPage(<PhoneText number="905321234567" />);
  expect(await screen.findByText('+90 532 123 45 67')).toBeTruthy();
});

it('what is no phone number is shown as it came', async () => {
  await renderPage(<PhoneText number="US.13491208655302741918" />);
  expect(await screen.findByText('US.13491208655302741918')).toBeTruthy();
});

it('a time shows UTC on hover, and a word where there is none', async () => {
  await renderPage(
    <>
      <InstantText at="2026-11-20T17:48:40.123Z" />
      <InstantText at={null} none="Never" />
    </>,
  );
  expect(screen.getByTitle('2026-11-20 17:48:40 UTC').tagName).toBe('TIME');
  expect(screen.getByText('Never')).toBeTruthy();
});

it('money has its sign and currency', async () => {
  await renderPage(<MoneyText amount="-12.340000" currency="USD" colored />);
  expect(screen.getByText('-$12.34')).toBeTruthy();
});

it('a status is said in words, also one that nobody knows yet', async () => {
  await renderPage(
    <>
      <StatusBadge status="APPROVED" />
      <StatusBadge status="flagged_for.review" />
    </>,
  );
  expect(screen.getByText('Approved')).toBeTruthy();
  expect(screen.getByText('Flagged for review')).toBeTruthy();
});

it('JSON is indented, whether it is a value or a text; other text stays as it is', () => {
  expect(prettyJson({ a: 1 })).toBe('{\n  "a": 1\n}');
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(prettyJson('not json')).toBe('not json');
});
