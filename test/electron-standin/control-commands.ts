import { z } from 'zod';
import type { ItemView } from './menu.ts';

/** One thing that a test can ask of a running stand-in, from outside its process. */
export interface Command<Takes, Gives> {
  name: string;
  takes: z.ZodType<Takes>;
  gives: z.ZodType<Gives>;
}

function command<Takes, Gives>(name: string, takes: z.ZodType<Takes>, gives: z.ZodType<Gives>): Command<Takes, Gives> {
  return { name, takes, gives };
}

const nothing = z.null();
const windowSchema = z.object({
  url: z.string(),
  options: z.record(z.string(), z.unknown()),
  bounds: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  isVisible: z.boolean(),
  isFocused: z.boolean(),
  isMinimized: z.boolean(),
  isMaximized: z.boolean(),
});

const itemSchema: z.ZodType<ItemView> = z.object({
  label: z.string(),
  role: z.string().nullable(),
  accelerator: z.string().nullable(),
  enabled: z.boolean(),
  visible: z.boolean(),
  checked: z.boolean(),
  items: z.lazy(() => z.array(itemSchema)),
});
const whichMenu = z.enum(['application', 'tray']);

const frameSchema = z.object({ url: z.string(), origin: z.string(), isSubFrame: z.boolean() }).nullable();
/** A pretended sender of a message; null is a frame that is gone. */
export type PretendedFrame = z.infer<typeof frameSchema>;

export const commands = {
  /** Prepares the answer to the next dialog of its kind. */
  answerOpenDialog: command('answerOpenDialog', z.array(z.string()), nothing),
  /** The button, by its place, that is pressed in the next message box. */
  answerMessageBox: command('answerMessageBox', z.number(), nothing),
  windows: command('windows', nothing, z.array(windowSchema)),
  /** What a person does with the first window's frame. */
  actOnWindow: command('actOnWindow', z.enum(['minimize', 'maximize', 'close', 'blur']), nothing),
  placeWindow: command('placeWindow', windowSchema.shape.bounds, nothing),
  menu: command('menu', whichMenu, z.array(itemSchema)),
  choose: command('choose', z.object({ menu: whichMenu, labels: z.array(z.string()) }), nothing),
  clickTray: command('clickTray', nothing, nothing),
  /** Clicks the newest notification whose title or body contains the text. */
  clickNotification: command('clickNotification', z.string(), nothing),
  power: command('power', z.enum(['suspend', 'resume', 'shutdown', 'lock-screen', 'unlock-screen']), nothing),
  /** Windows: the person signs out. */
  endSession: command('endSession', nothing, nothing),
  /** macOS: a file was dropped on the icon. */
  openFile: command('openFile', z.string(), nothing),
  activate: command('activate', nothing, nothing),
  quit: command('quit', nothing, nothing),
  /** A bug of the program's own: an exception that nobody handles, a promise that nobody waits for. */
  throwLater: command('throwLater', z.string(), nothing),
  rejectLater: command('rejectLater', z.string(), nothing),
  /** The channels that ipcMain answers or listens to. */
  channels: command('channels', nothing, z.object({ handled: z.array(z.string()), listened: z.array(z.string()) })),
  /** Sends to a channel as a frame of any address would. Gives back why it was refused, or null when it was not. */
  pretend: command(
    'pretend',
    z.object({ channel: z.string(), from: frameSchema, args: z.array(z.unknown()) }),
    z.string().nullable(),
  ),
  /** Whether the shell would grant a permission to its own page. */
  permission: command(
    'permission',
    z.object({ name: z.string(), origin: z.string() }),
    z.object({ request: z.boolean(), check: z.boolean(), device: z.boolean() }),
  ),
  /** Whether the shell lets a request of its page go out. */
  mayRequest: command('mayRequest', z.string(), z.boolean()),
  /** Whether the shell would trust a certificate that Chromium found wrong. */
  trustsBadCertificate: command('trustsBadCertificate', z.string(), z.boolean()),
} as const;

export const fromChildSchema = z.union([
  z.object({ endpoint: z.string() }),
  z.object({ noted: z.object({ call: z.string(), args: z.array(z.unknown()) }) }),
  z.object({ fault: z.string() }),
  z.object({ id: z.number(), gives: z.unknown() }),
  z.object({ id: z.number(), error: z.string() }),
]);
export type FromChild = z.infer<typeof fromChildSchema>;

export const toChildSchema = z.object({ id: z.number(), name: z.string(), takes: z.unknown() });
export type ToChild = z.infer<typeof toChildSchema>;
