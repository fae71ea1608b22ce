import { z } from 'zod';
import type { MediaInfo } from '../../shared/media.ts';

const text = z.string().optional().catch(undefined);
const count = z.number().positive().optional().catch(undefined);
/** ffprobe writes most numbers as text, and `N/A` for what it does not know. */
const decimal = z.coerce.number().positive().nullable().catch(null);

const streamSchema = z.object({
  codec_type: text,
  codec_name: text,
  width: count,
  height: count,
  avg_frame_rate: text,
  sample_rate: decimal,
  channels: count,
  duration: decimal,
  disposition: z.object({ attached_pic: count }).optional().catch(undefined),
});
const answerSchema = z.object({
  streams: z.array(streamSchema).catch([]),
  format: z.object({ format_name: text, duration: decimal }).optional().catch(undefined),
});

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** A fraction such as `30000/1001` in frames a second; null for `0/0`. */
function frameRate(fraction: string | undefined): number | null {
  const [over, under] = (fraction ?? '').split('/').map(Number);
  const rate = (over ?? 0) / (under ?? 1);
  return Number.isFinite(rate) && rate > 0 ? rate : null;
}

/**
 * What ffprobe (`-of json -show_format -show_streams`) says of a file of `size` bytes, or null when `json` is not an
 * answer of ffprobe's at all. Takes the first video and the first audio stream; cover art is not video. What ffprobe
 * does not say is `unknown`, 0 or null.
 */
export function parseProbe(json: string, size: number): MediaInfo | null {
  const parsed = answerSchema.safeParse(parseJson(json));
  if (!parsed.success) return null;
  const { streams, format } = parsed.data;
  const video = streams.find((stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1);
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  const longest = Math.max(0, ...streams.map((stream) => stream.duration ?? 0));
  return {
    container: format?.format_name ?? 'unknown',
    durationSeconds: format?.duration ?? (longest > 0 ? longest : null),
    size,
    video: video
      ? {
          codec: video.codec_name ?? 'unknown',
          width: video.width ?? 0,
          height: video.height ?? 0,
          frameRate: frameRate(video.avg_frame_rate),
        }
      : null,
    audio: audio
      ? { codec: audio.codec_name ?? 'unknown', sampleRate: audio.sample_rate, channels: audio.channels ?? null }
      : null,
  };
}

/** What ffprobe opens although it holds no moving picture or sound of its own: pictures, text art, playlists. */
const NOT_MEDIA = /^(image2|.*_pipe|ico|tty|concat|hls|dash|imf|lrc)$/;

/** Whether the file is video or audio, and not a still picture, a text or a list of other files. */
export function isMedia(info: MediaInfo): boolean {
  return (
    (info.video !== null || info.audio !== null) && !info.container.split(',').some((name) => NOT_MEDIA.test(name))
  );
}

/**
 * Where the packets at the end of a file end, in seconds, by ffprobe's
 * `-show_entries packet=pts_time,duration_time`; null when there are none.
 */
export function parseLastPacketEnd(json: string): number | null {
  const parsed = z
    .object({ packets: z.array(z.object({ pts_time: decimal, duration_time: decimal })) })
    .safeParse(parseJson(json));
  const ends = (parsed.data?.packets ?? []).map((packet) => (packet.pts_time ?? 0) + (packet.duration_time ?? 0));
  return ends.length === 0 ? null : ends.reduce((last, end) => Math.max(last, end), 0);
}
