import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ROUTE_ACCESS } from '../src/http/route-access.decorator';
import { startTestPlatform, type TestPlatform } from './support/test-platform';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.stop());

/** Every handler of every controller, by its name. */
function routes(): { name: string; declares: boolean }[] {
  const controllers = [...platform.app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype, instance }) => {
    const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
    return new MetadataScanner()
      .getAllMethodNames(prototype)
      .filter((method) => Reflect.getMetadata(METHOD_METADATA, prototype[method]!) !== undefined)
      .map((method) => ({
        name: `${metatype!.name}.${method} (${RequestMethod[Reflect.getMetadata(METHOD_METADATA, prototype[method]!) as number]})`,
        declares: Reflect.hasMetadata(ROUTE_ACCESS, prototype[method]!) || Reflect.hasMetadata(ROUTE_ACCESS, metatype!),
      }));
  });
}

describe('Every route', () => {
  it('declares who may use it', () => {
    expect(routes().length).toBeGreaterThan(40);
    expect(routes().filter(({ declares }) => !declares)).toEqual([]);
  });
});
