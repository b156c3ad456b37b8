import path from 'node:path';
import ts from 'typescript';

/** A handler as its source declares it. */
export interface DeclaredHandler {
  /** What it answers, without the promise around it. */
  result: ts.Type;
  parameters: ts.Type[];
  docs: string;
  /** The docstring of its controller. */
  controllerDocs: string;
}

/**
 * The program's own TypeScript, for what compiled code has forgotten: the types that handlers return, the types of the fields of
 * DTOs, and docstrings.
 */
export class Sources {
  private readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  private readonly classes = new Map<string, ts.ClassDeclaration[]>();

  /** @param root the folder of the repository; @param folder of the API's sources */
  constructor(root: string, folder: string) {
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(path.join(root, 'tsconfig.base.json'), (file) => ts.sys.readFile(file)).config,
      ts.sys,
      root,
    );
    const files = [path.join(folder, 'app.module.ts')];
    this.program = ts.createProgram(files, {
      ...options,
      types: ['node'],
      typeRoots: [path.join(root, 'node_modules/@types')],
    });
    this.checker = this.program.getTypeChecker();
    const own = this.program.getSourceFiles().filter(({ fileName }) => path.resolve(fileName).startsWith(folder));
    for (const file of own)
      for (const statement of file.statements) if (ts.isClassDeclaration(statement)) this.add(statement);
  }

  private add(declaration: ts.ClassDeclaration): void {
    const name = declaration.name?.text ?? '';
    this.classes.set(name, [...(this.classes.get(name) ?? []), declaration]);
  }

  /** @throws Error when there is no such controller, or several */
  handler(controller: string, handler: string): DeclaredHandler {
    const declaration = this.classOf(controller);
    const member = this.checker.getTypeAtLocation(declaration).getProperty(handler);
    const method = member?.valueDeclaration;
    if (!member || !method || !ts.isMethodDeclaration(method))
      throw new Error(`${controller} has no method ${handler}.`);
    const signature = this.checker.getSignatureFromDeclaration(method);
    if (!signature) throw new Error(`${controller}.${handler} has no signature.`);
    const result = signature.getReturnType();
    return {
      result: this.checker.getAwaitedType(result) ?? result,
      parameters: method.parameters.map((parameter) => this.checker.getTypeAtLocation(parameter)),
      docs: this.docsOf(member),
      controllerDocs: this.docsOf(this.checker.getTypeAtLocation(declaration).symbol),
    };
  }

  /** @param name `Class.method` */
  method(name: string): ts.Node {
    const [owner = '', member = ''] = name.split('.');
    const declaration = this.instanceOf(owner).getProperty(member)?.valueDeclaration;
    if (!declaration) throw new Error(`There is no method ${name}.`);
    return declaration;
  }

  /** The type of the instances of a class. */
  instanceOf(name: string): ts.Type {
    return this.checker.getTypeAtLocation(this.classOf(name));
  }

  private classOf(name: string): ts.ClassDeclaration {
    const [found, ...others] = this.classes.get(name) ?? [];
    if (!found || others.length > 0)
      throw new Error(`There must be one class ${name}; found ${found ? others.length + 1 : 0}.`);
    return found;
  }

  /** A docstring as one text: its lines joined, its paragraphs kept apart, its tags left out. */
  docsOf(symbol: ts.Symbol): string {
    return textOf(ts.displayPartsToString(symbol.getDocumentationComment(this.checker)));
  }
}

function textOf(docs: string): string {
  return docs
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, ' ').trim())
    .join('\n\n');
}
