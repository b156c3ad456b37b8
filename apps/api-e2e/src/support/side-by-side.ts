/**
 * Tests that mostly wait, each for something of its own: all begin together, and each tells how it went. They must not share
 * what they change.
 * @param tests what is promised, and the proof
 */
export function sideBySide(tests: Readonly<Record<string, () => Promise<void>>>): void {
  const runs = new Map<string, Promise<void>>();

  beforeAll(() => {
    for (const [title, test] of Object.entries(tests)) {
      const run = test();
      // A failure is told by its own test, later.
      run.catch(() => undefined);
      runs.set(title, run);
    }
  });

  it.each(Object.keys(tests))('%s', (title) => runs.get(title));
}
