import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { intakeSteps, type IntakeStep } from '../../shared/contract/intake.ts';
import {
  intakeClipSchema,
  intakeFileSchema,
  type IntakeClipRow,
  type IntakeFileRow,
  type intakeRepository,
} from './intake.ts';
import type { Together } from './together.ts';

/** What a step found: each row that it changed as it was before, or null where there was none. */
const beforeSchema = z.object({
  files: z.array(z.tuple([z.string(), intakeFileSchema.nullable()])),
  clips: z.array(z.tuple([z.string(), intakeClipSchema.nullable()])),
});

/** How a step changes the intake; what it finds is remembered, so that it can be undone. */
export interface IntakeEdit {
  putFile(row: IntakeFileRow): void;
  putClip(row: IntakeClipRow): void;
  removeFile(id: string): void;
  removeClip(id: string): void;
}

const stepsKept = 50;

/** The steps by which a person changes the intake, and how to take the last ones back. */
export function intakeStepsRepository(
  database: Database,
  intake: Pick<ReturnType<typeof intakeRepository>, 'fileRow' | 'clip'>,
  together: Together,
) {
  const putFile = database.prepare<IntakeFileRow>(
    `INSERT OR REPLACE INTO intake_files (id, media_id, folder, kind, position, probed, seconds, problem, reason)
     VALUES (@id, @mediaId, @folder, @kind, @position, @probed, @seconds, @problem, @reason)`,
  );
  const putClip = database.prepare<IntakeClipRow>(
    `INSERT OR REPLACE INTO intake_clips (id, name, language, video_id, audio_id, already, again)
     VALUES (@id, @name, @language, @videoId, @audioId, @already, @again)`,
  );
  const removeFile = database.prepare<[string]>('DELETE FROM intake_files WHERE id = ?');
  const removeClip = database.prepare<[string]>('DELETE FROM intake_clips WHERE id = ?');
  const addStep = database.prepare<[IntakeStep, string]>('INSERT INTO intake_steps (kind, before) VALUES (?, ?)');
  const trimSteps = database.prepare<[number]>(
    'DELETE FROM intake_steps WHERE sequence <= (SELECT max(sequence) FROM intake_steps) - ?',
  );
  const lastStep = database.prepare<[], { sequence: number; kind: string; before: string }>(
    'SELECT sequence, kind, before FROM intake_steps ORDER BY sequence DESC LIMIT 1',
  );
  const lastKind = database.prepare<[], string>('SELECT kind FROM intake_steps ORDER BY sequence DESC LIMIT 1').pluck();
  const removeStep = database.prepare<[number]>('DELETE FROM intake_steps WHERE sequence = ?');
  const forgetSteps = database.prepare('DELETE FROM intake_steps');
  const dropOrphans = database.prepare(
    `DELETE FROM intake_files WHERE NOT EXISTS (SELECT 1 FROM intake_clips WHERE video_id = intake_files.id)
       AND NOT EXISTS (SELECT 1 FROM intake_clips WHERE audio_id = intake_files.id) AND id IN (SELECT value FROM json_each(?))`,
  );

  return {
    /** Runs one step of a person: all of it, or nothing. It can be undone until 50 others followed. */
    change(kind: IntakeStep, edit: (edit: IntakeEdit) => void): void {
      together(() => {
        const files = new Map<string, IntakeFileRow | null>();
        const clips = new Map<string, IntakeClipRow | null>();
        const seeFile = (id: string): void => {
          if (!files.has(id)) files.set(id, intake.fileRow(id));
        };
        const seeClip = (id: string): void => {
          if (!clips.has(id)) clips.set(id, intake.clip(id));
        };
        edit({
          putFile(row) {
            seeFile(row.id);
            putFile.run(row);
          },
          putClip(row) {
            seeClip(row.id);
            putClip.run(row);
          },
          removeFile(id) {
            seeFile(id);
            removeFile.run(id);
          },
          removeClip(id) {
            seeClip(id);
            removeClip.run(id);
          },
        });
        if (files.size + clips.size === 0) return;
        addStep.run(kind, JSON.stringify({ files: [...files], clips: [...clips] }));
        trimSteps.run(stepsKept);
      });
    },

    /** Takes the last step back; does nothing when there is none. */
    undo(): void {
      together(() => {
        const step = lastStep.get();
        if (step === undefined) return;
        const before = beforeSchema.parse(JSON.parse(step.before));
        for (const [id, row] of before.files) {
          if (row === null) removeFile.run(id);
          else putFile.run(row);
        }
        for (const [id, row] of before.clips) {
          if (row === null) removeClip.run(id);
          else putClip.run(row);
        }
        removeStep.run(step.sequence);
      });
    },
    /** What the last step did, or null when nothing can be undone. */
    undoable: (): IntakeStep | null => intakeSteps.find((kind) => kind === lastKind.get()) ?? null,

    /** Takes started clips out for good, with the files that no other clip has. What was done before cannot be undone. */
    leave(clipIds: readonly string[]): void {
      together(() => {
        const files = new Set<string>();
        for (const id of clipIds) {
          const row = intake.clip(id);
          if (row === null) continue;
          files.add(row.videoId).add(row.audioId);
          removeClip.run(id);
        }
        dropOrphans.run(JSON.stringify([...files]));
        forgetSteps.run();
      });
    },
  };
}
