import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppModule } from '../app.module';
import { AppConfig } from '../config/env';
import type { RecordedAnswers } from './answers';
import { buildDocument } from './document';
import { ENTRIES } from './operations';
import { routesOf } from './routes';
import { Sources } from './sources';

// Part of the build: writes dist/openapi.json from the compiled program and its sources. Nothing is started for it.

const api = path.resolve(__dirname, '../..');
const repository = path.resolve(api, '../..');
const sources = new Sources(repository, path.join(api, 'src'));
const answers = JSON.parse(readFileSync(path.join(api, 'src', 'openapi', 'answers.json'), 'utf8')) as RecordedAnswers;
const routes = routesOf(AppModule.with(new AppConfig()));
const { document, problems } = buildDocument(routes, sources, { entries: ENTRIES, answers });
writeFileSync(path.join(api, 'dist', 'openapi.json'), `${JSON.stringify(document)}\n`);
for (const problem of problems) process.stderr.write(`openapi: ${problem}\n`);
