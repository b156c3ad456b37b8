import { GRAPH_ERRORS, findGraphError, graphRetry } from './graph-errors';

describe("Meta's errors", () => {
  it('lists each of the 69 documented errors once', () => {
    expect(GRAPH_ERRORS).toHaveLength(69);
    expect(new Set(GRAPH_ERRORS.map((info) => info.firstCode)).size).toBe(69);
  });

  it.each([2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004])('may be retried soon after %i', (code) => {
    expect(graphRetry(code)).toBe('backoff');
  });

  it.each([131048, 131049, 131064, 133016])('may be retried much later after %i', (code) => {
    expect(graphRetry(code)).toBe('later');
  });

  it.each([0, 10, 100, 190, 131047, 132000, 132012, 424242])('must not be retried after %i', (code) => {
    expect(graphRetry(code)).toBe('never');
  });

  it('finds codes inside a documented range, and nothing outside of it', () => {
    expect(findGraphError(200)?.title).toBe('API Permission');
    expect(findGraphError(250)?.title).toBe('API Permission');
    expect(findGraphError(299)?.title).toBe('API Permission');
    expect(findGraphError(300)).toBeUndefined();
    expect(findGraphError(199)).toBeUndefined();
  });

  it('knows where Meta documents no status', () => {
    expect(findGraphError(132008)?.httpStatus).toBeNull();
    expect(findGraphError(190)?.httpStatus).toBe(401);
  });
});
