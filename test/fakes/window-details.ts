import type { ClipDetail, DecisionView } from '../../src/shared/contract/clip.ts';
import type { World } from './window-world.ts';

const second = 1_000;

/** What the ledger would say of a clip. */
export function detailOf(world: World, id: string): ClipDetail | null {
  const row = world.clips.find((clip) => clip.id === id);
  if (row === undefined) return null;
  const began = row.beganAt ?? world.now - 12 * 60 * second;
  const sent = row.beganAt !== null && row.state !== 'hosting';
  const accepted = ['accepted', 'fetching', 'done'].includes(row.state) || row.endedAtStep === 'process';
  const remoteId = accepted ? 'job_8c41f7d2a96e' : null;
  const requestId = sent ? 'req_5b0e7719c3' : null;
  const audioName = row.name.replace(/\.\w+$/, `.${row.language ?? 'en'}.wav`);
  const events: ClipDetail['events'] = [];
  const add = (after: number, body: ClipDetail['events'][number]['body']): void => {
    events.push({ sequence: events.length + 1, at: began + after * second, body });
  };
  add(-190, { kind: 'clip', from: null, to: 'draft', problem: null });
  add(-189, { kind: 'authorised', number: 1, by: 'start' });
  add(-188, { kind: 'clip', from: 'checking', to: 'ready', problem: null });
  if (row.beganAt !== null) add(0, { kind: 'clip', from: 'ready', to: 'hosting', problem: null });
  if (sent) {
    add(9, { kind: 'clip', from: 'hosting', to: 'hosted', problem: null });
    add(9, { kind: 'attempt-opened', attempt: 1, authorisation: 1, digest: 'c0ffee' });
  }
  if (accepted) {
    add(10, {
      kind: 'attempt-settled',
      attempt: 1,
      outcome: 'accepted',
      reason: null,
      httpStatus: 202,
      errorCode: null,
      requestId,
      remoteId,
    });
    add(28, { kind: 'remote-status', status: 'processing' });
  }
  if (row.state === 'done') {
    add(234, { kind: 'remote-status', status: 'completed' });
    add(234, { kind: 'clip', from: 'accepted', to: 'fetching', problem: null });
    add(246, { kind: 'clip', from: 'fetching', to: 'done', problem: null });
  }
  if (row.state === 'failed') add(40, { kind: 'clip', from: 'submitting', to: 'failed', problem: row.problem });
  if (row.state === 'unconfirmed') {
    add(31, { kind: 'clip', from: 'submitting', to: 'unconfirmed', problem: row.problem });
  }
  return {
    row,
    batchName: world.batches.find((batch) => batch.id === row.batchId)?.name ?? '',
    createdAt: began - 190 * second,
    video: {
      id: row.pictureId,
      name: row.name,
      kind: 'file',
      size: 28_000_000,
      info: {
        container: 'mov,mp4',
        durationSeconds: row.seconds,
        size: 28_000_000,
        video: { codec: 'h264', width: 1920, height: 1080, frameRate: 25 },
        audio: { codec: 'aac', sampleRate: 48_000, channels: 2 },
      },
    },
    audio: {
      id: `${row.pictureId}-audio`,
      name: audioName,
      kind: 'file',
      size: 2_100_000,
      info: {
        container: 'wav',
        durationSeconds: row.seconds,
        size: 2_100_000,
        video: null,
        audio: { codec: 'pcm_s16le', sampleRate: 48_000, channels: 1 },
      },
    },
    result:
      row.state === 'done'
        ? {
            name: row.name.replace(/\.(\w+)$/, `.${row.language ?? 'en'}.$1`),
            seconds: row.seconds,
            size: 27_400_000,
            isThere: !world.lost.has(id),
            sha256: '9f2c4be1d0a7'.repeat(5) + '9f2c',
          }
        : null,
    remoteId,
    requestId,
    attempts: sent
      ? [
          {
            number: 1,
            openedAt: began + 9 * second,
            settledAt: began + 10 * second,
            outcome: accepted ? 'accepted' : row.state === 'unconfirmed' ? 'unknown' : 'rejected',
            reason: null,
            httpStatus: accepted ? 202 : 422,
            errorCode: null,
            requestId,
            remoteId,
            resolution: null,
          },
        ]
      : [],
    events,
  };
}

/** What is known of a clip whose submission is unconfirmed. */
export function decisionOf(world: World, clipId: string): DecisionView | null {
  const row = world.clips.find((clip) => clip.id === clipId);
  if (row?.state !== 'unconfirmed') return null;
  const openedAt = world.now - 668 * second;
  return {
    row,
    attempt: {
      number: 1,
      openedAt,
      settledAt: openedAt + 31 * second,
      outcome: 'unknown',
      reason: 'the connection was reset',
      httpStatus: null,
      errorCode: null,
      requestId: null,
      remoteId: null,
      resolution: null,
    },
    passes: 3,
    lookedAt: world.now - 40 * second,
    candidates: [
      { remoteId: 'job_2f90b6e1c47d', status: 'completed', createdAt: openedAt + second, creditsUsed: 14 },
      { remoteId: 'job_b71c03d58fa2', status: 'processing', createdAt: openedAt + 24 * second, creditsUsed: 31 },
    ],
    matchesByItself: false,
  };
}
