/** What a step that may fail in expected ways gives back. `message` is fit for the job's `error_message`: no URL, no path. */
export type Outcome<Value> = { ok: true; value: Value } | { ok: false; message: string };
