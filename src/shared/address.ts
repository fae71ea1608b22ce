import { z } from 'zod';

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, search, hash } = new URL(text);
  if (username !== '' || search !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

/** An address that media may go to: https, so that nobody on the way reads it; on this computer http will do. */
export const addressSchema = z.string().trim().max(500).refine(isAddress, 'not an https address');
