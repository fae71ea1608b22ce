import { expect, it } from 'vitest';

import { hideUrls, oneLine, redact } from '../../../src/main/core/redact.ts';

it('removes queries and credentials of URLs, with or without a scheme', () => {
  expect(redact('GET https://me:pw@h.example/a/b?sig=abc&x=1 failed')).toBe('GET https://…@h.example/a/b?… failed');
  expect(redact('path /o/1?nonce=abc&sig=d, "https://h/x?a=b"')).toBe('path /o/1?… "https://h/x?…"');
  expect(redact('ps://me:pw@h.example and me:pw@h.example, at 12:30')).toBe(
    'ps://…@h.example and …@h.example, at 12:30',
  );
  expect(redact('Really? Yes, a=b.')).toBe('Really? Yes, a=b.');
});

it('removes bearer tokens and the secrets it is told, also as they look in a URL', () => {
  expect(redact('Authorization: Bearer sk-123.abc, next')).toBe('Authorization: Bearer …, next');
  expect(redact('x=sk 1; y=sk%201; z=sk 12', { secrets: ['sk 1', 'sk 12', '', ' '] })).toBe('x=…; y=…; z=…');
  expect(redact('lone half', { secrets: ['\ud800'] })).toBe('lone half');
});

it('shortens the home folder, and only it', () => {
  const homeFolder = '/home/al';
  expect(redact('/home/al/x, /home/alice/x, "/home/al"', { homeFolder })).toBe('~/x, /home/alice/x, "~"');
  expect(redact('file:///home/a%20l/x', { homeFolder: '/home/a l/' })).toBe('file://~/x');
  const windows = { homeFolder: 'C:\\Users\\Al' };
  expect(redact('C:\\Users\\Al\\x C:/Users/Al/x "C:\\\\Users\\\\Al\\\\x"', windows)).toBe('~\\x ~/x "~\\\\x"');
  expect(redact('/a/b', { homeFolder: '/' })).toBe('/a/b');
});

it('leaves of a URL in somebody else’s text only its host', () => {
  expect(hideUrls('see https://u:p@h.example:8/secret?x=1#y and HTTP://b.example')).toBe(
    'see https://h.example:8/… and HTTP://b.example/…',
  );
});

it('makes one clean line of at most so many characters', () => {
  expect(oneLine(' a\n\tb\u001b[31m\u202e ', 100)).toBe('a b [31m');
  expect(oneLine('x'.repeat(11), 10)).toBe(`${'x'.repeat(9)}…`);
  expect(oneLine('12345678\u{1f600}90', 10).isWellFormed()).toBe(true);
});

it('does not slow down on hostile texts', () => {
  // Quadratic work on these would not end before the test's own limit.
  for (const text of ['a:', 'https://', '?a', '//@', 'bearer ', '?a=', '//a'].map((part) => part.repeat(200_000))) {
    hideUrls(text);
    redact(text, { homeFolder: '/home/al', secrets: ['secret'] });
  }
}, 10_000);
