import { SCOPES } from '@switchboard/contracts';
import { ALL_SCOPES, PRESETS, presetOf, scopesInShort } from './scopes';

describe('Scopes at the console', () => {
  it('are explained one by one', () => {
    expect([...ALL_SCOPES].sort()).toEqual([...SCOPES].sort());
  });

  it('are known as a preset in any order', () => {
    for (const { name, scopes } of PRESETS) expect(presetOf([...scopes].reverse())).toBe(name);
    expect(presetOf(['messages:send'])).toBe('custom');
    expect(presetOf([])).toBe('custom');
  });

  it('are told in a few words', () => {
    expect(scopesInShort(ALL_SCOPES)).toBe('Everything');
    expect(scopesInShort(['messages:send'])).toBe('Send messages');
    expect(scopesInShort(['messages:send', 'billing:read', 'future:scope'])).toBe('Send messages and 2 more');
  });
});
