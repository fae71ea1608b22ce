import { describe, expect, it } from 'vitest';
import { isMedia, parseLastPacketEnd, parseProbe } from '../../../src/main/media/parse-probe.ts';

const video = { codec_type: 'video', codec_name: 'h264', width: 320, height: 180, avg_frame_rate: '30000/1001' };
const audio = { codec_type: 'audio', codec_name: 'aac', sample_rate: '44100', channels: 2 };
const parse = (answer: unknown) => parseProbe(JSON.stringify(answer), 1234);

describe('parseProbe', () => {
  it('reads a whole answer', () => {
    expect(parse({ streams: [audio, video], format: { format_name: 'mov,mp4', duration: '5.5', size: '9' } })).toEqual({
      container: 'mov,mp4',
      durationSeconds: 5.5,
      size: 1234,
      video: { codec: 'h264', width: 320, height: 180, frameRate: 30000 / 1001 },
      audio: { codec: 'aac', sampleRate: 44100, channels: 2 },
    });
  });

  it('says unknown, 0 or null where ffprobe says nothing', () => {
    expect(parse({ streams: [{ codec_type: 'video' }, { codec_type: 'audio' }] })).toEqual({
      container: 'unknown',
      durationSeconds: null,
      size: 1234,
      video: { codec: 'unknown', width: 0, height: 0, frameRate: null },
      audio: { codec: 'unknown', sampleRate: null, channels: null },
    });
    expect(parse({})).toMatchObject({ video: null, audio: null });
  });

  it('survives fields of the wrong type', () => {
    expect(
      parse({ streams: [{ ...video, width: 'wide', codec_name: 7 }], format: { duration: 'N/A', format_name: null } }),
    ).toMatchObject({
      container: 'unknown',
      durationSeconds: null,
      video: { codec: 'unknown', width: 0, height: 180 },
    });
  });

  it('does not take cover art for video', () => {
    const cover = { ...video, codec_name: 'mjpeg', disposition: { attached_pic: 1 } };
    expect(parse({ streams: [cover, audio] })?.video).toBeNull();
    expect(parse({ streams: [cover, video] })?.video?.codec).toBe('h264');
  });

  it.each([
    ['25/1', 25],
    ['24', 24],
    ['0/0', null],
    ['25/0', null],
    ['', null],
    ['fast', null],
  ])('frame rate %j is %j', (avg_frame_rate, expected) => {
    expect(parse({ streams: [{ ...video, avg_frame_rate }] })?.video?.frameRate).toBe(expected);
  });

  it('takes the longest stream when the container has no duration', () => {
    const streams = [
      { ...video, duration: '3.2' },
      { ...audio, duration: '4.8' },
    ];
    expect(parse({ streams, format: { format_name: 'x' } })?.durationSeconds).toBe(4.8);
    expect(parse({ streams, format: { format_name: 'x', duration: '0.000000' } })?.durationSeconds).toBe(4.8);
  });

  it.each(['', 'no json', '[]x', '"text"', '3', 'null'])(
    'is null for %j, which is not an answer of ffprobe',
    (json) => {
      expect(parseProbe(json, 1)).toBeNull();
    },
  );
});

describe('isMedia', () => {
  const info = (container: string) => parse({ streams: [video], format: { format_name: container } });
  it.each([
    ['mov,mp4,m4a,3gp,3g2,mj2', true],
    ['matroska,webm', true],
    ['gif', true],
    ['png_pipe', false],
    ['image2', false],
    ['tty', false],
    ['hls', false],
    ['concat', false],
  ])('%s: %s', (container, expected) => {
    const parsed = info(container);
    expect(parsed !== null && isMedia(parsed)).toBe(expected);
  });
});

describe('parseLastPacketEnd', () => {
  it('takes the latest end, whatever the order', () => {
    const packets = [{ pts_time: '4.5', duration_time: '0.5' }, { pts_time: '4.8' }, { duration_time: '0.1' }];
    expect(parseLastPacketEnd(JSON.stringify({ packets }))).toBe(5);
  });
  it.each(['{"packets": []}', '{}', ''])('is null without packets: %j', (json) => {
    expect(parseLastPacketEnd(json)).toBeNull();
  });
});
