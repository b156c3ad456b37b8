import { SCOPES, isScope } from './scopes';

describe('scopes', () => {
  it('are the eight of the contract', () => {
    expect(SCOPES).toHaveLength(8);
    expect(SCOPES.every(isScope)).toBe(true);
    expect(isScope('messages:delete')).toBe(false);
  });
});
