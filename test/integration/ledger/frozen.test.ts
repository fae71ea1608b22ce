import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { migrations } from '../../../src/main/ledger/migrations/index.ts';

/** The SHA-256 of the text of each migration that has landed on main. A new one is added here as it lands. */
const landed = [
  'a6062635bae5b49ab7bbd632b0b8f94ba4051b30853bf70b4280cefca8a14d71',
  '6037f8343a3a7a6f2b68c47a6a74fb68087851e37a77b2c9bca88e3883b139a4',
  '7e108d137af336b9bfe4930b9eab748e6b8d8f1bb4f2c182e609ceb7c4870c97',
  '5b9e2885e40981cd4640911fa972d3b4a5e41cd473ef674e560cb5793ba477b5',
];

it.each(landed.map((hash, index) => ({ number: index + 1, hash })))(
  'migration $number is as it landed: ledgers were made with it, so a mistake in it is mended by a new one',
  ({ number, hash }) => {
    expect(
      createHash('sha256')
        .update(migrations[number - 1] ?? '')
        .digest('hex'),
    ).toBe(hash);
  },
);
