package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The fixture keeps what was committed, through an orderly stop and through a crash. */
class PostgresServerTest {
  @Test
  void committed_row_is_there_after_a_stop_and_after_a_crash() throws Exception {
    assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed here");
    try (PostgresServer postgres = PostgresServer.start()) {
      execute(postgres, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");
      postgres.stop();
      assertThatThrownBy(postgres::connect).isInstanceOf(SQLException.class);
      postgres.run();
      execute(postgres, "INSERT INTO kept VALUES (2)");
      postgres.crash();
      postgres.run();
      assertThat(value(postgres, "SELECT count(*) FROM kept")).isEqualTo("2");
      assertThat(value(postgres, "SHOW fsync")).isEqualTo("on");
    }
  }

  private static void execute(PostgresServer postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(PostgresServer postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
