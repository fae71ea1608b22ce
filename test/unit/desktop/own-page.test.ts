import { describe, expect, it } from 'vitest';
import { isOwnPage, isTrustedSender } from '../../../src/main/desktop/own-page.ts';

const home = 'shoal://app/index.html';

describe('a page', () => {
  it.each(['shoal://app/index.html', 'shoal://app/', 'shoal://app/other.html#part'])('%s is own', (address) =>
    expect(isOwnPage(address, home)).toBe(true),
  );
  it.each([
    'shoal://media/index.html',
    'shoal://app.evil.example/',
    'shoal://user@evil.example/app/',
    'other://app/index.html',
    'https://app/index.html',
    'https://evil.example/?shoal://app/',
    'file:///index.html',
    'data:text/html,shoal://app/',
    'about:blank',
    '',
  ])('%s is not', (address) => expect(isOwnPage(address, home)).toBe(false));

  it('of the development server is own only there, on its port', () => {
    expect(isOwnPage('http://localhost:5173/a', 'http://localhost:5173')).toBe(true);
    expect(isOwnPage('http://localhost:5174/a', 'http://localhost:5173')).toBe(false);
    expect(isOwnPage('http://localhost:5173/a', home)).toBe(false);
  });
});

describe('the sender of a message', () => {
  it('is trusted when it is the main frame of an own page', () => {
    expect(isTrustedSender({ url: home, parent: null }, home)).toBe(true);
  });
  it('is not trusted when it is a frame inside, of another page, or gone', () => {
    expect(isTrustedSender({ url: home, parent: { url: home } }, home)).toBe(false);
    expect(isTrustedSender({ url: 'https://evil.example/', parent: null }, home)).toBe(false);
    expect(isTrustedSender(null, home)).toBe(false);
  });
});
