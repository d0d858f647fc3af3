package dev.jobtracker.job.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chunked array against a tree that holds the same entries. */
class OrderedEntriesTest {
  private final OrderedEntries<LiveJob> entries = new OrderedEntries<>(entry -> entry.deadline);
  private final NavigableSet<LiveJob> model =
      new TreeSet<>(
          Comparator.<LiveJob>comparingLong(entry -> entry.deadline)
              .thenComparingLong(entry -> entry.createdAt()));
  private long created;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void random_adds_and_removes_agree_with_a_tree(long seed) {
    Random random = new Random(seed);
    List<LiveJob> held = new ArrayList<>();
    for (int round = 0; round < 40_000; round++) {
      boolean grows = round / 8_000 % 2 == 0;
      if (held.isEmpty() || random.nextInt(10) < (grows ? 8 : 2)) {
        // Few different times, so that many entries share one and only their creation tells them.
        held.add(add(random.nextInt(1_000)));
      } else {
        int victim = random.nextInt(held.size());
        Collections.swap(held, victim, held.size() - 1);
        remove(held.remove(held.size() - 1));
      }
      if (round % 500 == 0) {
        assertAgree("seed " + seed + ", round " + round);
        assertWalkAgrees(random.nextInt(1_100) - 50);
      }
    }
    assertThat(entries.size()).isGreaterThan(1_000);
    held.forEach(this::remove);
    assertAgree("seed " + seed + ", empty");
  }

  @Test
  void ascending_adds_fill_chunks_to_the_brim() {
    for (int i = 0; i < 10_000; i++) {
      add(i);
    }
    assertAgree("ascending");
    assertThat(entries.room()).isLessThan(10_000 + 256);
  }

  @Test
  void descending_adds_agree_with_a_tree() {
    for (int i = 10_000; i > 0; i--) {
      add(i);
    }
    assertAgree("descending");
  }

  @Test
  void first_in_first_out_takes_no_more_room_than_what_is_held() {
    for (int i = 0; i < 100_000; i++) {
      add(i);
      if (i >= 1_000) {
        remove(model.first());
      }
    }
    assertAgree("queue");
    assertThat(entries.room()).isLessThan(1_000 + 3 * 256);
  }

  @Test
  void room_follows_what_is_held_when_few_of_many_stay() {
    List<LiveJob> all = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      all.add(add(i));
    }
    for (int i = 0; i < all.size(); i++) {
      if (i % 256 != 0) {
        remove(all.get(i));
      }
    }
    assertAgree("one in 256");
    assertThat(entries.size()).isEqualTo(391);
    assertThat(entries.room()).isLessThan(8 * 391);
  }

  @Test
  void entry_that_is_not_in_here_cannot_be_removed() {
    add(5);
    LiveJob stranger = entry(5);
    assertThatThrownBy(() -> entries.remove(stranger)).isInstanceOf(IllegalStateException.class);
    assertThat(entries.size()).isEqualTo(1);
  }

  @Test
  void nothing_is_first_and_nothing_to_walk_when_empty() {
    assertThat(entries.first()).isNull();
    assertThat(entries.walkBackFrom(Long.MAX_VALUE).peek()).isNull();
  }

  private LiveJob entry(long deadline) {
    Job job = Samples.pending("import_x", created++);
    LiveJob entry = new LiveJob(job, 0);
    entry.deadline = deadline;
    return entry;
  }

  private LiveJob add(long deadline) {
    LiveJob entry = entry(deadline);
    entries.add(entry);
    model.add(entry);
    return entry;
  }

  private void remove(LiveJob entry) {
    entries.remove(entry);
    model.remove(entry);
  }

  private void assertAgree(String when) {
    assertThat(entries.size()).as(when).isEqualTo(model.size());
    assertThat(entries.first()).as(when).isSameAs(model.isEmpty() ? null : model.first());
    assertThat(walk(Long.MAX_VALUE)).as(when).isEqualTo(new ArrayList<>(model.descendingSet()));
  }

  private void assertWalkAgrees(long limit) {
    List<LiveJob> expected =
        model.descendingSet().stream().filter(entry -> entry.deadline < limit).toList();
    assertThat(walk(limit)).as("before %d", limit).isEqualTo(expected);
  }

  private List<LiveJob> walk(long limit) {
    List<LiveJob> walked = new ArrayList<>();
    OrderedEntries<LiveJob>.Walk walk = entries.walkBackFrom(limit);
    for (LiveJob entry = walk.peek(); entry != null; entry = walk.peek()) {
      walked.add(entry);
      walk.advance();
    }
    return walked;
  }
}
