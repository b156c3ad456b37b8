import { rmSync } from 'node:fs';

export default async function stopCluster(): Promise<void> {
  const { e2eCluster } = globalThis as unknown as { e2eCluster: { stop(): Promise<void>; folder: string } };
  await e2eCluster.stop();
  // Who has named a folder for the clusters of several runs removes it after the last of them: see `drop` in postgres.ts.
  if (process.env['TEST_CLUSTERS_FOLDER'] === undefined) rmSync(e2eCluster.folder, { recursive: true, force: true });
}
