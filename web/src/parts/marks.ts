// A text cut where marks begin and end, so that each piece is under the same marks throughout.
// Places count characters (code points), as the store tells them.

import type { TextMark } from '../api/types';

export interface MarkedPiece {
  text: string;
  marks: TextMark[];
}

export function piecesOf(text: string, marks: TextMark[]): MarkedPiece[] {
  const characters = Array.from(text);
  const known = marks.filter(
    (mark) => mark.start >= 0 && mark.start < mark.end && mark.end <= characters.length,
  );
  const cuts = new Set([0, characters.length]);
  for (const mark of known) cuts.add(mark.start).add(mark.end);
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((from, i) => {
    const to = places[i + 1]!;
    return {
      text: characters.slice(from, to).join(''),
      marks: known.filter((mark) => mark.start <= from && to <= mark.end),
    };
  });
}

/// The marks that a field of JSON tells of a title or a text; none if it is no such list.
export function marksOf(json: unknown, inTitle: boolean): TextMark[] {
  try {
    const parsed: unknown = typeof json === 'string' ? JSON.parse(json) : [];
    return Array.isArray(parsed)
      ? (parsed as TextMark[]).filter((mark) => (mark.in === 'title') === inTitle)
      : [];
  } catch {
    return [];
  }
}
