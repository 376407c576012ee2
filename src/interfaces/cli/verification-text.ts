import type { VerifiedLog } from '../../application/replay/verify-log.js';
import type { EarlierCheckpoint } from './checkpoint-commands.js';

/** What was found, for people: the earlier checkpoint first, then each broken place, then the sum. */
export function verificationLines(verified: VerifiedLog, earlier: EarlierCheckpoint | undefined): string[] {
  const { events, streams, broken, moreBroken, cutOff, otherCategories, expired, samePositions, checkpoint } = verified;
  const lines: string[] = earlier ? [trustLine(earlier)] : [];
  if (cutOff)
    lines.push(`The log is cut off: it ends after position ${cutOff.after}, ${cutOff.missing} events are gone.`);
  for (const { stream, revision, damage, why } of broken) lines.push(`${stream}@${revision}: ${damage}: ${why}`);
  if (moreBroken > 0) lines.push(`… and ${moreBroken} more streams with broken places.`);
  if (otherCategories.length > 0) lines.push(categoryLine(otherCategories));
  if (earlier?.heads && !samePositions)
    lines.push(
      'Positions are not those of the checkpoint: whole streams that were put in cannot be told from later ones.',
    );
  if (expired > 0) lines.push(`${expired} deliveries that the checkpoint knows have expired since.`);
  lines.push(`${events} events in ${streams} streams, ${broken.length} broken places, digest ${checkpoint.digest}`);
  return lines;
}

function trustLine({ checkpoint, verdict, heads }: EarlierCheckpoint): string {
  const of = `checkpoint of ${checkpoint.at}, position ${checkpoint.position}`;
  const places = heads ? '' : '; without its heads, places are named only where the chain of digests tells';
  if (verdict.verdict !== 'signed') return `Compared with an unsigned ${of}${places}.`;
  const key = verdict.keyIsKnown
    ? `signed with the key given`
    : `signed with ${verdict.key}: compare this with your key`;
  return `Compared with a ${of}, ${key}${places}.`;
}

function categoryLine(categories: readonly string[]): string {
  return categories.includes('*')
    ? 'The log is not what it was at the checkpoint.'
    : `Not what they were at the checkpoint: streams of ${categories.join(', ')}.`;
}
