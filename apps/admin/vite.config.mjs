import process from 'node:process';
import react from '@vitejs/plugin-react';
import path from 'node:path';
import { defineConfig } from 'vite';

/** Where the API of a development machine listens, unless `SWITCHBOARD_API` names another. */
const DEFAULT_API = 'http://127.0.0.1:3000';
/** What belongs to the API; everything else is the console's own. */
const API_PATHS = /^\/(console|v1|v2|media|docs|openapi\.(json|yaml)|healthz|readyz|metrics|_sim)(\/|$|\?)/;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { [API_PATHS.source]: { target: process.env.SWITCHBOARD_API ?? DEFAULT_API, xfwd: true } },
  },
  build: {
    outDir: path.join(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    // tools/finish-build.mjs measures the sign-in path with it.
    manifest: true,
    target: 'es2022',
  },
});
