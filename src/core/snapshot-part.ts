// How a worker says that a snapshot has been opened only in part: whoever asked fetches the part and asks
// again, or asks the model.
import { ExpectedError, type Result } from './result.ts';

const FIELD = 'snapshot part';

/** To be thrown where a part is read that is not there. */
export function missingPart(part: string): ExpectedError {
  return new ExpectedError(FIELD, part);
}

/** The part that a reply lacked, or null. */
export function lackedPart(reply: Result<unknown> | null): string | null {
  return reply && !reply.ok && reply.field === FIELD ? reply.message : null;
}
