import { expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ shell: {} }));
const { isAllowedLink, website } = await import('../../../src/main/desktop/open-link.ts');

it('opens the service’s website, and nothing that only looks like it', () => {
  expect(isAllowedLink(website)).toBe(true);
  for (const address of [
    'http://fishaudio.org/',
    'https://fishaudio.org.evil.example/',
    'https://fishaudio.org@evil.example/',
    'https://name:word@fishaudio.org/',
    'https://fishaudio.org:8443/',
    'https://www.evil.example/fishaudio.org',
    'javascript:alert(1)//fishaudio.org',
    'file:///etc/passwd',
    'smb://fishaudio.org/share',
    'fishaudio.org',
    '',
  ])
    expect(isAllowedLink(address), address).toBe(false);
});
