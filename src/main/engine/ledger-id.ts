import { z } from 'zod';
import type { Random } from '../core/ports.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** The ledger's id: made once, and kept in it. */
export function ledgerId(ledger: Ledger, random: Random): string {
  const known = ledger.settings.get('ledger.id', z.string());
  if (known !== undefined) return known;
  const id = random.token(16);
  ledger.settings.set('ledger.id', id);
  return id;
}

/** A short name of the ledger with this id, for its nonces and for what is kept beside it. */
export function ledgerTag(id: string): string {
  return `s${id.slice(0, 8)}`;
}
