import { describe, fillIn, type Problem } from '../../shared/problems.ts';
import type { HoldKind } from '../../shared/holds.ts';
import windowInChinese from '../../renderer/i18n/zh-CN.json' with { type: 'json' };
import type { Status } from './status.ts';

/** Kinds of hold that a person is told of: neither their own pause nor what ends by itself soon. */
export type NotedHold = Exclude<HoldKind, 'user' | 'rate-limit' | 'offline'>;

/** What the shell itself says; the window has its own texts. */
export interface Words {
  menu: Record<
    | 'file'
    | 'addFiles'
    | 'addFolder'
    | 'edit'
    | 'queue'
    | 'pause'
    | 'resume'
    | 'go'
    | 'intake'
    | 'queueScreen'
    | 'batches'
    | 'credits'
    | 'settings'
    | 'view'
    | 'help'
    | 'website'
    | 'open'
    | 'quit'
    // What Electron's own roles do: Electron names them in English only.
    | 'about'
    | 'services'
    | 'hide'
    | 'hideOthers'
    | 'showAll'
    | 'undo'
    | 'redo'
    | 'cut'
    | 'copy'
    | 'paste'
    | 'selectAll'
    | 'actualSize'
    | 'zoomIn'
    | 'zoomOut'
    | 'fullScreen'
    | 'window'
    | 'closeWindow'
    | 'minimize'
    | 'zoom'
    | 'toFront',
    string
  >;
  /** One sentence about the queue. */
  status: (status: Status) => string;
  quit: { title: (clips: number) => string; detail: string; quit: string; stay: string };
  /** While a submission under way is waited for, after the window is gone. */
  ending: string;
  /** When it cannot start. */
  start: { again: string; leavePractice: string; failed: string };
  /** A problem: what happened, and what the person can do. */
  problem: (problem: Problem) => { what: string; next: string };
  /** When a bug ended it. */
  fault: { title: string; detail: string };
  batchEnded: { title: (name: string) => string; body: (done: number, failed: number, rejected: number) => string };
  held: { title: string; body: Record<NotedHold, string> };
  decision: { title: string; body: (clip: string) => string };
}

const clips = (count: number): string => (count === 1 ? '1 clip' : `${count} clips`);

const en: Words = {
  menu: {
    file: 'File',
    addFiles: 'Add files…',
    addFolder: 'Add folder…',
    edit: 'Edit',
    queue: 'Queue',
    pause: 'Pause',
    resume: 'Resume',
    go: 'Go',
    intake: 'Intake',
    queueScreen: 'Queue',
    batches: 'Batches',
    credits: 'Credits',
    settings: 'Settings…',
    view: 'View',
    help: 'Help',
    website: 'Website of the service',
    open: 'Open Shoal',
    quit: 'Quit Shoal',
    about: 'About Shoal',
    services: 'Services',
    hide: 'Hide Shoal',
    hideOthers: 'Hide Others',
    showAll: 'Show All',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    actualSize: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    fullScreen: 'Toggle Full Screen',
    window: 'Window',
    closeWindow: 'Close Window',
    minimize: 'Minimize',
    zoom: 'Zoom',
    toFront: 'Bring All to Front',
  },
  status: ({ working, waiting, paused, needsYou }) => {
    if (needsYou > 0) return needsYou === 1 ? '1 clip needs your decision' : `${needsYou} clips need your decision`;
    if (paused) return 'Paused';
    if (working + waiting === 0) return 'Nothing under way';
    return `${working} of ${clips(working + waiting)} working`;
  },
  quit: {
    title: (count) => `${clips(count)} under way`,
    detail:
      'What the service already has goes on there, and Shoal fetches it when it is started again. Files that this computer serves and the service has not read yet cannot be read meanwhile: such a clip may fail. Nothing else is submitted until then, and no clip is submitted twice.',
    quit: 'Quit and go on later',
    stay: 'Keep working',
  },
  ending: 'Ending: what is under way is brought to a safe place',
  start: { again: 'Try again', leavePractice: 'Use the real service', failed: 'Shoal could not start' },
  problem: describe,
  fault: {
    title: 'Shoal met an error of its own and has to end',
    detail:
      'Nothing is lost: every step is kept, and the next start goes on. A clip that was being submitted at this moment is looked for at the service first and not submitted again. In the settings, “Save a file for support” has the details.',
  },
  batchEnded: {
    title: (name) => `“${name}” has ended`,
    body: (done, failed, rejected) =>
      [
        `${clips(done)} done`,
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...(rejected > 0 ? [`${rejected} rejected`] : []),
      ].join(', '),
  },
  held: {
    title: 'The queue is held',
    body: {
      credits: 'The credits do not suffice. Clips at the service go on; nothing new is submitted.',
      auth: 'The token was refused. Enter a new one to go on.',
      disk: 'Results cannot be written. Make room on the disk.',
      host: 'Your files cannot be reached by the service.',
      budget: 'The budget of a batch is used up.',
      ledger: 'The ledger is older than what the service lists. Nothing is submitted until that is cleared up.',
    },
  },
  decision: {
    title: 'A clip may have been accepted',
    body: (clip) => `${clip}: nobody can say whether the service took it. Decide what to do.`,
  },
};

