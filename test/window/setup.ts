import { ReadableStream, TransformStream, WritableStream } from 'node:stream/web';
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// A browser has these; jsdom in a thread of its own does not.
Object.assign(globalThis, { ReadableStream, TransformStream, WritableStream });

// What the window asks of a browser and jsdom has not: a size, so that the list has lines in sight, and observers.
class NoObserver {
  observe(): void {
    // Nothing changes its size here.
  }
  unobserve(): void {
    // See above.
  }
  disconnect(): void {
    // See above.
  }
}
Object.defineProperty(globalThis, 'ResizeObserver', { value: NoObserver, writable: true });
Object.defineProperty(Element.prototype, 'clientHeight', { get: () => 720 });
Object.defineProperty(Element.prototype, 'clientWidth', { get: () => 1280 });
Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', { value: () => null });
Object.defineProperty(Element.prototype, 'scrollTo', { value: () => undefined });
Object.defineProperty(Element.prototype, 'scrollIntoView', { value: () => undefined });
Object.defineProperty(globalThis, 'matchMedia', {
  value: () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }),
});

afterEach(cleanup);
