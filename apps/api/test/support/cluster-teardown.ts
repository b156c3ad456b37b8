import { rmSync } from 'node:fs';

export default async function stopCluster(): Promise<void> {
  const { testCluster } = globalThis as unknown as { testCluster: { stop(): Promise<void>; folder: string } };
  await testCluster.stop();
  // Who has named a folder for the clusters of several runs removes it after the last of them: see `drop` in test-database.ts.
  if (process.env['TEST_CLUSTERS_FOLDER'] === undefined) rmSync(testCluster.folder, { recursive: true, force: true });
}
