import { rmSync } from 'node:fs';

export default async function stopCluster(): Promise<void> {
  const { e2eCluster } = globalThis as unknown as { e2eCluster: { stop(): Promise<void>; folder: string } };
  await e2eCluster.stop();
  rmSync(e2eCluster.folder, { recursive: true, force: true });
}
