const controller = new AbortController();

function stop(signal: NodeJS.Signals): void {
  // Ctrl-C reaches us from the terminal and again from npm: once is enough.
  if (controller.signal.aborted) return;
  process.stdout.write(`\n${signal}: finishing what is under way …\n`);
  controller.abort();
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);

/** Aborts when the program is asked to stop. It listens from its import on, so that loading the rest of the program is no gap. */
export const stopping: AbortSignal = controller.signal;
