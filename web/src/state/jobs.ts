// Long work of the server, whoever started it: what runs, how far it is, and its end.

import { shallowRef } from 'vue';
import { ApiError, send } from '../api/client';
import * as questions from '../api/questions';
import type { Job, JobList } from '../api/types';
import { dataChanged, signedOut } from '../api/use_question';
import { follow, hear } from './live';

export const jobs = shallowRef<Job[]>([]);

const runs = (job: Job) => job.state === 'running';

function take(list: Job[]): boolean {
  const ended = jobs.value.filter(runs).map((old) => list.find((job) => job.id === old.id));
  jobs.value = list;
  if (ended.some((job) => job?.state === 'done')) dataChanged();
  return list.some(runs);
}

hear('jobs', { take: (state) => take((state as JobList).jobs), again: () => void lookAtJobs() });

export async function lookAtJobs(): Promise<void> {
  try {
    if (take((await send(questions.jobs())).jobs)) follow();
  } catch (cause) {
    if (cause instanceof ApiError && cause.status === 401) signedOut.value = true;
  }
}

// A job that was just started here.
export function began(job: Job): void {
  jobs.value = [job, ...jobs.value.filter((other) => other.id !== job.id)];
  follow();
}
