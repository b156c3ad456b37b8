import { rmSync } from 'node:fs';

export default async function stopCluster(): Promise<void> {
  const { testCluster } = globalThis as unknown as { testCluster: { stop(): Promise<void>; folder: string } };
  await testCluster.stop();
  rmSync(testCluster.folder, { recursive: true, force: true });
}
