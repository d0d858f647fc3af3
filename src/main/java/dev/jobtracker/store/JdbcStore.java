package dev.jobtracker.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store over JDBC; what databases do differently is in its dialect. */
final class JdbcStore implements JobStore {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);

  private final Dialect dialect;
  private @Nullable Connection connection;

  JdbcStore(Dialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public Turn take(StoreReader reader, @Nullable String unreached) throws StoreException {
    try {
      return dialect.take(connected(), reader, unreached);
    } catch (SQLException failure) {
      throw failed("the store cannot be opened", failure);
    } catch (RuntimeException refused) {
      close();
      throw refused;
    }
  }

  @Override
  public void commit(Batch batch) throws StoreException {
    EncodedBatch rows = EncodedBatch.of(batch);
    try {
      dialect.commit(connected(), rows);
    } catch (SQLException failure) {
      throw failed("a commit failed", failure);
    }
  }

  private Connection connected() throws SQLException {
    if (connection == null) {
      connection = dialect.connect();
    }
    return connection;
  }

  private StoreException failed(String what, SQLException failure) {
    if (!dialect.keepsConnection()) {
      drop();
    }
    return new StoreException(dialect.kindOf(failure), what + ": " + failure.getMessage(), failure);
  }

  /** Lets go of a connection that is no good, without a word to the other side. */
  private void drop() {
    Connection broken = connection;
    connection = null;
    try {
      if (broken != null) {
        broken.close();
      }
    } catch (SQLException alsoBroken) {
      LOG.debug("A broken connection did not close", alsoBroken);
    }
  }

  @Override
  public boolean isHeld() {
    return dialect.isHeld();
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open == null) {
      return;
    }
    try {
      dialect.close(open);
    } catch (SQLException failure) {
      LOG.warn("The store did not close in order: {}", failure.getMessage());
    }
  }
}
