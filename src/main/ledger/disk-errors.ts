/** Whether SQLite fails because of the disk: full, or failing for now. What was asked for was not done, and may be again. */
export function isOfTheDisk(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^SQLITE_(FULL|IOERR|BUSY|CANTOPEN|READONLY)/.test(error.code)
  );
}
