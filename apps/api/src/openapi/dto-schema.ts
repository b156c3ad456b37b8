import { createRequire } from 'node:module';
import type { Type } from '@nestjs/common';
import type * as storage from 'class-transformer/types/storage';
import { getMetadataStorage } from 'class-validator';
import type ts from 'typescript';
import { type Components, described, orNull } from './components';
import type { Schema } from './document-types';
import type { TypeSchemas } from './type-schema';
import { type Rule, schemaOfRules } from './validation-rules';

/** A field of a DTO: what is checked before a handler sees it. */
export interface DtoField {
  name: string;
  isRequired: boolean;
  schema: Schema;
}

/** Where class-transformer keeps what `@Type` says; it publishes the file, but not from its index. */
const { defaultMetadataStorage } = createRequire(__filename)('class-transformer/cjs/storage') as typeof storage;

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** What bodies and queries must be: class-validator's rules say it, TypeScript's types name the words, docstrings explain. */
export class DtoSchemas {
  constructor(
    private readonly types: TypeSchemas,
    private readonly components: Components,
  ) {}

  /** A reference to the schema of a body. */
  bodyOf(dto: Type, type: ts.Type): Schema {
    return this.components.named(dto.name, dto, () => {
      const fields = this.fieldsOf(dto, type);
      const required = fields.filter(({ isRequired }) => isRequired).map(({ name }) => name);
      return described(
        {
          type: 'object',
          properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
          ...(required.length > 0 && { required }),
          additionalProperties: false,
        },
        this.types.docsOfType(type),
      );
    });
  }

  /** The fields that have rules, in the order of their declaration. */
  fieldsOf(dto: Type, type: ts.Type): DtoField[] {
    const metadata = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
    const defaults = new dto() as Record<string, unknown>;
    return this.types.fieldsOf(type).flatMap((field) => {
      const own = metadata.filter(({ propertyName }) => propertyName === field.name);
      if (own.length === 0) return [];
      const optional = own.find(({ type: kind }) => kind === 'conditionalValidation');
      const value = defaults[field.name];
      const schema = this.fieldSchema(dto, field, own);
      const isNullable = optional?.name === 'isOptional' && this.types.takesNull(field.type);
      return [
        {
          name: field.name,
          isRequired: optional === undefined && value === undefined,
          schema: {
            ...(isNullable ? orNull(schema) : schema),
            ...(value !== undefined && { default: value }),
          },
        },
      ];
    });
  }

  private fieldSchema(
    dto: Type,
    field: { name: string; type: ts.Type; docs: string },
    own: readonly Metadata[],
  ): Schema {
    const nested = own.some(({ type }) => type === 'nestedValidation') ? this.nested(dto, field) : null;
    const rules = own.filter(({ type, name }) => type === 'customValidation' && name !== undefined);
    const whole = schemaOfRules(rules.filter(({ each }) => !each).map(ruleOf));
    const each = schemaOfRules(rules.filter((rule) => rule.each).map(ruleOf));
    const isList = whole.schema.type === 'array' || rules.some((rule) => rule.each);
    const item = nested ?? (Object.keys(each.schema).length > 0 ? each.schema : undefined);
    const known: Schema = isList
      ? { ...whole.schema, type: 'array', ...(item && { items: item }) }
      : { ...whole.schema, ...nested };
    const docs = [field.docs, ...[...whole.notes, ...each.notes].map(asSentence)]
      .filter((text) => text !== '')
      .join(' ');
    return described(this.completed(known, field.type), docs);
  }

  private nested(dto: Type, { name, type }: { name: string; type: ts.Type }): Schema {
    const of = defaultMetadataStorage.findTypeMetadata(dto, name)?.typeFunction?.() as Type | undefined;
    if (!of)
      throw new Error(
        `${dto.name}.${name} is validated as an object of its own, but @Type does not say of which class.`,
      );
    return this.bodyOf(of, this.types.objectIn(type));
  }

  /** Where the rules leave open what a value is, its TypeScript type says it. */
  private completed(known: Schema, type: ts.Type): Schema {
    const isOpen = known.type === undefined && known.$ref === undefined && known.const === undefined;
    const hasOpenItems = known.type === 'array' && known.items === undefined;
    if (!isOpen && !hasOpenItems && known.type !== 'object') return known;
    const { description: _, ...fromType } = this.types.withoutNull(type) ?? {};
    if (hasOpenItems) return { ...known, items: fromType.items ?? {} };
    if (isOpen || fromType.type === 'object') return { ...fromType, ...known };
    return known;
  }
}

function ruleOf({ name, constraints, message, constraintCls }: Metadata): Rule {
  return {
    name: name ?? '',
    args: constraints ?? [],
    message: typeof message === 'string' ? message : ownMessage(constraintCls),
  };
}

/** What a rule of ours says; class-validator keeps it in a class that it makes for each use. */
function ownMessage(constraint: unknown): string | undefined {
  const { prototype } = constraint as { prototype: { defaultMessage?: (args?: unknown) => string } };
  try {
    return prototype.defaultMessage?.({ property: '', constraints: [] });
  } catch {
    return undefined;
  }
}

function asSentence(message: string): string {
  const text = message
    .replace(/^each value in \$property /, 'Each ')
    .replaceAll('$property ', '')
    .trim();
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
