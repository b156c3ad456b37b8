// Loaded into Switchboard by the tests: when the test process is gone, however it ended, standard input ends too.
process.stdin.resume().on('end', () => process.kill(process.pid, 'SIGKILL'));
process.stdin.unref();
