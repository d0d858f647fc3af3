package dev.jobtracker.store;

import dev.jobtracker.store.StoreException.Kind;
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
  public Stored open(StoreReader reader) throws StoreException {
    close();
    boolean loaded = false;
    try {
      connection = dialect.open();
      Stored stored = new Loading(connection, dialect, reader).run();
      loaded = true;
      return stored;
    } catch (SQLException failure) {
      throw failed("the store cannot be opened", failure);
    } finally {
      if (!loaded) {
        close();
      }
    }
  }

  @Override
  public void commit(Batch batch) throws StoreException {
    if (connection == null) {
      throw new StoreException(Kind.FENCED, "the store is not open", null);
    }
    try {
      dialect.commit(connection, EncodedBatch.of(batch));
    } catch (SQLException failure) {
      throw failed("a commit failed", failure);
    }
  }

  private StoreException failed(String what, SQLException failure) {
    return new StoreException(dialect.kindOf(failure), what + ": " + failure.getMessage(), failure);
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
