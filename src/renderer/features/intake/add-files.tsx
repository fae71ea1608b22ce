import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk, useClient, useDescribe, useFormats, usePlace, useWindow } from '../../app/window-context.ts';
import type { Added } from '../../../shared/contract/intake.ts';
import { droppedFiles, type Dropped } from './drop-entries.ts';
import { sendOverHttp, upload, type UploadProgress } from './uploads.ts';

export interface AddFiles {
  /** Files of this computer's disk that a person dropped or chose. */
  add: (dropped: Dropped) => Promise<void>;
  addPaths: (paths: string[]) => Promise<boolean>;
  addSamples: () => Promise<void>;
  /** What is being sent to the engine; null when nothing is. */
  sending: UploadProgress | null;
  /** Whether the engine reads folders or a manifest. */
  reading: boolean;
  cancel: () => void;
}

const AddFilesContext = createContext<AddFiles | null>(null);

export function useAddFiles(): AddFiles {
  const adding = useContext(AddFilesContext);
  if (adding === null) throw new Error('outside of IntakeDrops');
  return adding;
}

/**
 * Takes what is dropped anywhere in the window, and goes on sending it whatever screen is looked at. In the desktop a
 * dropped file has a path, and nothing is sent; in a browser its bytes are streamed to the engine.
 */
export function IntakeDrops({ children }: { children: ReactNode }): ReactNode {
  const adding = useAdding();
  const isOver = useDrops((dropped) => void adding.add(dropped));
  const { t } = useTranslation();
  return (
    <AddFilesContext value={adding}>
      {children}
      {isOver && (
        <div className="drop-here">
          <b>{t('intake.dropHere')}</b>
          <span>{t('intake.dropHereMore')}</span>
        </div>
      )}
    </AddFilesContext>
  );
}

function useAdding(): AddFiles {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const formats = useFormats();
  const describe = useDescribe();
  const { go } = usePlace();
  const { toasts } = useWindow();
  // A drop may come while the one before it is still being sent.
  const [sends, setSends] = useState<ReadonlyMap<AbortController, UploadProgress>>(new Map());
  const [readers, setReaders] = useState(0);

  const tell = (added: Added): boolean => {
    const [problem] = added.problems;
    if (problem !== undefined) {
      const { what, next } = describe(problem);
      const more = added.problems.length - 1;
      toasts.sayFailed([what, next, ...(more > 0 ? [t('intake.moreProblems', { count: more })] : [])].join(' '));
      return false;
    }
    if (added.files === 0) toasts.sayFailed(t('intake.nothingNew'));
    else if (added.leftOut > 0) toasts.say(t('intake.leftOut', { count: added.leftOut }));
    return true;
  };
  const read = async (call: () => Promise<Added>): Promise<boolean> => {
    go('intake');
    setReaders((count) => count + 1);
    const answer = await ask(call);
    setReaders((count) => count - 1);
    return answer !== null && tell(answer.answer);
  };

  const send = async ({ files, unreadable }: Dropped): Promise<void> => {
    go('intake');
    if (unreadable.length > 0) toasts.sayFailed(t('intake.unreadable', { names: formats.list(unreadable) }));
    if (files.length === 0) return;
    const stopping = new AbortController();
    const answer = await ask(async () => {
      const { drop } = await client.intake.beginDrop();
      const sent = await upload(files, {
        announce: (announced) => client.intake.announceUploads({ drop, files: announced }),
        send: sendOverHttp,
        onProgress: (progress) => setSends((before) => new Map(before).set(stopping, progress)),
        signal: stopping.signal,
      });
      // Also after a cancel: what arrived stays.
      return { ...sent, added: await client.intake.finishDrop({ drop }) };
    });
    setSends((before) => new Map([...before].filter(([other]) => other !== stopping)));
    if (answer === null) return;
    const { leftOut, failed, canceled, added } = answer.answer;
    if (failed.length > 0) toasts.sayFailed(t('intake.notArrived', { names: formats.list(failed) }));
    if (added.problems.length > 0) tell(added);
    else if (failed.length > 0 || canceled) return;
    else if (leftOut === files.length) toasts.sayFailed(t('intake.noMedia', { count: leftOut }));
    else if (added.files === 0) toasts.sayFailed(t('intake.nothingNew'));
    else if (leftOut > 0) toasts.say(t('intake.leftOut', { count: leftOut }));
  };

  return {
    add: (dropped) => {
      const pathOf = window.shoal?.pathForFile;
      if (pathOf === undefined) return send(dropped);
      const paths = dropped.files.map(({ file }) => pathOf(file)).filter((path) => path !== '');
      return paths.length === 0 ? send(dropped) : read(() => client.intake.add({ paths })).then(() => undefined);
    },
    addPaths: (paths) => read(() => client.intake.add({ paths })),
    addSamples: () => read(() => client.intake.addSamples()).then(() => undefined),
    sending: together([...sends.values()]),
    reading: readers > 0,
    cancel: () => [...sends.keys()].forEach((each) => each.abort()),
  };
}

/** What is being sent, of all drops; null when there is none. */
function together(sends: readonly UploadProgress[]): UploadProgress | null {
  if (sends.length === 0) return null;
  const sum = (of: keyof UploadProgress): number => sends.reduce((total, each) => total + each[of], 0);
  return { files: sum('files'), filesSent: sum('filesSent'), size: sum('size'), sizeSent: sum('sizeSent') };
}

/** Hears drags of files over the whole window; drags of rows within it carry no files and are left alone. */
function useDrops(onDrop: (dropped: Dropped) => void): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });
  const listeners = useMemo(() => {
    const hasFiles = (event: DragEvent): event is DragEvent & { dataTransfer: DataTransfer } =>
      event.dataTransfer?.types.includes('Files') ?? false;
    return {
      dragover: (event: DragEvent): void => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      },
      dragleave: (event: DragEvent): void => {
        if (event.relatedTarget === null) setOver(false);
      },
      drop: (event: DragEvent): void => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        void dropped(event.dataTransfer).then((found) => latest.current(found));
      },
    };
  }, []);
  useEffect(() => {
    const { dragover, dragleave, drop } = listeners;
    window.addEventListener('dragover', dragover);
    window.addEventListener('dragleave', dragleave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', dragover);
      window.removeEventListener('dragleave', dragleave);
      window.removeEventListener('drop', drop);
    };
  }, [listeners]);
  return isOver;
}

/** The desktop gives a path for a folder too, and the engine walks it; a browser has to walk it itself. */
function dropped(transfer: DataTransfer): Promise<Dropped> {
  if (window.shoal?.pathForFile === undefined) return droppedFiles(transfer);
  return Promise.resolve({ files: [...transfer.files].map((file) => ({ folder: '', file })), unreadable: [] });
}
