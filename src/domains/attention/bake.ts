// Snapshots of heads: on every text those that do one thing most, and all heads of the usual figure's text.
import { kindOf, usualOf } from '../../core/card.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import { sameText } from '../../core/same-text.ts';
import type { SnapshotEntry } from '../../core/snapshot-entry.ts';
import type { Build, DomainBake, NamedText } from '../bake-contract.ts';
import type { TextRequest } from '../contract.ts';
import { cutText } from '../cut-text.ts';
import { card } from './card.ts';
import { chooseHeads, type Profiled, type Role } from './choose-heads.ts';
import { mapOf, headOf, readingOf } from './open.ts';
import { headProfile } from './profile.ts';
import { writeSnapshot, type FullHead } from './snapshot.ts';

const usual = usualOf(card);
const { layer, head } = usual.subject;

interface Candidate extends Profiled {
  readonly tensors: FullHead;
}

const bake: DomainBake = {
  async snapshots(build) {
    const first: SnapshotEntry[] = [];
    const others: SnapshotEntry[] = [];
    for (const text of build.texts) {
      const request = requestOf(build, text);
      const heads = await profiled(request, build);
      const write = writer(request, text, build);
      const isUsual = sameText(text.text, usual.text);
      const own = heads.filter((each) => isUsual && each.layer === layer && each.head === head);
      const chosen = chooseHeads(heads, own);
      first.push(...own.map((each) => write(each, null)));
      others.push(...chosen.map(([role, each]) => write(each, role)));
      if (!isUsual) continue;
      // Figures on other pages name a head by its place, which must stay whatever the model has learned.
      const told = new Set([...own, ...chosen.map(([, each]) => each)]);
      others.push(
        ...heads.filter((each) => !told.has(each)).map((each) => write(each, null, false)),
      );
    }
    if (first.length !== 1) throw new Error('no text is that of the usual figure');
    return [...first, ...others];
  },
};

export default bake;

function requestOf({ textOf }: Build, { text }: NamedText): TextRequest {
  return { model: usual.model, text: textOf(text), tokens: usual.tokens };
}

async function profiled(request: TextRequest, { desk }: Build): Promise<Candidate[]> {
  const reading = await readingOf(request, desk);
  const found: Candidate[] = [];
  // A model's own heads have what rotation takes away, too.
  for (const tensors of reading.subject.heads.flat() as FullHead[]) {
    const map = await mapOf(headOf(reading, tensors.layer, tensors.head, desk), desk);
    const profile = headProfile(map, tensors.n);
    found.push({ layer: tensors.layer, head: tensors.head, profile, tensors });
  }
  return found;
}

/** Writes a head and tells of it. Those that are not offered and have no role are for other pages. */
function writer(request: TextRequest, { name, text }: NamedText, { desk, write }: Build) {
  const cut = cutText(request, desk);
  const { model, tokens } = request;
  return ({ tensors, profile }: Candidate, role: Role | null, offered = true): SnapshotEntry => {
    const place = { layer: tensors.layer, head: tensors.head };
    // The first figure of the site must not change a digit later.
    const exact = role === null && offered;
    const bytes = writeSnapshot({ ...cut, model, head: tensors }, exact);
    return {
      ...{ domain: card.id, kind: kindOf(card, usual).id },
      file: write(`${model}.${name}.${place.layer}.${place.head}.safetensors`, bytes),
      ...{ name, model, text, mark: fingerprint(request.text), tokens, subject: place, offered },
      about: { role, profile },
    };
  };
}
