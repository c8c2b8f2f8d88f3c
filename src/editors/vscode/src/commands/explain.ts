import type { Explanation } from '../client/protocol.ts';
import { activeDocument } from '../completion/selector.ts';
import { inform, offers } from '../messages.ts';
import { requireClient, type Workbench } from './workbench.ts';

/** Says why the last answer in the active document was what it was. */
export async function explain(workbench: Workbench): Promise<void> {
  const document = activeDocument();
  const client = requireClient(workbench);
  const uri = document && client.code2ProtocolConverter.asUri(document.uri);
  const answer = uri === undefined ? null : await client.sendRequest<Explanation | null>('localcascade/explain', { textDocument: { uri } });
  if (answer === null) {
    inform('Nothing was asked for in this document lately.');
  } else {
    workbench.log.info(answer.explanation);
    inform(answer.explanation, offers.showLog);
  }
}
