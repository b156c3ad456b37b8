import ts from 'typescript';
import { type Components, described, orNull } from './components';
import type { Schema } from './document-types';
import type { Sources } from './sources';

/** Names that tell more than their type: moments end in `At`. */
const MOMENT = /At$/;

/** The JSON that values of TypeScript types become, as schemas; types with a name of ours become components. */
export class TypeSchemas {
  /** Nameless types whose schema is being made: one that holds itself is any JSON there. */
  private readonly open = new Set<ts.Type>();

  constructor(
    private readonly sources: Sources,
    private readonly components: Components,
  ) {}

  private get checker(): ts.TypeChecker {
    return this.sources.checker;
  }

  /** Null for what has no JSON: void, undefined. */
  schemaOf(type: ts.Type): Schema | null {
    const { flags } = type;
    if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void | ts.TypeFlags.Never)) return null;
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    const primitive = this.primitive(type);
    if (primitive) return primitive;
    const name = this.nameOf(type);
    if (name === null) return this.structure(type);
    return this.components.named(name, type, () => described(this.structure(type), this.docsOfType(type)));
  }

  /** The fields that are part of the JSON of an object, in their order. */
  fieldsOf(type: ts.Type): { name: string; type: ts.Type; isOptional: boolean; docs: string }[] {
    return this.checker.getPropertiesOfType(type).flatMap((symbol) => {
      const field = this.checker.getTypeOfSymbol(symbol);
      if (symbol.flags & ts.SymbolFlags.Method || field.getCallSignatures().length > 0 || isHidden(symbol)) return [];
      const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
      return [{ name: symbol.name, type: field, isOptional, docs: this.sources.docsOf(symbol) }];
    });
  }

  /** The schema of a body that a handler takes as text (`Posted<Body>`); null when it takes none. */
  schemaOfPosted(parameters: readonly ts.Type[]): Schema | null {
    for (const type of parameters) {
      if (type.getSymbol()?.name !== 'Posted') continue;
      const [body] = this.checker.getTypeArguments(type as ts.TypeReference);
      if (body) return this.schemaOf(body);
    }
    return null;
  }

  docsOfType(type: ts.Type): string {
    const symbol = type.aliasSymbol ?? type.getSymbol();
    return symbol ? this.sources.docsOf(symbol) : '';
  }

  takesNull(type: ts.Type): boolean {
    return type.isUnion() && type.types.some(({ flags }) => flags & ts.TypeFlags.Null);
  }

  withoutNull(type: ts.Type): Schema | null {
    return this.schemaOf(this.checker.getNonNullableType(type));
  }

  /** The type itself, or that of the items of a list. */
  objectIn(type: ts.Type): ts.Type {
    const solid = this.checker.getNonNullableType(type);
    const [item] = this.checker.isArrayType(solid) ? this.checker.getTypeArguments(solid as ts.TypeReference) : [];
    return item ?? solid;
  }

  private primitive(type: ts.Type): Schema | null {
    const { flags } = type;
    if (flags & ts.TypeFlags.String || flags & ts.TypeFlags.TemplateLiteral) return { type: 'string' };
    if (flags & ts.TypeFlags.Number) return { type: 'number' };
    if (flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
    if (flags & ts.TypeFlags.Null) return { type: 'null' };
    if (type.isStringLiteral()) return { type: 'string', const: type.value };
    if (type.isNumberLiteral()) return { type: 'integer', const: type.value };
    if (flags & ts.TypeFlags.BooleanLiteral)
      return { type: 'boolean', const: this.checker.typeToString(type) === 'true' };
    if (type.symbol?.name === 'Date' && !this.isOurs(type.symbol)) return { type: 'string', format: 'date-time' };
    return null;
  }

  private structure(type: ts.Type): Schema {
    if (type.isUnion()) return this.union(type);
    if (this.checker.isTupleType(type)) return this.tuple(type as ts.TypeReference);
    if (this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
      return { type: 'array', items: (item && this.schemaOf(item)) ?? {} };
    }
    if (this.open.has(type)) return {};
    this.open.add(type);
    try {
      return this.object(type);
    } finally {
      this.open.delete(type);
    }
  }

  private union(type: ts.UnionType): Schema {
    const all = type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    const solid = all.filter(({ flags }) => !(flags & ts.TypeFlags.Null));
    const schema = this.alternatives(solid);
    return solid.length < all.length ? orNull(schema) : schema;
  }

  private alternatives(types: readonly ts.Type[]): Schema {
    const [first] = types;
    if (first && types.length === 1) return this.schemaOf(first) ?? {};
    if (types.every((each) => each.isStringLiteral())) return { type: 'string', enum: types.map((each) => each.value) };
    if (types.every((each) => each.isNumberLiteral()))
      return { type: 'integer', enum: types.map((each) => each.value) };
    if (types.length === 2 && types.every(({ flags }) => flags & ts.TypeFlags.BooleanLiteral))
      return { type: 'boolean' };
    const isFlag = ({ flags }: ts.Type): boolean => (flags & ts.TypeFlags.BooleanLiteral) !== 0;
    const flags = types.filter(isFlag).length === 2 ? [{ type: 'boolean' }] : [];
    const others = types.filter((each) => flags.length === 0 || !isFlag(each)).map((each) => this.schemaOf(each) ?? {});
    return { anyOf: [...flags, ...others] };
  }

  private tuple(type: ts.TypeReference): Schema {
    const items = this.checker.getTypeArguments(type).map((each) => this.schemaOf(each) ?? {});
    return { type: 'array', prefixItems: items, items: false, minItems: items.length };
  }

  private object(type: ts.Type): Schema {
    const fields = this.fieldsOf(type);
    const others = this.checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const required = fields
      .filter((field) => !field.isOptional && this.isAlwaysSent(field.type))
      .map(({ name }) => name);
    const values = others && (this.schemaOf(others.type) ?? {});
    return {
      type: 'object',
      ...(fields.length > 0 && {
        properties: Object.fromEntries(fields.map((field) => [field.name, this.field(field)])),
      }),
      ...(required.length > 0 && { required }),
      ...(values && { additionalProperties: Object.keys(values).length === 0 ? true : values }),
    };
  }

  private field({ name, type, docs }: { name: string; type: ts.Type; docs: string }): Schema {
    const schema = this.schemaOf(type) ?? {};
    const isText = schema.type === 'string' || (Array.isArray(schema.type) && schema.type.includes('string'));
    const isMoment = MOMENT.test(name) && isText && !schema.enum;
    return described(isMoment ? { ...schema, format: 'date-time' } : schema, docs);
  }

  /** JSON leaves out what is undefined. */
  private isAlwaysSent(type: ts.Type): boolean {
    return !(type.isUnion() && type.types.some(({ flags }) => flags & ts.TypeFlags.Undefined));
  }

  /** The component's name: that of the interface, class or alias, with its arguments (`PageOfV1Message`); null for what has none. */
  private nameOf(type: ts.Type): string | null {
    const { aliasSymbol: alias, aliasTypeArguments } = type;
    if (alias && this.isOurs(alias) && !isUnionOfLiterals(type))
      return withArguments(alias.name, this.namesOf(aliasTypeArguments));
    const symbol = type.getSymbol();
    if (!symbol || !this.isOurs(symbol) || !(symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class)))
      return null;
    const args =
      (type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference
        ? this.checker.getTypeArguments(type as ts.TypeReference)
        : [];
    // The last argument of a class or interface may be its own `this`.
    return withArguments(
      symbol.name,
      this.namesOf(args.filter((each) => each !== type && !(each.flags & ts.TypeFlags.TypeParameter))),
    );
  }

  private namesOf(types: readonly ts.Type[] | undefined): string[] {
    return (types ?? []).map((type) => {
      const text = this.nameOf(type) ?? this.checker.typeToString(type);
      const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
      return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
    });
  }

  private isOurs(symbol: ts.Symbol): boolean {
    const file = symbol.declarations?.[0]?.getSourceFile().fileName;
    return file !== undefined && !file.includes('/node_modules/');
  }
}

function withArguments(name: string, args: readonly string[]): string {
  return args.length === 0 ? name : `${name}Of${args.join('And')}`;
}

/** Enumerations and the like stay where they are used: a word's meaning is told by the field. */
function isUnionOfLiterals(type: ts.Type): boolean {
  const simple =
    ts.TypeFlags.Literal | ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.String | ts.TypeFlags.Number;
  return type.isUnion() && type.types.every(({ flags }) => flags & simple);
}

function isHidden(symbol: ts.Symbol): boolean {
  const declaration = symbol.valueDeclaration;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return declaration !== undefined && (ts.getCombinedModifierFlags(declaration) & hidden) !== 0;
}
