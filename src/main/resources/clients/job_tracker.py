"""Report the progress of your work to a job-tracker server.

One file, the standard library alone, Python 3.8 or newer:

    from job_tracker import Job, track

    with Job("import", total=900, unit="rows") as job:
        for row in rows:
            job.add(1)

    for row in track(rows, "import"):
        ...

The job ends with the block: completed, failed with the exception, or cancelled
if somebody asked for that.

Reports never wait and never break the work. A thread talks with the server. It
sends the newest state only, at most ten requests a second, sends heartbeats
while the work is silent, and repeats what was not answered. A server that is
absent, slow or refuses costs a warning in the log "job_tracker". At the end of
the block the last word is tried for at most ten seconds.

The server is JOB_TRACKER_URL, by default http://localhost:8080. Its token, if
it asks for one, is JOB_TRACKER_TOKEN. One Job belongs to one process; processes
that share a job count with "add" of the HTTP API instead.
"""

import atexit
import json
import logging
import math
import os
import secrets
import threading
import time
import urllib.error
import urllib.request

__all__ = ["Job", "JobCancelled", "JobFailure", "track"]

_log = logging.getLogger("job_tracker")
_open_jobs = set()

# Seconds.
_BETWEEN_REQUESTS = 0.1
_BETWEEN_HEARTBEATS = 5.0
_ANSWER = 10.0
_LAST_WORD = 10.0
_LONGEST_PAUSE = 5.0
_LONGEST_PAUSE_AT_THE_END = 0.5


class JobCancelled(BaseException):
    """Somebody asked for the job to stop. Reports raise it, once in each thread.

    It is no Exception, so an "except Exception" around one row does not swallow
    it.
    """


class JobFailure(Exception):
    """Raise this to end the job as failed with exactly this message."""


