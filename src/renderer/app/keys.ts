/** Whether the machine calls its modifier Command. */
const isApple = /mac|iphone|ipad/i.test(navigator.userAgent);

/** A shortcut with the modifier, as this machine writes it: `Ctrl K`, `⌘K`. */
export function withModifier(key: string): string {
  return isApple ? `⌘${key}` : `Ctrl ${key}`;
}

export function hasModifier(event: { ctrlKey: boolean; metaKey: boolean }): boolean {
  return isApple ? event.metaKey : event.ctrlKey;
}

/** Whether a key press belongs to where text is written, and so to nothing else. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
