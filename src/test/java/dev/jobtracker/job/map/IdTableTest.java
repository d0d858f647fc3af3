package dev.jobtracker.job.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of entries by id against a map of the JDK. */
class IdTableTest {
  private final IdTable table = new IdTable();
  private final Map<String, Entry> model = new HashMap<>();
  private long created;

  private Entry entry(String id) {
    return new LiveJob(Samples.pending(id, created++), 0);
  }

  private void put(String id) {
    Entry entry = entry(id);
    table.put(entry);
    model.put(id, entry);
  }

  private void remove(String id) {
    table.remove(id);
    model.remove(id);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void random_commands_agree_with_a_map(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      boolean grows = i / 40_000 % 2 == 0;
      String id = "import_" + random.nextInt(20_000);
      if (random.nextInt(10) < (grows ? 7 : 3)) {
        put(id);
      } else {
        remove(id);
      }
      String other = "import_" + random.nextInt(20_000);
      assertThat(table.get(other)).as("seed %d", seed).isSameAs(model.get(other));
      assertThat(table.size()).isEqualTo(model.size());
    }
    model.forEach((id, entry) -> assertThat(table.get(id)).isSameAs(entry));
    for (String id : List.copyOf(model.keySet())) {
      remove(id);
      assertThat(table.get(id)).isNull();
    }
    assertThat(table.size()).isZero();
  }

  @Test
  void poll_takes_each_entry_once_and_the_others_stay_to_be_found() {
    for (int i = 0; i < 5_000; i++) {
      put("import_" + i);
    }
    List<Entry> polled = new ArrayList<>();
    List<String> order = new ArrayList<>(table.ids());
    for (Entry entry = table.poll(); entry != null; entry = table.poll()) {
      polled.add(entry);
      model.remove(entry.taskId());
      assertThat(table.get(entry.taskId())).isNull();
      assertThat(table.size()).isEqualTo(model.size());
      if (polled.size() % 500 == 0) {
        model.forEach((id, held) -> assertThat(table.get(id)).isSameAs(held));
      }
    }
    assertThat(polled.stream().map(Entry::taskId).toList()).hasSize(5_000).isEqualTo(order);
    assertThat(model).isEmpty();
  }
}
