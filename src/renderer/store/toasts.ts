import { createStore, type StoreApi } from 'zustand/vanilla';

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  /** Takes back what the toast tells. */
  undo?: () => void;
}

export interface Toasts {
  store: StoreApi<{ toasts: readonly Toast[] }>;
  /** Says that something was done, with a way back where there is one. */
  say: (text: string, undo?: () => void) => void;
  /** Says that something could not be done. It stays longer. */
  sayFailed: (text: string) => void;
  dismiss: (id: number) => void;
}

const shownMs = 6_000;
const shownBadMs = 15_000;

export function createToasts(): Toasts {
  const store = createStore<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }));
  let last = 0;
  const dismiss = (id: number): void =>
    store.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
  const add = (toast: Omit<Toast, 'id'>): void => {
    const id = ++last;
    // Three at once are as many as anyone reads.
    store.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), { ...toast, id }] }));
    setTimeout(() => dismiss(id), toast.bad ? shownBadMs : shownMs);
  };
  return {
    store,
    say: (text, undo) => add({ text, bad: false, ...(undo ? { undo } : {}) }),
    sayFailed: (text) => add({ text, bad: true }),
    dismiss,
  };
}
