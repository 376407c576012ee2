import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** What the source says about one schema: its own comment, and those of its fields. */
export interface SchemaComments {
  readonly doc: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Comments of every constant and of every property that holds a schema, by name. */
export function schemaComments(file: string): Map<string, SchemaComments> {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = new Map<string, SchemaComments>();
  const take = (name: string, node: ts.Node, initializer: ts.Node) =>
    found.set(name, { doc: docOf(node), fields: fieldsIn(initializer, found) });
  const visit = (node: ts.Node): void => {
    if (ts.isVariableStatement(node))
      for (const { name, initializer } of node.declarationList.declarations)
        if (initializer) {
          take(name.getText(), node, initializer);
          for (const event of eventsIn(initializer)) take(event.name.getText(), event, event.initializer);
        }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The properties of the schemas given to `defineEvents`. */
function eventsIn(node: ts.Node): ts.PropertyAssignment[] {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'defineEvents') return [];
  const schemas = node.arguments[1];
  return schemas && ts.isObjectLiteralExpression(schemas) ? schemas.properties.filter(ts.isPropertyAssignment) : [];
}

/** Comments of the fields of an object schema, with those of the schema that it extends. */
function fieldsIn(node: ts.Node, known: ReadonlyMap<string, SchemaComments>): Map<string, string> {
  const fields = new Map<string, string>();
  const visit = (inner: ts.Node): void => {
    if (ts.isIdentifier(inner)) for (const [name, doc] of known.get(inner.text)?.fields ?? []) fields.set(name, doc);
    if (ts.isObjectLiteralExpression(inner)) {
      for (const property of inner.properties) {
        const doc = docOf(property);
        if (property.name && doc) fields.set(property.name.getText(), doc);
      }
      return;
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return fields;
}

function docOf(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .flatMap((doc) => (ts.isJSDoc(doc) ? (ts.getTextOfJSDocComment(doc.comment) ?? '') : []))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}
