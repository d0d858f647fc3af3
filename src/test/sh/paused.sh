#!/usr/bin/env bash
# Runs tests while their virtual machine stands still for 0.7 s of every 1.2 s, as on a machine that is short of everything.
# A test that fails here relies on speed. From the project's folder:
#   src/test/sh/paused.sh                       the whole suite, but for the browser
#   src/test/sh/paused.sh 'WatchTest,LimitsTest'
set -euo pipefail
cd "$(dirname "$0")/../../.."

mvn -B test-compile surefire:test@default-test -Dsurefire.failIfNoSpecifiedTests=false ${1:+-Dtest="$1"} &
maven=$!

# Only what this script has started: the tests' virtual machine is a descendant of this Maven.
tests_of() {
  local child
  for child in $(pgrep -P "$1" || true); do
    if tr '\0' ' ' <"/proc/$child/cmdline" 2>/dev/null | grep -q '^[^ ]*java .*surefire'; then
      echo "$child"
    else
      tests_of "$child"
    fi
  done
}

paused=
trap 'if [ -n "$paused" ]; then kill -CONT $paused 2>/dev/null || true; fi' EXIT
while kill -0 "$maven" 2>/dev/null; do
  paused=$(tests_of "$maven")
  if [ -n "$paused" ]; then
    kill -STOP $paused 2>/dev/null || true
    sleep 0.7
    kill -CONT $paused 2>/dev/null || true
  fi
  paused=
  sleep 0.5
done
wait "$maven"
