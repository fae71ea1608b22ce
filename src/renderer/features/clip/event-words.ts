import type { TFunction } from 'i18next';
import type { EventBody } from '../../../shared/events.ts';
import type { Problem } from '../../../shared/problems.ts';

/** How an event looks in the timeline: the bead is money, the green one a verified result. */
export type EventMark = 'plain' | 'bead' | 'end' | 'bad';

/** An event in words; null for those that say nothing to a person. */
export function eventWords(
  body: EventBody,
  t: TFunction,
  what: (problem: Problem) => string,
): { words: string; mark: EventMark } | null {
  const plain = (words: string): { words: string; mark: EventMark } => ({ words, mark: 'plain' });
  switch (body.kind) {
    case 'clip': {
      const reason = body.problem === null ? t('state.failedUnknown') : what(body.problem);
      if (body.from === null) return plain(t('events.added'));
      switch (body.to) {
        case 'draft':
        case 'submitting':
        case 'accepted':
          return null; // the attempt says it
        case 'ready':
          return plain(t(body.from === 'checking' ? 'events.ready' : 'events.backToReady'));
        case 'done':
          return { words: t('events.done'), mark: 'end' };
        case 'failed':
        case 'rejected':
          return { words: t(`events.${body.to}`, { reason }), mark: 'bad' };
        case 'checking':
        case 'hosting':
        case 'hosted':
        case 'unconfirmed':
        case 'fetching':
        case 'canceled':
          return plain(t(`events.${body.to}`));
      }
    }
    // eslint-disable-next-line no-fallthrough -- every state returns
    case 'authorised':
      return plain(t(body.by === 'start' ? 'events.authorisedStart' : 'events.authorisedAgain'));
    case 'attempt-opened':
      return plain(t('events.attemptOpened', { number: body.attempt }));
    case 'attempt-settled': {
      const status = body.httpStatus === null ? '' : t('events.status', { status: body.httpStatus });
      const words = { number: body.attempt, status };
      switch (body.outcome) {
        case 'accepted':
          return { words: t('events.settledAccepted', words), mark: 'bead' };
        case 'not-sent':
          return plain(t('events.settledNotSent', words));
        case 'rejected':
          return plain(t('events.settledRejected', words));
        case 'refused':
          return plain(t('events.settledRefused', words));
        case 'unknown':
          return { words: t('events.settledUnknown', words), mark: 'bead' };
      }
    }
    // eslint-disable-next-line no-fallthrough -- every outcome returns
    case 'remote-status':
      return plain(t('events.remote', { status: body.status }));
    case 'hold-began':
      return plain(t('events.holdBegan', { hold: t(`holds.${body.hold}`) }));
    case 'hold-ended':
      return plain(t('events.holdEnded', { hold: t(`holds.${body.hold}`) }));
    case 'attempt-resolved':
      return plain(t(`events.resolved.${body.resolution}`, { job: body.remoteId ?? '' }));
    case 'reconciled':
      return plain(t('events.reconciled', { count: body.candidates.length }));
    case 'bill-departed':
      return {
        words: t('events.billDeparted', { credits: body.credits, low: body.low, high: body.high }),
        mark: 'bead',
      };
    case 'failure-billed':
      return plain(
        body.credits === null ? t('events.failureUnknown') : t('events.failureBilled', { credits: body.credits }),
      );
    case 'fetched-again':
      return { words: t('events.fetchedAgain', { name: body.name }), mark: 'end' };
    case 'budget-set':
    case 'balance-warning':
    case 'other-spending':
    case 'batch-created':
    case 'batch-ended':
    case 'ledger-older':
    case 'profile':
      return null;
  }
}
