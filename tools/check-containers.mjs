import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parse } from 'yaml';
import { root } from './set-up.mjs';

// Whether docker-compose.yml and Dockerfile still say what they must, without needing Docker.

const SERVICES = ['postgres', 'redis', 's3', 'app'];
const REQUIRED_IN_PRODUCTION = ['META_APP_SECRET', 'META_VERIFY_TOKEN', 'MASTER_KEY'];

const read = (file) => readFileSync(path.join(root, file), 'utf8');
const problems = [];
const expect = (condition, problem) => condition || problems.push(problem);

/** A tag that names a version: neither absent nor one that moves to another program. */
function isPinned(image) {
  const tag = /:([^:/@]+)(?:@|$)/.exec(image)?.[1];
  return tag !== undefined && /\d+\.\d+/.test(tag);
}

function checkCompose() {
  const text = read('docker-compose.yml');
  const { services = {}, volumes = {} } = parse(text);
  for (const name of SERVICES) expect(services[name], `docker-compose.yml: no service "${name}"`);
  for (const [name, service] of Object.entries(services)) {
    if (service.build === undefined) {
      expect(isPinned(service.image ?? ''), `docker-compose.yml: the image of "${name}" is not pinned to a version`);
      expect(service.healthcheck, `docker-compose.yml: "${name}" has no health check`);
    }
    for (const volume of service.volumes ?? []) {
      const source = volume.split(':', 1)[0];
      expect(source in volumes, `docker-compose.yml: the volume "${source}" of "${name}" is not declared`);
    }
    for (const needed of Object.keys(service.depends_on ?? {})) {
      expect(services[needed], `docker-compose.yml: "${name}" depends on "${needed}", which does not exist`);
    }
  }
  for (const name of REQUIRED_IN_PRODUCTION) {
    expect(
      services.app?.environment?.[name]?.startsWith(`\${${name}:?`),
      `docker-compose.yml: app must insist on ${name}`,
    );
  }
  const documented = new Set(read('.env.example').match(/^[A-Z][A-Z0-9_]*(?==)/gm));
  for (const [, name] of text.matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)) {
    expect(documented.has(name), `.env.example: ${name}, used in docker-compose.yml, is missing`);
  }
}

/** @returns {{ command: string, rest: string }[]} the instructions, with continued lines joined */
function instructions(dockerfile) {
  const lines = dockerfile.replace(/\\\n/g, ' ').split('\n');
  return lines
    .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line.trim()))
    .filter(Boolean)
    .map(([, command, rest]) => ({ command, rest }));
}

function checkDockerfile() {
  const all = instructions(read('Dockerfile'));
  const stages = new Set();
  let last = [];
  for (const { command, rest } of all) {
    if (command === 'FROM') {
      const [, image, stage] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(rest) ?? [];
      expect(
        image && (stages.has(image) || isPinned(image)),
        `Dockerfile: the image "${rest}" is not pinned to a version`,
      );
      if (stage) stages.add(stage);
      last = [];
    }
    const from = /--from=(\S+)/.exec(rest)?.[1];
    expect(from === undefined || stages.has(from), `Dockerfile: copies from the unknown stage "${from}"`);
    last.push({ command, rest });
  }
  const final = (command) => last.filter((instruction) => instruction.command === command).at(-1)?.rest;
  expect(stages.size >= 3, 'Dockerfile: is not built in stages');
  expect(final('USER') && final('USER') !== 'root', 'Dockerfile: the last stage runs as root');
  expect(final('HEALTHCHECK')?.includes('/healthz'), 'Dockerfile: no health check on /healthz');
  expect(/NODE_ENV=production/.test(final('ENV') ?? ''), 'Dockerfile: NODE_ENV is not production');
  expect(final('CMD')?.includes('apps/api/dist/main.js'), 'Dockerfile: does not start the API');
  const copied = all.map(({ rest }) => rest).join('\n');
  for (const folder of ['apps', 'libs']) {
    for (const name of readdirSync(path.join(root, folder))) {
      const manifest = `${folder}/${name}/package.json`;
      expect(copied.includes(manifest), `Dockerfile: ${manifest} is not copied, so npm ci would refuse the lockfile`);
    }
  }
}

checkCompose();
checkDockerfile();
if (problems.length > 0) console.error(problems.join('\n'));
else console.log('docker-compose.yml and Dockerfile are sound.');
process.exit(problems.length > 0 ? 1 : 0);
