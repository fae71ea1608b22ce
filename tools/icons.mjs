// Draws the icons again from the drawings in resources, with Debian's Chromium: `node tools/icons.mjs`.
// What it writes is committed, so that a release needs no browser.
import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const folder = join(import.meta.dirname, '../resources');
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const pictures = new Map();
for (const size of sizes) pictures.set(size, await draw(size <= 32 ? 'icon-small.svg' : 'icon.svg', size));
for (const [size, png] of pictures) await writeFile(join(folder, 'icons', `${size}x${size}.png`), png);
await writeFile(join(folder, 'icon.ico'), ico([16, 24, 32, 48, 64, 128, 256]));
await writeFile(join(folder, 'icon.icns'), icns());
// Beside the clock: Linux makes it as small as its panel is, Windows takes the .ico, macOS a template of one or two pixels a point.
await writeFile(join(folder, 'tray.png'), await draw('icon-small.svg', 48));
await writeFile(join(folder, 'trayTemplate.png'), await draw('tray-template.svg', 16));
await writeFile(join(folder, 'trayTemplate@2x.png'), await draw('tray-template.svg', 32));
await writeFile(join(folder, 'needs-you.png'), await draw('needs-you.svg', 32));
await browser.close();

/** A drawing as a PNG of so many pixels with a transparent ground. */
async function draw(name, size) {
  const drawing = await readFile(join(folder, name), 'utf8');
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const sized = drawing.replace('<svg ', `<svg style="display:block" width="${size}" height="${size}" `);
  await page.setContent(`<body style="margin:0">${sized}`);
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

/** Windows: a header, one entry of 16 bytes a picture, the pictures. 256 is written as 0. */
function ico(wanted) {
  const head = Buffer.alloc(6 + 16 * wanted.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(wanted.length, 4);
  let offset = head.length;
  const parts = wanted.map((size, index) => {
    const png = pictures.get(size);
    const entry = 6 + 16 * index;
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += png.length;
    return png;
  });
  return Buffer.concat([head, ...parts]);
}

/** macOS: `icns` and the whole length, then each picture after its type and its length. */
function icns() {
  const types = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 };
  const chunk = (name, content) => {
    const head = Buffer.from(`${name}\0\0\0\0`, 'latin1');
    head.writeUInt32BE(8 + content.length, 4);
    return Buffer.concat([head, content]);
  };
  return chunk('icns', Buffer.concat(Object.entries(types).map(([type, size]) => chunk(type, pictures.get(size)))));
}