class Job:
    """One job, and the handle to report on it from any thread and any loop."""

    def __init__(self, type, total=None, unit=None, title=None, labels=None,
                 task_id=None, heartbeat_timeout=None, lost_after=None,
                 retention=None, url=None, token=None):
        self.task_id = task_id or "%s_%s" % (type, secrets.token_hex(8))
        self.cancel_requested = False
        self.cancel_reason = None
        self._server = _Server(url, token)
        self._creation = {
            "type": type, "task_id": self.task_id, "title": _cut(title, 200),
            "labels": labels, "heartbeat_timeout": heartbeat_timeout,
            "lost_after": lost_after, "retention": retention}
        self._changed = threading.Condition()
        self._state = {"status": "running"}
        self._unsent = {"status"}
        self._created = False
        self._closed_at = None
        self._stopped = False
        self._sent_at = -math.inf
        self._heartbeat = min(_BETWEEN_HEARTBEATS, (heartbeat_timeout or 300) / 3)
        self._warned = set()
        self._told = threading.local()
        self._thread = threading.Thread(
            target=self._talk, name="job " + self.task_id, daemon=True)
        if total is not None or unit is not None:
            self.total(total, unit)

    # What the work says.

    def add(self, more=1):
        """Say that this much more is done.

        It is counted here, so a repeated request counts nothing twice.
        """
        number = self._number("add", more)
        with self._changed:
            if number is not None:
                self._report(done=max(0, self._state.get("done", 0) + number))
        self.check()

    def done(self, done):
        """Say how much is done."""
        self._report_number("done", done)

    def total(self, total, unit=None):
        """Say how much there is to do, and of what."""
        if unit is not None:
            self._report(unit=_cut(unit, 32))
        if total is not None:
            self._report_number("total", total)

    def progress(self, fraction):
        """Say how far the work is, 0.0 to 1.0; None means that nobody knows."""
        if fraction is None:
            self._report(progress=None)
        else:
            self._report_number("progress", fraction, 1)
        self.check()

    def step(self, text):
        """Say what the work does now, for people."""
        self._report(current_step=_cut(text, 1000))
        self.check()

    def result(self, value):
        """Set the result, anything that JSON can say. It may still change."""
        try:
            json.dumps(value, allow_nan=False)
            self._report(result=value)
        except Exception as problem:
            self._warn("result", "the result is left out: %s" % _message(problem))
        self.check()

    def check(self):
        """Raise JobCancelled if somebody asked for a cancel.

        It is raised once in each thread, so that cleaning up can report too.
        """
        told = getattr(self._told, "cancel", False)
        if self.cancel_requested and self._closed_at is None and not told:
            self._told.cancel = True
            raise JobCancelled(self.cancel_reason or "cancelled")

    def __enter__(self):
        _open_jobs.add(self)
        try:
            self._thread.start()
        except RuntimeError as problem:
            self._warn("thread", "nothing is reported: %s" % problem)
        return self

    def __exit__(self, kind, problem, trace):
        if problem is None or (isinstance(problem, SystemExit) and not problem.code):
            self._close("completed")
        elif isinstance(problem, JobCancelled) and self.cancel_requested:
            self._close("cancelled", self.cancel_reason)
        else:
            self._close("failed", _told(problem))
        self._join()
        return False

    def _number(self, key, value, least=-math.inf, most=math.inf):
        """Return the number, or None with a warning: a wrong one is left out."""
        try:
            number = float(value)
        except Exception:
            number = math.nan
        if math.isfinite(number) and least <= number <= most:
            return number
        self._warn(key, "%s is left out, as it is no number in range" % key)
        return None

    def _report_number(self, key, value, most=math.inf):
        number = self._number(key, value, 0, most)
        if number is not None:
            self._report(**{key: number})
        self.check()

    def _report(self, **news):
        with self._changed:
            if self._closed_at is None:
                self._state.update(news)
                self._unsent.update(news)
                self._changed.notify_all()

    def _close(self, status, error=None):
        with self._changed:
            self._report(status=status)
            if error is not None:
                self._report(error=_cut(error, 10000))
            self._closed_at = self._closed_at or time.monotonic()
            self._changed.notify_all()
        _open_jobs.discard(self)

    def _join(self):
        if self._thread.is_alive():
            self._thread.join(_LAST_WORD + 1)

    # The thread that talks with the server.

    def _talk(self):
        failures = 0
        while self._wait(failures):
            with self._changed:
                update = {key: self._state[key] for key in self._unsent}
                self._unsent.clear()
            again = self._say(update)
            self._sent_at = time.monotonic()
            failures = failures + 1 if again else 0
            if again:
                with self._changed:
                    self._unsent.update(update)

    def _say(self, update):
        """Return whether the same has to be said again."""
        try:
            try:
                self._send(update)
                return False
            except _Refused as refusal:
                return self._refused(refusal, update)
        except Exception as problem:
            self._warn("absent", "no answer from %s: %s" % (
                self._server.url, _message(problem)))
            return True

    def _wait(self, failures):
        """Wait until there is something to send; return False when all is said."""
        with self._changed:
            while not self._stopped:
                now = time.monotonic()
                closed = self._closed_at is not None
                if closed and not self._unsent:
                    return False
                if closed and now >= self._closed_at + _LAST_WORD:
                    self._warn("lost", "its end could not be reported")
                    return False
                longest = _LONGEST_PAUSE_AT_THE_END if closed else _LONGEST_PAUSE
                pause = min(longest, _BETWEEN_REQUESTS * 2 ** min(failures, 10))
                if not self._unsent:
                    pause = max(pause, self._heartbeat)
                if now >= self._sent_at + pause:
                    return True
                self._changed.wait(self._sent_at + pause - now)
        return False

    def _send(self, update):
        if not self._created:
            self._create()
        try:
            self._patch(update)
        except _Refused as refusal:
            if refusal.status != 404:
                raise
            # A server that lost its memory in a restart gets all of it again.
            self._create()
            with self._changed:
                update = dict(self._state)
            self._patch(update)

    def _create(self):
        self._created = False
        body = {key: value for key, value in self._creation.items() if value is not None}
        self._server.send("POST", "/api/jobs", body, self._timeout())
        self._created = True

    def _patch(self, update):
        path = "/api/jobs/" + self.task_id
        self._hear(self._server.send("PATCH", path, update, self._timeout()))
        self._warned.discard("absent")

    def _timeout(self):
        if self._closed_at is None:
            return _ANSWER
        return max(0.5, self._closed_at + _LAST_WORD - time.monotonic())

    def _hear(self, job):
        self._heartbeat = min(_BETWEEN_HEARTBEATS, job["heartbeat_timeout"] / 3)
        if job["cancel_requested"]:
            self.cancel_reason = job["cancel_reason"]
            self.cancel_requested = True

    def _refused(self, refusal, update):
        """Return whether to send the same again."""
        self._warn(refusal.status, "%s: %s" % (self._server.url, refusal))
        if refusal.job:
            self._hear(refusal.job)
        gone = refusal.status in (409, 410)
        wrong = refusal.status in (400, 413, 415)
        if gone or (wrong and not self._created):
            # Nobody can see further reports. The work goes on.
            self._stopped = True
        elif wrong:
            self._leave_out_of(update)
        return not (gone or wrong)

    def _leave_out_of(self, update):
        """The same words would be refused again; how the job ended may stand alone."""
        last = {"status", "error"}.intersection(update)
        with self._changed:
            self._state.pop("result", None)
            if self._closed_at is not None and len(last) < len(update):
                self._unsent.update(last)

    def _warn(self, key, sentence):
        if key not in self._warned:
            self._warned.add(key)
            _log.warning("job %s: %s", self.task_id, sentence)


