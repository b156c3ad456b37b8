import { uuidv7, uuidv7Time } from '@switchboard/contracts';
import { firstIdAt } from './transfer-id';

describe('The first id of an instant', () => {
  it('lies below all ids that are made from then on, and above those before', () => {
    const id = uuidv7();
    const time = uuidv7Time(id);
    expect(firstIdAt(time) < id).toBe(true);
    expect(firstIdAt(new Date(time.getTime() + 1)) > id).toBe(true);
  });

  it('is the lowest of all for a time before 1970', () => {
    expect(firstIdAt(new Date('1969-07-20T20:17:00Z'))).toBe('00000000-0000-0000-0000-000000000000');
  });
});
