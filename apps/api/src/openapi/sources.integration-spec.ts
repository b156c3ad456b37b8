import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Components } from './components';
import { Sources } from './sources';
import { ThrownErrors } from './thrown-errors';
import { TypeSchemas } from './type-schema';

const PROGRAM = `
/** A page. */
interface Page<T> { items: T[]; nextCursor: string | null }
/** A thing, told
 * in two lines. */
interface Thing {
  /** Its name. */
  name: string;
  count?: number;
  kind: 'a' | 'b';
  note: string | undefined;
  isOn: boolean | null;
  createdAt: string | null;
  made: Date;
  tags: Record<string, string>;
  pair: [string, number];
  parts: readonly Thing[];
  inner: { x: 1 };
  anything: unknown;
  rest: Omit<Other, 'b'>;
  method(): void;
}
interface Other { a: string; b: string }
class Secretive { private hidden = 1; shown = 2; }

class GatewayError extends Error { constructor(readonly code: string, options?: object) { super(String(options)); } }
class ProblemError extends Error {
  constructor(readonly status: number, readonly code: string, detail: string) { super(detail); }
  static notFound(what: string) { return new ProblemError(404, 'not_found', what); }
  static conflict(what: string) { return new ProblemError(409, 'conflict', what); }
}
class Service {
  find(id: string) { if (id === '') throw new GatewayError('MSG_001'); return [id].map(check); }
  choose(isBig: boolean) { throw new GatewayError(isBig ? 'MEDIA_002' : 'MEDIA_003'); }
  plan() { throw new GatewayError('PLAN_001', { description: 'Not in the plan.', params: { feature: 'v2_api' } }); }
  hidden() { throw new GatewayError('SYS_002'); }
}
function check(id: string) { if (id === 'x') throw ProblemError.notFound('Thing'); return id; }
const LIMIT = 5;
class ThingController {
  constructor(private readonly service: Service) {}
  /** Finds it. */
  async page(_at: string): Promise<Page<Thing>> { this.service.find(_at); return undefined as never; }
  choose(): Secretive { this.service.choose(true); this.service.plan(); this.service.hidden(); return new Secretive(); }
  full(): void { throw ProblemError.conflict(\`At most \${LIMIT} things.\`); }
  nothing(): void { new ProblemError(422, 'odd', String(LIMIT)); }
}
export { ThingController };
`;

let folder: string;
let sources: Sources;
const components = new Components();

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchboard-sources-'));
  writeFileSync(
    path.join(folder, 'tsconfig.base.json'),
    '{"compilerOptions":{"target":"es2023","lib":["es2024"],"strict":true}}',
  );
  writeFileSync(path.join(folder, 'app.module.ts'), PROGRAM);
  sources = new Sources(folder, folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what a handler answers', () => {
  it('is told by its type: names, docstrings, and what may be left out or be null', () => {
    const { result, docs } = sources.handler('ThingController', 'page');
    expect(docs).toBe('Finds it.');
    expect(new TypeSchemas(sources, components).schemaOf(result)).toEqual({ $ref: '#/components/schemas/PageOfThing' });
    const { Thing: thing, PageOfThing: page } = components.sorted();
    expect(page).toEqual({
      type: 'object',
      description: 'A page.',
      properties: {
        items: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
        nextCursor: { type: ['string', 'null'] },
      },
      required: ['items', 'nextCursor'],
    });
    expect(thing).toEqual({
      type: 'object',
      description: 'A thing, told in two lines.',
      properties: {
        name: { type: 'string', description: 'Its name.' },
        count: { type: 'number' },
        kind: { type: 'string', enum: ['a', 'b'] },
        note: { type: 'string' },
        isOn: { type: ['boolean', 'null'] },
        createdAt: { type: ['string', 'null'], format: 'date-time' },
        made: { type: 'string', format: 'date-time' },
        tags: { type: 'object', additionalProperties: { type: 'string' } },
        pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false, minItems: 2 },
        parts: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
        inner: { type: 'object', properties: { x: { type: 'integer', const: 1 } }, required: ['x'] },
        anything: {},
        rest: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      },
      required: ['name', 'kind', 'isOn', 'createdAt', 'made', 'tags', 'pair', 'parts', 'inner', 'anything', 'rest'],
    });
  });

  it('leaves out what a class keeps to itself', () => {
    const { result } = sources.handler('ThingController', 'choose');
    new TypeSchemas(sources, components).schemaOf(result);
    expect(components.sorted()['Secretive']?.properties).toEqual({ shown: { type: 'number' } });
  });

  it('is nothing where it is void', () => {
    expect(new TypeSchemas(sources, components).schemaOf(sources.handler('ThingController', 'full').result)).toBeNull();
  });

  it('cannot be asked of a handler that is not there', () => {
    expect(() => sources.handler('ThingController', 'absent')).toThrow('ThingController has no method absent.');
    expect(() => sources.handler('Nobody', 'page')).toThrow('There must be one class Nobody; found 0.');
  });
});

describe('the errors of a handler', () => {
  const errorsOf = (handler: string, passedOver: string[] = []) =>
    new ThrownErrors(sources.checker)
      .of(sources.method(`ThingController.${handler}`), passedOver)
      .map(({ code, message }) => `${code}: ${message}`);

  it('are found in what it calls, and in what that is handed as a callback', () => {
    expect(errorsOf('page')).toEqual([
      'MSG_001: The message does not exist or is not yours.',
      'not_found: Thing not found.',
    ]);
  });

  it('are all that a choice can come to, with their own sentences and details', () => {
    expect(errorsOf('choose', ['hidden']).map((text) => text.split(':')[0])).toEqual([
      'MEDIA_002',
      'MEDIA_003',
      'PLAN_001',
    ]);
    const found = new ThrownErrors(sources.checker).of(sources.method('ThingController.choose'));
    expect(found.find(({ code }) => code === 'PLAN_001')).toMatchObject({
      message: 'Not in the plan.',
      params: { feature: 'v2_api' },
    });
    expect(errorsOf('choose')).toContainEqual(expect.stringContaining('SYS_002'));
  });

  it('say … for what is known only when they are thrown', () => {
    expect(errorsOf('full')).toEqual(['conflict: At most … things.']);
    expect(errorsOf('nothing')).toEqual(['odd: Odd.']);
  });
});
