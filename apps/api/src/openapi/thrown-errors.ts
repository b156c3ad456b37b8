import { ERROR_CATALOGUE, type ErrorCode, GatewayError } from '@switchboard/contracts';
import ts from 'typescript';
import { ProblemError } from '../http/problem';

export type ApiError = GatewayError | ProblemError;

/** What one function does: the errors that it makes itself, and whom it calls. */
interface Doings {
  errors: ApiError[];
  calls: Set<ts.Node>;
}

type Body = ts.FunctionLikeDeclaration;

/**
 * Which errors a function can end with, found by following its calls through our own sources. Errors that someone on the way catches
 * are among them: an entry of the route says which it never answers.
 */
export class ThrownErrors {
  private readonly known = new Map<ts.Node, Doings>();

  constructor(private readonly checker: ts.TypeChecker) {}

  /**
   * Every error once, by its code, sentence and details.
   * @param passedOver names of functions that are not followed: those that the caller cannot reach
   */
  of(start: ts.Node, passedOver: readonly string[] = []): ApiError[] {
    const seen = new Set<ts.Node>([start]);
    const found = new Map<string, ApiError>();
    for (const each of seen) {
      const { errors, calls } = this.doingsOf(each);
      for (const error of errors) found.set(`${error.code} ${error.message} ${JSON.stringify(paramsOf(error))}`, error);
      for (const call of calls) if (!passedOver.includes(nameOf(call))) seen.add(call);
    }
    return [...found.values()];
  }

  private doingsOf(declaration: ts.Node): Doings {
    const known = this.known.get(declaration);
    if (known) return known;
    const doings: Doings = { errors: [], calls: new Set() };
    this.known.set(declaration, doings);
    this.visit(declaration, doings);
    return doings;
  }

  private visit(node: ts.Node, doings: Doings): void {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const errors = this.errorsMadeBy(node);
      if (errors) doings.errors.push(...errors);
      else this.follow(node, doings);
    }
    ts.forEachChild(node, (child) => this.visit(child, doings));
  }

  private follow(node: ts.CallExpression | ts.NewExpression, { calls }: Doings): void {
    if (ts.isCallExpression(node)) {
      const called = this.checker.getResolvedSignature(node)?.declaration;
      if (isOurs(called)) calls.add(called);
    }
    for (const argument of node.arguments ?? []) {
      if (!ts.isIdentifier(argument) && !ts.isPropertyAccessExpression(argument)) continue;
      const [signature] = this.checker.getTypeAtLocation(argument).getCallSignatures();
      if (isOurs(signature?.declaration)) calls.add(signature.declaration);
    }
  }

  /** Null for what makes no error. */
  private errorsMadeBy(node: ts.CallExpression | ts.NewExpression): ApiError[] | null {
    const [first, ...others] = node.arguments ?? [];
    if (ts.isNewExpression(node)) {
      if (node.expression.getText() === 'GatewayError') return first ? this.gatewayErrors(first, others[0]) : [];
      if (node.expression.getText() !== 'ProblemError') return null;
      const [status, code, detail] = (node.arguments ?? []).map((each) => this.textOf(each));
      if (!/^\d{3}$/.test(status ?? '') || !code) return [];
      return [new ProblemError(Number(status), code, detail ?? sentenceOf(code))];
    }
    const match = /^ProblemError\.(\w+)$/.exec(node.expression.getText());
    return match ? [problemOf(match[1] ?? '', first && this.textOf(first))] : null;
  }

  private gatewayErrors(code: ts.Expression, options: ts.Expression | undefined): GatewayError[] {
    const type = this.checker.getTypeAtLocation(code);
    const codes = (type.isUnion() ? type.types : [type]).flatMap((each) =>
      each.isStringLiteral() ? [each.value] : [],
    );
    // A code that was handed on from elsewhere was made there.
    if (codes.length === Object.keys(ERROR_CATALOGUE).length) return [];
    const given = new Map(options && ts.isObjectLiteralExpression(options) ? this.literalsOf(options) : []);
    const params = given.get('params');
    const more = params && ts.isObjectLiteralExpression(params) ? this.literalsOf(params) : [];
    const told = more.flatMap(([name, value]) => {
      const text = this.textOf(value);
      return text === undefined ? [] : [[name, text] as const];
    });
    const description = given.get('description');
    return codes.map(
      (each) =>
        new GatewayError(each as ErrorCode, {
          description: description && this.textOf(description),
          params: told.length > 0 ? Object.fromEntries(told) : undefined,
        }),
    );
  }

  private literalsOf({ properties }: ts.ObjectLiteralExpression): [string, ts.Expression][] {
    return properties.flatMap((each) =>
      ts.isPropertyAssignment(each) ? [[each.name.getText(), each.initializer]] : [],
    );
  }

  /** The text of a literal, with `…` for what is only known when it is made; undefined for what is no literal. */
  private textOf(node: ts.Expression): string | undefined {
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return node.text;
    if (ts.isTemplateExpression(node))
      return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
    const type = this.checker.getTypeAtLocation(node);
    return type.isStringLiteral() || type.isNumberLiteral() ? String(type.value) : undefined;
  }
}

function nameOf(declaration: ts.Node): string {
  const { name } = declaration as { name?: ts.Node };
  return name && ts.isIdentifier(name) ? name.text : '';
}

function paramsOf(error: ApiError): unknown {
  return error instanceof GatewayError ? error.params : error.fields;
}

function problemOf(made: string, text: string | undefined): ProblemError {
  switch (made) {
    case 'unauthorized':
      return ProblemError.unauthorized(text);
    case 'forbidden':
      return ProblemError.forbidden(text);
    case 'notFound':
      return ProblemError.notFound(text ?? 'It');
    case 'conflict':
      return ProblemError.conflict(text ?? 'In conflict with what is there.');
    case 'invalid':
      return ProblemError.invalid([]);
    case 'tooMany':
      return ProblemError.tooMany(60);
    default:
      throw new Error(`ProblemError.${made} is not known to the API's description; add it to thrown-errors.ts.`);
  }
}

/** A code in words. */
function sentenceOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function isOurs(declaration: ts.Node | undefined): declaration is Body {
  if (!declaration || !('body' in declaration) || declaration.body === undefined) return false;
  return !declaration.getSourceFile().fileName.includes('/node_modules/');
}
