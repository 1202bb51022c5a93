// Clusters of values to be decided: what can be narrowed, what is picked.

import type { Cluster, FacetValue } from '../api/types';

// The columns that have something to decide, with how many rows that is about.
export function columnFacet(clusters: readonly Cluster[]): FacetValue[] {
  const counts = new Map<string, number>();
  for (const one of clusters) {
    const name = `${one.entity}.${one.field}`;
    counts.set(name, (counts.get(name) ?? 0) + one.stored + one.waiting);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
}

// A repair that was too unsure to be made, not a word that no list knows. Without a meaning it would
// remove the value.
export const isRepair = (cluster: Cluster): boolean => cluster.rule !== 'not_in_code_list';

// Values with a proposal are accepted together unless one is left out; those without one are not of
// one kind, so each is picked on its own: leaving out works the other way round.
export function pickedValues(cluster: Cluster, changed: readonly string[]): string[] {
  const all = cluster.values.map((each) => each.value);
  return all.filter((value) => changed.includes(value) !== (cluster.code !== '' || isRepair(cluster)));
}

// A personal value as it is shown: its mask, and the sign that tells values of one mask apart.
export function nameParts(cluster: Cluster, value: string): { shown: string; sign: string } {
  const at = cluster.masked ? value.lastIndexOf('#') : -1;
  return at < 0 ? { shown: value, sign: '' } : { shown: value.slice(0, at), sign: value.slice(at) };
}
