import { describe, expect, it } from 'vitest';
import type { Look } from '../../../src/main/core/ports.ts';
import { useWorld } from '../../fakes/use-world.ts';

const world = useWorld();
const video = 'https://films.example/a.mp4';
const audio = 'https://films.example/a.wav';

async function start(links: Record<string, Look>): Promise<{ state: string | undefined; code: string | undefined }> {
  for (const [url, look] of Object.entries(links)) world().service.links.set(url, look);
  const engine = await world().start();
  const batch = await world().startBatch(engine, {
    name: 'links',
    resultsFolder: '/results',
    clips: [{ name: 'a', language: null, video: { kind: 'url', url: video }, audio: { kind: 'url', url: audio } }],
    budget: null,
  });
  await world().untilAtRest(engine);
  const [clip] = engine.clips(batch);
  return { state: clip?.state, code: clip?.problem?.code };
}

const film: Look = { kind: 'there', size: 1000, contentType: 'video/mp4' };

describe('a link of the person’s own', () => {
  it.each<[string, Look]>([
    ['media.link-refused', { kind: 'refused', status: 404 }],
    ['media.link-refused', { kind: 'refused', status: 403 }],
    ['media.link-page', { kind: 'there', size: null, contentType: 'text/html; charset=utf-8' }],
    ['media.link-empty', { kind: 'there', size: 0, contentType: 'audio/wav' }],
  ])('is not sent when it leads nowhere: %s', async (code, look) => {
    expect(await start({ [video]: film, [audio]: look })).toEqual({ state: 'rejected', code });
    expect(world().service.callsOf('create')).toEqual([]);
  });

  it.each<[string, Look]>([
    ['cannot be reached from here', { kind: 'failed', failure: 'dns' }],
    ['is answered with a fault of the moment', { kind: 'refused', status: 503 }],
    ['leads to a file', { kind: 'there', size: null, contentType: 'application/octet-stream' }],
  ])('goes to the service as it is when it %s', async (_, look) => {
    expect(await start({ [video]: film, [audio]: look })).toEqual({ state: 'done', code: undefined });
  });
});
