import { describe, expect, it } from 'vitest';
import { nonceOfUrl } from '../../../src/main/core/nonce.ts';

const url = 'https://host.example/id/video.mp4?expires=1&nonce=0a1b&signature=x_-y';

describe('nonceOfUrl', () => {
  it.each([
    ['as signed', url],
    ['first', 'https://host.example/v.mp4?nonce=0a1b'],
    ['reordered', 'https://host.example/v.mp4?signature=x&nonce=0a1b&expires=1#t=2'],
    ['S3', 'https://bucket.example/v.mp4?X-Amz-Date=1&x-shoal-nonce=0a1b&X-Amz-Signature=2'],
    ['other case', 'https://bucket.example/v.mp4?X-Shoal-Nonce=0a1b'],
    ['escaped for HTML', url.replaceAll('&', '&amp;')],
    ['value encoded', 'https://host.example/v.mp4?nonce=%30a1b&x=1'],
    ['encoded as a whole', encodeURIComponent(url)],
    ['inside another URL', `https://proxy.example/?from=${encodeURIComponent(url)}`],
    ['encoded twice', encodeURIComponent(encodeURIComponent(url))],
  ])('finds it: %s', (_, text) => {
    expect(nonceOfUrl(text)).toBe('0a1b');
  });

  it.each([
    'https://host.example/nonce=0a1b',
    'https://host.example/?announce=0a1b',
    'https://host.example/?nonce=',
    'https://host.example/?nonce=a%20b',
    'https://host.example/?broken=%E0%A4%A&other',
    '',
    'nonsense %',
  ])('finds none in %j', (text) => {
    expect(nonceOfUrl(text)).toBeNull();
  });
});
