/**
 * Chromium cannot be taught a scheme from outside. So a page of `shoal://app/…` is `http://app.shoal.localhost/…` to it: a secure
 * context with an origin of its own, whose requests all arrive at one server of the stand-in.
 */
export class Addresses {
  readonly #schemes: ReadonlySet<string>;

  /** `schemes` are those that the shell registered as privileged. */
  constructor(schemes: ReadonlySet<string>) {
    this.#schemes = schemes;
  }

  /** As Chromium has it. An address of no registered scheme is left as it is. */
  outside(address: string): string {
    const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(address) ?? [];
    return this.#schemes.has(scheme) ? `http://${host}.${scheme}.localhost${rest || '/'}` : address;
  }

  /** As the shell has it: the way back. */
  inside(address: string): string {
    const [, host = '', scheme = '', rest = ''] =
      /^http:\/\/([^/?#]*)\.([a-z0-9+-]+)\.localhost((?:[/?#].*)?)$/i.exec(address) ?? [];
    return this.#schemes.has(scheme) ? `${scheme}://${host}${rest}` : address;
  }

  /** A policy with the sources of a registered scheme as Chromium has them. */
  policyOutside(policy: string): string {
    return policy
      .split(/(?<=[\s;])/)
      .map((word) => {
        const [, scheme = '', host = '*', end = ''] =
          /^([a-z][a-z0-9+.-]*):(?:\/\/([^\s;/]+))?([\s;]*)$/i.exec(word) ?? [];
        return this.#schemes.has(scheme) ? `http://${host}.${scheme}.localhost${end}` : word;
      })
      .join('');
  }
}

/** Origin as Electron says it: for a standard scheme too, which Node's URL knows nothing of. */
export function originOf(address: string): string {
  const url = URL.parse(address);
  if (url === null || url.host === '') return 'null';
  return `${url.protocol}//${url.host}`;
}
