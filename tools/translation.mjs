/**
 * How TypeScript becomes JavaScript, everywhere: in `npm run build`, under Jest and in scripts that run without a build.
 * Types are removed and not checked; `npm run type-check` does that.
 */
export const translation = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    // Nest injects by the types that TypeScript would write beside the decorators (emitDecoratorMetadata).
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'es6' },
};