/** The window's: one problem is told in the same words everywhere. */
const chineseProblems: Readonly<Record<string, { what: string; next: string }>> = windowInChinese.problems;

const zh: Words = {
  menu: {
    file: '文件',
    addFiles: '添加文件…',
    addFolder: '添加文件夹…',
    edit: '编辑',
    queue: '队列',
    pause: '暂停',
    resume: '继续',
    go: '前往',
    intake: '导入',
    queueScreen: '队列',
    batches: '批次',
    credits: '积分',
    settings: '设置…',
    view: '显示',
    help: '帮助',
    website: '服务网站',
    open: '打开 Shoal',
    quit: '退出 Shoal',
    about: '关于 Shoal',
    services: '服务',
    hide: '隐藏 Shoal',
    hideOthers: '隐藏其他',
    showAll: '全部显示',
    undo: '撤销',
    redo: '重做',
    cut: '剪切',
    copy: '复制',
    paste: '粘贴',
    selectAll: '全选',
    actualSize: '实际大小',
    zoomIn: '放大',
    zoomOut: '缩小',
    fullScreen: '切换全屏',
    window: '窗口',
    closeWindow: '关闭窗口',
    minimize: '最小化',
    zoom: '缩放',
    toFront: '前置全部窗口',
  },
  status: ({ working, waiting, paused, needsYou }) => {
    if (needsYou > 0) return `${needsYou} 个片段需要您决定`;
    if (paused) return '已暂停';
    if (working + waiting === 0) return '没有进行中的片段';
    return `${working + waiting} 个片段中有 ${working} 个正在处理`;
  },
  quit: {
    title: (count) => `还有 ${count} 个片段正在进行`,
    detail:
      '服务已接收的片段会在那里继续，下次启动 Shoal 时取回结果。由本机提供而服务尚未读取的文件在此期间无法读取，相应的片段可能失败。在此之前不会再提交其他片段，也不会有片段被提交两次。',
    quit: '退出，稍后继续',
    stay: '继续工作',
  },
  ending: '正在退出：正在妥善保存进行中的工作',
  start: { again: '重试', leavePractice: '使用真实服务', failed: 'Shoal 无法启动' },
  problem(problem) {
    const texts = chineseProblems[problem.code];
    if (texts === undefined) return describe(problem);
    const { parameters } = problem;
    return { what: fillIn(texts.what, parameters, '未知'), next: fillIn(texts.next, parameters, '未知') };
  },
  fault: {
    title: 'Shoal 自身出错，需要退出',
    detail:
      '没有丢失任何内容：每一步都已记录，下次启动时会继续。此刻正在提交的片段会先在服务中查找，不会再次提交。详情见“设置”中的“保存支持文件”。',
  },
  batchEnded: {
    title: (name) => `“${name}”已结束`,
    body: (done, failed, rejected) =>
      [
        `${done} 个片段完成`,
        ...(failed > 0 ? [`${failed} 个失败`] : []),
        ...(rejected > 0 ? [`${rejected} 个被拒绝`] : []),
      ].join('，'),
  },
  held: {
    title: '队列已停住',
    body: {
      credits: '积分不足。已在服务中的片段会继续；不会提交新的片段。',
      auth: '令牌被拒绝。请输入新的令牌以继续。',
      disk: '无法写入结果。请腾出磁盘空间。',
      host: '服务无法访问您的文件。',
      budget: '某个批次的预算已用完。',
      ledger: '账本比服务列出的内容旧。查清之前不会提交任何片段。',
    },
  },
  decision: {
    title: '有片段可能已被接收',
    body: (clip) => `${clip}：无法确定服务是否已接收。请决定如何处理。`,
  },
};

/** The shell's words in the language that was set, or else the system's. */
export function wordsFor(set: 'en' | 'zh-CN' | null, system: string): Words {
  return (set ?? (system.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en')) === 'zh-CN' ? zh : en;
}
