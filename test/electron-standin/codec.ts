export interface Codec {
  /** As text, what structured clone takes of what the shell sends; throws on anything else, as Electron does. */
  encode: (value: unknown) => string;
  decode: (text: string) => unknown;
}

/** The way of values between Node and a page. It runs on both sides, so it uses nothing that only one of them has. */
export function createCodec(): Codec {
  const toBase64 = (bytes: Uint8Array): string => {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  // What JSON has no word for is an object with a `$` that names its kind.
  const pack = (value: unknown): unknown => {
    if (value === undefined) return { $: 'undefined' };
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (Object.is(value, -0)) return { $: 'number', value: '-0' };
    if (typeof value === 'number') return Number.isFinite(value) ? value : { $: 'number', value: String(value) };
    if (Array.isArray(value)) return value.map(pack);
    if (value instanceof Date) return { $: 'date', value: String(value.getTime()) }; // an invalid one is NaN
    if (value instanceof Map) return { $: 'map', value: Array.from(value, (entry: unknown[]) => entry.map(pack)) };
    if (value instanceof Uint8Array) return { $: 'bytes', value: toBase64(value) };
    if (value instanceof ArrayBuffer) return { $: 'buffer', value: toBase64(new Uint8Array(value)) };
    if (value instanceof Error) return { $: 'error', value: value.message };
    const prototype: unknown = Object.getPrototypeOf(value);
    if (typeof value !== 'object' || (prototype !== Object.prototype && prototype !== null)) {
      throw new Error('An object could not be cloned.');
    }
    const entries = Object.entries(value).map(([key, each]) => [key, pack(each)]);
    const packed: unknown = Object.fromEntries(entries);
    return '$' in value ? { $: 'object', value: packed } : packed;
  };

  const unpackEntries = (value: object): unknown =>
    Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unpack(each)]));

  const unpack = (packed: unknown): unknown => {
    if (packed === null || typeof packed !== 'object') return packed;
    if (Array.isArray(packed)) return packed.map(unpack);
    if (!('$' in packed)) return unpackEntries(packed);
    const value = 'value' in packed ? packed.value : undefined;
    if (packed.$ === 'undefined') return undefined;
    if (packed.$ === 'number') return Number(value);
    if (packed.$ === 'date') return new Date(Number(value));
    if (packed.$ === 'bytes') return fromBase64(String(value));
    if (packed.$ === 'buffer') return fromBase64(String(value)).buffer;
    if (packed.$ === 'error') return new Error(String(value));
    if (packed.$ === 'map' && Array.isArray(value)) {
      return new Map(value.map((entry: unknown[]): [unknown, unknown] => [unpack(entry[0]), unpack(entry[1])]));
    }
    if (packed.$ === 'object' && typeof value === 'object' && value !== null) return unpackEntries(value);
    throw new Error('This was not encoded here.');
  };

  return { encode: (value) => JSON.stringify(pack(value)), decode: (text) => unpack(JSON.parse(text)) };
}
