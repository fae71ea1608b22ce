import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Batch } from '../core/batch.ts';
import { batchFolderName } from '../core/naming.ts';
import { receiptCsv } from '../queue/receipt-csv.ts';
import { receiptOf } from '../queue/receipt-of.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { os } from './context.ts';
import { valueOf } from './errors.ts';
import { fileManagerOf } from './file-manager-of.ts';

export const batch = {
  list: os.batch.list.handler(({ input, context }) => {
    const workspace = context.workspace();
    const { ledger, apiUrl } = workspace.engine;
    return {
      total: ledger.batches.count(apiUrl),
      batches: ledger.batches.page(apiUrl, input.offset, input.limit).map((each) => workspace.batchRow(each)),
    };
  }),
  get: os.batch.get.handler(({ input, context, errors }) => {
    const workspace = context.workspace();
    const found = valueOf(batchOf(workspace, input.id), errors);
    const { ledger } = workspace.engine;
    const balance = (id: number | null) => (id === null ? null : ledger.profiles.get(id));
    return {
      row: workspace.batchRow(found),
      startBalance: balance(found.startProfileId),
      endBalance: balance(found.endProfileId),
      failures: ledger.pages.failures(found.id),
    };
  }),
  setBudget: os.batch.setBudget.handler(({ input, context, errors }) => {
    valueOf(context.workspace().engine.setBudget(input.id, input.budget), errors);
  }),
  pause: os.batch.pause.handler(({ input, context, errors }) => {
    const workspace = context.workspace();
    valueOf(batchOf(workspace, input.id), errors);
    workspace.engine.holds.begin('user', null, input.id);
  }),
  resume: os.batch.resume.handler(({ input, context, errors }) => {
    const workspace = context.workspace();
    valueOf(batchOf(workspace, input.id), errors);
    workspace.engine.holds.end('user', 'person', input.id);
  }),
  openFolder: os.batch.openFolder.handler(async ({ input, context, errors }) => {
    const workspace = context.workspace();
    const { resultsFolder } = valueOf(batchOf(workspace, input.id), errors);
    valueOf(await valueOf(fileManagerOf(workspace), errors).openFolder(resultsFolder), errors);
  }),
  receipt: os.batch.receipt.handler(({ input, context, errors }) => {
    const workspace = context.workspace();
    const found = valueOf(batchOf(workspace, input.id), errors);
    const receipt = receiptOf(workspace.engine.ledger, found);
    return {
      fileName: `${batchFolderName(found.name)}.${input.format}`,
      text: input.format === 'csv' ? receiptCsv(receipt) : `${JSON.stringify(receipt, null, 2)}\n`,
    };
  }),
};

function batchOf({ engine }: Workspace, id: string): Result<Batch> {
  const found = engine.ledger.batches.get(id);
  return found === null ? failure(problem('request.no-batch', { id })) : success(found);
}
