import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { onParentGone, projectNode, root, setUp, SetUpError } from './set-up.mjs';

// `npm start`: sets up what is missing, then runs the product and stays with it. `npm start -- --demo` runs the main job once.

const INTERRUPTED = 130;

let child;
let askedToStop = false;

/** Asks the program to end; before there is one, ends the set-up. */
function stop(signal) {
  if (!child) process.exit(INTERRUPTED);
  // A terminal sends Ctrl-C to every process of the command, and npm passes its own on: the program is asked once.
  if (askedToStop) return;
  askedToStop = true;
  child.kill(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
}

/** Runs the program in the foreground; we end as it ends. */
function run(program, args) {
  child = spawn(projectNode(), [path.join(root, 'apps', 'api', 'dist', program), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: process.env.NODE_ENV || 'development' },
  });
  child.once('error', fail);
  child.once('exit', (code, signal) => {
    // Ended by the signal it was asked to end with: that is an orderly stop.
    if (signal && askedToStop) process.exit(0);
    process.exit(code ?? 128 + constants.signals[signal]);
  });
}

function fail(error) {
  console.error(error instanceof SetUpError ? error.message : error);
  process.exit(1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
onParentGone(() => stop('SIGTERM'));

const args = process.argv.slice(2);
try {
  await setUp();
  const program = args.includes('--demo') ? 'demo.js' : 'main.js';
  run(
    program,
    args.filter((arg) => arg !== '--demo'),
  );
} catch (error) {
  fail(error);
}
