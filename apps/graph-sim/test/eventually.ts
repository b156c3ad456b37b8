/** Asks again and again until the answer fits; the test's own timeout ends it otherwise. */
export async function eventually<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
