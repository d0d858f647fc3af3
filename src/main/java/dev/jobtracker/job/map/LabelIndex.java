package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The jobs with a label, for the few label keys that the configuration names: shelves for each
 * value that a held job has, so that a list by it costs as much as one by type. Where a value has
 * many jobs, they are counted by type too. What is not named costs nothing here.
 */
final class LabelIndex {
  /** So many jobs are counted when somebody asks; more are counted as they come and go. */
  private static final int COUNTED_WHEN_ASKED = 2_000;

  private final Map<String, Map<String, Labelled>> byKey = new HashMap<>();

  LabelIndex(Set<String> keys) {
    keys.forEach(key -> byKey.put(key, new HashMap<>()));
  }

  /** The jobs that have one value of one key. */
  private static final class Labelled {
    private final Shelves shelves = new Shelves();
    private @Nullable TypeCounts counts;

    void add(Entry entry, Job job) {
      shelves.add(entry, job);
      if (counts != null) {
        counts.add(job);
      } else if (shelves.size() > COUNTED_WHEN_ASKED) {
        counts = countNow();
      }
    }

    void remove(Entry entry, Job job) {
      shelves.remove(entry, job);
      if (shelves.size() < COUNTED_WHEN_ASKED / 2) {
        counts = null;
      } else if (counts != null) {
        counts.remove(job);
      }
    }

    TypeCounts countNow() {
      List<OrderedEntries<Entry>.Walk> walks = new ArrayList<>();
      shelves.walk(JobFilter.ALL, Long.MAX_VALUE, walks);
      return TypeCounts.of(new NewestFirst(walks), Map.of());
    }
  }

  void add(Entry entry, Job job) {
    forEachLabel(
        job,
        (value, values) -> values.computeIfAbsent(value, first -> new Labelled()).add(entry, job));
  }

  void remove(Entry entry, Job job) {
    forEachLabel(
        job,
        (value, values) -> {
          Labelled labelled = values.get(value);
          labelled.remove(entry, job);
          if (labelled.shelves.size() == 0) {
            values.remove(value);
          }
        });
  }

  private void forEachLabel(Job job, BiConsumer<String, Map<String, Labelled>> action) {
    if (!job.labels().isEmpty()) {
      byKey.forEach(
          (key, values) -> {
            String value = job.labels().get(key);
            if (value != null) {
              action.accept(value, values);
            }
          });
    }
  }

  boolean serves(String key) {
    return byKey.containsKey(key);
  }

  /** Returns the shelves of an indexed key with this value; null where no job has it. */
  @Nullable Shelves shelves(String key, String value) {
    Labelled labelled = byKey.get(key).get(value);
    return labelled == null ? null : labelled.shelves;
  }

  /** Returns the counts of an indexed key with this value. */
  TypeCounts counts(String key, String value) {
    Labelled labelled = byKey.get(key).get(value);
    if (labelled == null) {
      return new TypeCounts();
    }
    return labelled.counts == null ? labelled.countNow() : labelled.counts;
  }
}
