// A worker that does what its test says: a JSON array on each line of standard input.
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';

const module = pathToFileURL(process.env.CLIENTS + '/job-tracker.mjs');
const { runJob, JobCancelled, JobFailure } = await import(module);

const own = {
  fail: (job, message) => {
    throw Object.assign(new TypeError(message), { cause: new RangeError('row 7') });
  },
  failure: (job, message) => {
    throw new JobFailure(message);
  },
  count: (job, times) => {
    for (let i = 0; i < times; i += 1) job.add(1);
  },
  work: async job => {
    for (;;) {
      job.check();
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  },
  // Every value here is wrong, and none of them may break the work.
  odd: job => {
    job.progress(NaN);
    job.progress(1.5);
    job.done('many');
    job.add(1n);
    job.total(-1, 'u'.repeat(40));
    job.step('half a pair \ud800');
    job.result({ of: 1n });
  },
};

const { type, ...options } = JSON.parse(process.argv[2]);
await runJob(type, options, async job => {
  console.log(job.taskId);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [verb, ...values] = JSON.parse(line);
    try {
      if (own[verb]) await own[verb](job, ...values);
      else job[verb](...values);
    } catch (problem) {
      if (problem instanceof JobCancelled) {
        job.step('Cleaning up');
        console.log(`cancelled: ${problem.message}`);
      }
      throw problem;
    }
    console.log(`did ${verb}`);
  }
});
console.log('the work is done');
