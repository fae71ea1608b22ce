/** An element and all that it is in, from the inside out, to be asked later, when some of them are gone. */
export function pathOf(element: Element | null): readonly Element[] {
  const path: Element[] = [];
  for (let each = element; each !== null; each = each.parentElement) path.push(each);
  return path;
}

/** Gives the focus to the innermost of a path that is still there and can have it. */
export function focusNearest(path: readonly Element[]): void {
  const there = path.find((each) => each.isConnected && each.matches('[tabindex], button, a[href], input, textarea'));
  if (there instanceof HTMLElement) there.focus({ preventScroll: there !== path[0] });
}
