/** The part of a request, as the SDK has it before it is signed, that is set here. */
interface Unsigned {
  headers: Record<string, unknown>;
  query: Record<string, unknown>;
}

function isUnsigned(request: unknown): request is Unsigned {
  return typeof request === 'object' && request !== null && 'headers' in request && 'query' in request;
}

/** A step for a command's middleware stack, in which `set` changes the request before it is signed. */
export function beforeSigning(set: (request: Unsigned) => void) {
  return <Args extends { request: unknown }, Output>(next: (args: Args) => Promise<Output>) =>
    (args: Args): Promise<Output> => {
      if (!isUnsigned(args.request)) throw new Error('the S3 client made no HTTP request');
      set(args.request);
      return next(args);
    };
}

/** Where such a step belongs. */
export const asBuilt = { step: 'build', name: 'shoalBeforeSigning' } as const;

/** Signs a body by its hash (lower-case hexadecimal), so that the server refuses any other bytes. */
export function signedAs(sha256: string) {
  return beforeSigning(({ headers }) => {
    headers['x-amz-content-sha256'] = sha256;
  });
}