def track(rows, type, total=None, **job):
    """Yield the rows and count each one that the loop is done with.

    A loop that is left early, by break or by an exception, leaves its job as
    failed. It cannot see the exception; "with Job" can.
    """
    if total is None and hasattr(rows, "__len__"):
        total = len(rows)
    with Job(type, total=total, **job) as tracked:
        count = 0
        try:
            for row in rows:
                yield row
                count += 1
                tracked.add(1)
        except GeneratorExit:
            tracked._close("failed", "the loop ended early, at row %d" % (count + 1))
            raise


class _Refused(Exception):
    """An answer that is no success: its status, its sentence, and maybe the job."""

    def __init__(self, status, problem):
        super().__init__(problem.get("error") or "HTTP %d" % status)
        self.status = status
        self.job = problem.get("job")


class _Server:
    """One request, one answer."""

    def __init__(self, url, token):
        url = url or os.environ.get("JOB_TRACKER_URL") or "http://localhost:8080"
        self.url = url.rstrip("/")
        self._token = token or os.environ.get("JOB_TRACKER_TOKEN")

    def send(self, method, path, body, timeout):
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._token:
            headers["Authorization"] = "Bearer " + self._token
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return json.loads(answer.read().decode())
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise _Refused(refusal.code, _problem(refusal.read())) from None


def _problem(body):
    """Return the problem that the server tells, or an empty one."""
    try:
        problem = json.loads(body.decode())
        return problem if isinstance(problem, dict) else {}
    except ValueError:
        return {}


def _cut(text, most):
    """Cut to so many UTF-16 units, as the server counts."""
    if text is None:
        return None
    try:
        text = str(text).encode("utf-8", "replace").decode()
    except Exception as problem:
        text = _message(problem)
    return text.encode("utf-16-le")[:2 * most].decode("utf-16-le", "ignore")


def _message(problem):
    name = type(problem).__name__
    try:
        text = str(problem)
    except Exception:
        text = ""
    return "%s: %s" % (name, text) if text else name


def _told(problem):
    """Return an exception as one line, and each cause as one more."""
    if isinstance(problem, JobFailure):
        return _cut(problem, 10000)
    lines, seen = [], set()
    while problem is not None and id(problem) not in seen and len(lines) < 20:
        seen.add(id(problem))
        lines.append(("caused by " if lines else "") + _message(problem))
        hidden = problem.__suppress_context__
        problem = problem.__cause__ or (None if hidden else problem.__context__)
    return "\n".join(lines)


def _at_exit():
    jobs = list(_open_jobs)
    for job in jobs:
        job._close("failed", "the process ended before the job did")
    for job in jobs:
        job._join()


atexit.register(_at_exit)
