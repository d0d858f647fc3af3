package dev.jobtracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.store.FaultyStore.Call;
import dev.jobtracker.store.FaultyStore.Fault;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The store of the journal's tests keeps the promises of a store, and fails as it is told to. */
class FaultyStoreTest extends StoreContractTest {
  private final MemoryDisk disk = new MemoryDisk();
  private final ArrayDeque<Call> calls = new ArrayDeque<>();

  @Override
  JobStore store() {
    return new FaultyStore(disk, () -> calls.isEmpty() ? Call.GOOD : calls.poll());
  }

  @Test
  void faults_come_before_or_after_the_writing() throws StoreException {
    JobStore store = store();
    Loaded.from(store);
    assertThat(written(store, Fault.BEFORE, 1)).isFalse();
    assertThat(written(store, Fault.BROKEN, 2)).isFalse();
    assertThat(written(store, Fault.AFTER, 3)).isTrue();
    assertThat(written(store, Fault.BROKEN_AFTER, 4)).isTrue();
  }

  private boolean written(JobStore store, Fault fault, int second) {
    calls.add(new Call(fault, 1));
    kindOf(() -> store.commit(changes(rows(job(second).build()))));
    return disk.job("import_%08d".formatted(second)) != null;
  }

  @Test
  void store_that_was_opened_later_fences_the_one_before() throws StoreException {
    JobStore first = store();
    Loaded.from(first);
    Loaded.from(store());
    assertThat(kindOf(() -> first.commit(changes(List.of()))))
        .isEqualTo(StoreException.Kind.FENCED);
  }
}
