import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerPage, pageFile } from '../../../src/main/desktop/pages.ts';

describe('the file that an address means', () => {
  it('is the one of that name', () => {
    expect(pageFile('pages', 'shoal://app/index.html')).toBe(join('pages', 'index.html'));
    expect(pageFile('pages', 'shoal://app/assets/index-B_x-1.js?v=2#top')).toBe(
      join('pages', 'assets', 'index-B_x-1.js'),
    );
  });

  it.each([
    'shoal://app/',
    'shoal://app/assets/',
    'shoal://app/assets//index.js',
    'shoal://app/..%2f..%2fsecret.html',
    'shoal://app/%2e%2e/%2e%2e%2fsecret.html',
    'shoal://app/..%5c..%5csecret.html',
    String.raw`shoal://app/..\..\secret.html`,
    'shoal://app/C:/secret.html',
    'shoal://app/index.html%00.js',
    'shoal://app/.env',
    'shoal://app/assets/.index.js',
    'shoal://other/index.html',
    'shoal://app.other/index.html',
    'shoal://app:1/index.html',
    'http://app/index.html',
    'file:///etc/hosts',
    'nonsense',
    '',
  ])('%s means none', (address) => expect(pageFile('pages', address)).toBeNull());

  it('is never outside of the folder', () => {
    const hostile = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%00',
      ':',
      '~',
      'a',
      'index.html',
      '//',
    );
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 12 }), (parts) => {
        const path = pageFile(`${sep}pages`, `shoal://app/${parts.join('')}`);
        expect(path === null || path.startsWith(`${sep}pages${sep}`)).toBe(true);
        expect((path ?? '').split(sep)).not.toContain('..');
        expect(path ?? '').not.toMatch(/%|[\0\\:~]/);
      }),
    );
  });
});

describe('the answer', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoal-pages-'));
    await mkdir(join(folder, 'pages', 'assets'), { recursive: true });
    await writeFile(join(folder, 'pages', 'index.html'), '<p>hello');
    await writeFile(join(folder, 'pages', 'index.js.map'), '{}');
    await writeFile(join(folder, 'secret.html'), 'secret');
  });
  afterAll(() => rm(folder, { recursive: true }));
  const ask = (address: string, method = 'GET'): Promise<Response> =>
    answerPage(join(folder, 'pages'), new Request(address, { method }));

  it('carries the file, its type and a policy that allows nothing from elsewhere', async () => {
    const answer = await ask('shoal://app/index.html');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('<p>hello');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
  });

  it.each([
    ['a page that is not there', 'shoal://app/other.html', 'GET'],
    ['a folder', 'shoal://app/assets', 'GET'],
    ['a file of another kind', 'shoal://app/index.js.map', 'GET'],
    ['a file outside', 'shoal://app/..%2fsecret.html', 'GET'],
    ['another method', 'shoal://app/index.html', 'POST'],
  ])('is 404 for %s', async (_, address, method) => {
    const answer = await ask(address, method);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('secret');
  });
});
