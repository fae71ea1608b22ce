/** A file of a drop, and the folder that it was in, relative to what was dropped, with `/` between folders. */
export interface DroppedFile {
  folder: string;
  file: File;
}

/** What a drop or a file field brought. `unreadable`: names of what the browser could not read. */
export interface Dropped {
  files: DroppedFile[];
  unreadable: string[];
}

/**
 * Files and folders of a drop, at any depth. Must be called while the drop event is handled: the browser takes its
 * entries back when that is over. Hidden files and what file managers leave in folders are passed over.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped> {
  const entries = [...transfer.items].flatMap((item) => (item.kind === 'file' ? (item.webkitGetAsEntry() ?? []) : []));
  const dropped: Dropped = { files: [], unreadable: [] };
  for (const entry of entries) await collect(entry, '', dropped);
  return dropped;
}

/** Files that a person chose in a file or folder field. */
export function chosenFiles(list: Iterable<File>): Dropped {
  const files = [...list].map((file) => ({
    folder: file.webkitRelativePath.split('/').slice(0, -1).join('/'),
    file,
  }));
  return { files: files.filter(({ file }) => !isHidden(file.name)), unreadable: [] };
}

async function collect(entry: FileSystemEntry, folder: string, into: Dropped): Promise<void> {
  if (isHidden(entry.name)) return;
  try {
    if (isFile(entry)) {
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      into.files.push({ folder, file });
    } else if (isFolder(entry)) {
      const inner = folder === '' ? entry.name : `${folder}/${entry.name}`;
      for (const child of await children(entry)) await collect(child, inner, into);
    }
  } catch {
    into.unreadable.push(entry.name);
  }
}

/** A reader gives a part of a folder each time, in Chromium 100 entries, and nothing at its end. */
async function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...part);
  }
}

const isHidden = (name: string): boolean => name.startsWith('.') || name === 'Thumbs.db' || name === 'desktop.ini';
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
