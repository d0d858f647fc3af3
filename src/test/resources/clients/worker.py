"""A worker that does what its test says: a JSON array on each line of standard input."""

import json
import sys
import time

from job_tracker import Job, JobCancelled, JobFailure


def fail(message):
    try:
        raise KeyError("row 7")
    except KeyError as cause:
        raise ValueError(message) from cause


def failure(message):
    raise JobFailure(message)


def count(job, times):
    for _ in range(times):
        job.add(1)


def work(job):
    while True:
        job.check()
        time.sleep(0.01)


def odd(job):
    """Every value here is wrong, and none of them may break the work."""
    job.progress(float("nan"))
    job.progress(1.5)
    job.done("many")
    job.add(10 ** 400)
    job.total(-1, "u" * 40)
    job.step("half a pair \ud800")
    job.result({"of": object()})


with Job(**json.loads(sys.argv[1])) as job:
    print(job.task_id, flush=True)
    for line in sys.stdin:
        verb, *arguments = json.loads(line)
        try:
            if verb in ("fail", "failure"):
                globals()[verb](*arguments)
            elif verb in ("count", "odd", "work"):
                globals()[verb](job, *arguments)
            else:
                getattr(job, verb)(*arguments)
        except JobCancelled as cancelled:
            job.step("Cleaning up")
            print("cancelled: %s" % cancelled, flush=True)
            raise
        print("did " + verb, flush=True)
print("the work is done", flush=True)
