/** Lets the person save a text as a file, where the browser or the desktop puts downloads. */
export function saveText({ fileName, text }: { fileName: string; text: string }): void {
  const [, ending = ''] = /\.(\w+)$/.exec(fileName) ?? [];
  const type = { csv: 'text/csv', json: 'application/json' }[ending] ?? 'text/plain';
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
