import 'reflect-metadata';
import { type DynamicModule, RequestMethod, type Type } from '@nestjs/common';
import {
  HTTP_CODE_METADATA,
  INTERCEPTORS_METADATA,
  METHOD_METADATA,
  MODULE_METADATA,
  PATH_METADATA,
  RESPONSE_PASSTHROUGH_METADATA,
  ROUTE_ARGS_METADATA,
  SSE_METADATA,
} from '@nestjs/common/constants';
import { MetadataScanner } from '@nestjs/core';
import { TAKES_CSV } from '../http/csv-body';
import { V1EnvelopeInterceptor, V2EnvelopeInterceptor } from '../http/envelope.interceptor';
import { ROUTE_ACCESS, type RouteAccess } from '../http/route-access.decorator';
import { type Surface, surfaceOf } from '../http/surface';
import type { HttpMethod } from './document-types';

/** What a handler takes from the request by one of Nest's decorators. */
export interface RouteInput {
  from: 'body' | 'query' | 'param' | 'header';
  /** Which field of it; undefined: all of it. */
  name: string | undefined;
  /** Of the handler's arguments. */
  index: number;
  /** The argument's class as the compiler left it; `Object` where it is no class. */
  type: Type | undefined;
}

/** A route of the program as its controller declares it. */
export interface Route {
  /** `GET /console/v1/tenants/{tenantId}`; unique. */
  key: string;
  method: HttpMethod;
  /** With its parameters in braces. */
  path: string;
  controller: Type;
  handler: string;
  /** How many of the handler's paths come before this one; 0 unless it has several. */
  alias: number;
  /** Of a successful answer. */
  status: number;
  access: RouteAccess | undefined;
  inputs: RouteInput[];
  surface: Surface;
  envelope: 'v1' | 'v2' | null;
  /** The handler writes to the response itself: what it returns is not sent. */
  writesItself: boolean;
  takesCsv: boolean;
  /** The answer is a stream of server-sent events. */
  isEventStream: boolean;
}

type ModuleReference = Type | DynamicModule;
type Declared = Record<string, (...args: never[]) => unknown>;

/** Nest's numbers for what a parameter decorator takes (RouteParamtypes, which it does not export for programs). */
const RESPONSE = 1;
const INPUTS: Readonly<Record<number, RouteInput['from']>> = { 3: 'body', 4: 'query', 5: 'param', 6: 'header' };

/** Every route of a module and of the modules that it imports, in the order of their declaration. Nothing is instantiated. */
export function routesOf(root: ModuleReference): Route[] {
  return [...controllersOf(root)].flatMap(routesOfController);
}

function controllersOf(reference: ModuleReference, seen = new Set<unknown>(), found = new Set<Type>()): Set<Type> {
  if (seen.has(reference)) return found;
  seen.add(reference);
  const { module, dynamic }: { module: Type; dynamic: Partial<DynamicModule> } =
    'module' in reference ? { module: reference.module, dynamic: reference } : { module: reference, dynamic: {} };
  const imports = [...metadataOf<ModuleReference>(MODULE_METADATA.IMPORTS, module), ...(dynamic.imports ?? [])];
  for (const each of imports) controllersOf(each as ModuleReference, seen, found);
  const own = [...metadataOf<Type>(MODULE_METADATA.CONTROLLERS, module), ...(dynamic.controllers ?? [])];
  for (const controller of own) found.add(controller);
  return found;
}

function metadataOf<T>(key: string, target: object): T[] {
  return (Reflect.getMetadata(key, target) as T[] | undefined) ?? [];
}

function routesOfController(controller: Type): Route[] {
  const prototype = controller.prototype as Declared;
  const bases = asList(Reflect.getMetadata(PATH_METADATA, controller) as string | string[]);
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((handler) => {
    const declared = prototype[handler];
    if (!declared || !Reflect.hasMetadata(METHOD_METADATA, declared)) return [];
    const ends = asList(Reflect.getMetadata(PATH_METADATA, declared) as string | string[]);
    return bases
      .flatMap((base) => ends.map((end) => templateOf(`/${base}/${end}`)))
      .map((path, alias) => describe(controller, handler, { path, alias }));
  });
}

function describe(controller: Type, handler: string, at: { path: string; alias: number }): Route {
  const declared = (controller.prototype as Declared)[handler] as object;
  const ofEither = <T>(key: string): T | undefined =>
    (Reflect.getMetadata(key, declared) ?? Reflect.getMetadata(key, controller)) as T | undefined;
  const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, declared) as number]?.toLowerCase() as HttpMethod;
  const { inputs, writesItself } = argumentsOf(controller, handler);
  const interceptors = [controller, declared].flatMap((target) => metadataOf<unknown>(INTERCEPTORS_METADATA, target));
  const code = Reflect.getMetadata(HTTP_CODE_METADATA, declared) as number | undefined;
  return {
    key: `${method.toUpperCase()} ${at.path}`,
    method,
    ...at,
    controller,
    handler,
    status: code ?? (method === 'post' ? 201 : 200),
    access: ofEither<RouteAccess>(ROUTE_ACCESS),
    inputs,
    surface: surfaceOf(examplePathOf(at.path)),
    envelope: interceptors.includes(V1EnvelopeInterceptor)
      ? 'v1'
      : interceptors.includes(V2EnvelopeInterceptor)
        ? 'v2'
        : null,
    writesItself,
    takesCsv: Reflect.getMetadata(TAKES_CSV, declared) === true,
    isEventStream: Reflect.getMetadata(SSE_METADATA, declared) === true,
  };
}

function argumentsOf(controller: Type, handler: string): Pick<Route, 'inputs' | 'writesItself'> {
  const args = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) as
    Record<string, { index: number; data?: unknown }> | undefined;
  const types = metadataOf<Type>('design:paramtypes', controller.prototype as object);
  const ofHandler =
    (Reflect.getMetadata('design:paramtypes', controller.prototype as object, handler) as Type[] | undefined) ?? types;
  const all = Object.entries(args ?? {}).map(([key, { index, data }]) => ({
    kind: Number(key.split(':')[0]),
    index,
    data,
  }));
  const inputs = all.flatMap(({ kind, index, data }) => {
    const from = INPUTS[kind];
    return from ? [{ from, index, name: typeof data === 'string' ? data : undefined, type: ofHandler[index] }] : [];
  });
  const takesResponse = all.some(({ kind }) => kind === RESPONSE);
  const passes = Reflect.getMetadata(RESPONSE_PASSTHROUGH_METADATA, controller, handler) === true;
  return { inputs: inputs.sort((a, b) => a.index - b.index), writesItself: takesResponse && !passes };
}

const asList = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** How the controllers of the Graph façade write a version, and how the document does. */
const VERSION = /^\/v:major\.:minor/;
const EXAMPLE_VERSION = 'v23.0';

/** `/v2/media/:mediaId` as OpenAPI writes it; single slashes, none at the end. Parameters of the façade have Meta's names. */
function templateOf(path: string): string {
  const clean = path.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
  const isGraph = VERSION.test(clean);
  return clean
    .replace(VERSION, '/{version}')
    .replace(/:([A-Za-z_][A-Za-z0-9_]*)/g, (_, name: string) => `{${isGraph ? inSnakeCase(name) : name}}`);
}

function inSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A path as a caller could write it. */
export function examplePathOf(path: string): string {
  return path.replace('{version}', EXAMPLE_VERSION).replace(/[{}]/g, '');
}
