import type { Journal } from './journal.ts';
import { missing, onlyThis } from './part.ts';
import type { WebContents } from './web-contents.ts';

type RequestHandler = (
  contents: WebContents,
  permission: string,
  answer: (granted: boolean) => void,
  details: object,
) => void;
type CheckHandler = (contents: WebContents | null, permission: string, origin: string, details: object) => boolean;
export interface RequestDetails {
  url: string;
  method: string;
  webContents: WebContents;
}
type BeforeRequest = (details: RequestDetails, answer: (response: { cancel?: boolean }) => void) => void;
export interface CertificateRequest {
  hostname: string;
  verificationResult: string;
  errorCode: number;
}
type VerifyProc = (request: CertificateRequest, answer: (result: number) => void) => void;

/** `session.defaultSession`, and under `ask…` what Chromium would ask it. */
export class Session {
  private request: RequestHandler | null = null;
  private check: CheckHandler | null = null;
  private device: ((details: object) => boolean) | null = null;
  private beforeRequest: BeforeRequest | null = null;
  private verify: VerifyProc | null = null;
  private readonly journal: Journal;
  readonly webRequest = onlyThis('session.webRequest', {
    onBeforeRequest: (...args: [BeforeRequest | null] | [{ urls?: string[] }, BeforeRequest | null]): void => {
      if (args.length === 2 && args[0].urls?.includes('<all_urls>') !== true)
        throw missing('request filter but <all_urls>');
      this.beforeRequest = args.length === 2 ? args[1] : args[0];
    },
  });

  constructor(journal: Journal) {
    this.journal = journal;
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.request = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.check = handler;
  }
  setDevicePermissionHandler(handler: ((details: object) => boolean) | null): void {
    this.device = handler;
  }
  setCertificateVerifyProc(proc: VerifyProc | null): void {
    this.verify = proc;
  }
  setSpellCheckerLanguages(languages: string[]): void {
    this.journal.note('session.setSpellCheckerLanguages', languages);
  }

  /** Whether a page of `origin` would be given this; Electron grants what nobody handles. */
  async askPermission(
    contents: WebContents,
    permission: string,
    origin: string,
  ): Promise<Record<'request' | 'check' | 'device', boolean>> {
    const details = { requestingUrl: origin, isMainFrame: true };
    const request = this.request;
    return {
      request: request === null || (await new Promise((resolve) => request(contents, permission, resolve, details))),
      check: this.check === null || this.check(contents, permission, origin, details),
      device: this.device !== null && this.device({ deviceType: permission, origin, device: {} }),
    };
  }

  /** Whether a request of a page may go out. */
  askRequest(details: RequestDetails): Promise<boolean> {
    const listener = this.beforeRequest;
    if (listener === null) return Promise.resolve(true);
    return new Promise((resolve) => listener(details, ({ cancel = false }) => resolve(!cancel)));
  }

  /** What is said to a certificate that Chromium found wrong: 0 accepts it, -2 and -3 do not. */
  askCertificate(request: CertificateRequest): Promise<number> {
    const verify = this.verify;
    return verify === null ? Promise.resolve(-3) : new Promise((resolve) => verify(request, resolve));
  }
}
