package dev.jobtracker.page;

import dev.jobtracker.tracker.Bus;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Something between a client and a server that forgets connections without closing them, as
 * firewalls, sleeping machines and load balancers do.
 */
public final class FailingProxy implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final NetClient client = vertx.createNetClient();
  private final NetServer server;
  private final Queue<NetSocket> open = new ConcurrentLinkedQueue<>();
  private final Queue<NetSocket> clients = new ConcurrentLinkedQueue<>();
  private final Queue<NetSocket> onward = new ConcurrentLinkedQueue<>();
  private volatile int target;
  private volatile boolean mute;
  private volatile boolean severed;
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
  private volatile int generation;
  private volatile int holding = -1;

  /** Leads to this port of the machine. */
  public FailingProxy(int target) {
    this();
    leadTo(target);
  }

  /** Takes a port before it is known where it leads. */
  public FailingProxy() {
    server =
        Bus.await(vertx.createNetServer().connectHandler(this::connected).listen(0, "127.0.0.1"));
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  public int port() {
    return server.actualPort();
  }

  /** New connections lead to this port of the machine. */
  public void leadTo(int port) {
    target = port;
  }

  /** Forgets the connections that there are; new ones work. */
  public void forget() {
    generation++;
  }

  /** Takes connections and bytes, and answers nothing any more. */
  public void fallSilent() {
    forget();
    mute = true;
  }

  /**
   * Keeps what clients send over the connections that there are, until {@link #release}; their
   * servers do not see them end. New connections work.
   */
  public void hold() {
    holding = generation;
    forget();
  }

  /** Returns whether a client has sent what is kept. */
  public boolean holds() {
    return !held.isEmpty();
  }

  /** Passes on what was kept, and then the end, as a network does that heals. */
  public void release() {
    holding = -1;
    held.forEach(Runnable::run);
    onward.forEach(NetSocket::end);
  }

  /** Closes the clients' side of the connections whose bytes are kept. */
  public void cutClients() {
    List.copyOf(clients).forEach(NetSocket::close);
  }

  /** Closes the connections that there are, on both sides; what is on its way is lost. */
  public void cut() {
    forget();
    List.copyOf(open).forEach(NetSocket::close);
  }

  /** Closes the connections that there are, and every new one. */
  public void sever() {
    severed = true;
    cut();
  }

  /** New connections work again. */
  public void comeBack() {
    mute = false;
    severed = false;
  }

  private void connected(NetSocket inward) {
    if (severed) {
      inward.close();
      return;
    }
    open.add(inward);
    clients.add(inward);
    int own = generation;
    if (mute) {
      return;
    }
    inward.pause();
    client
        .connect(target, "127.0.0.1")
        .onSuccess(
            onward -> {
              open.add(onward);
              pass(inward, onward, own);
              pass(onward, inward, own);
              inward.resume();
            })
        .onFailure(gone -> inward.close());
  }

  private void pass(NetSocket from, NetSocket to, int own) {
    from.handler(bytes -> passOn(to, bytes, own));
    from.closeHandler(closed -> closeUnlessForgotten(to, own));
  }

  private void passOn(NetSocket to, Buffer bytes, int own) {
    if (own == generation) {
      to.write(bytes);
    } else if (own == holding && !clients.contains(to)) {
      held.add(() -> to.write(bytes));
      onward.add(to);
    }
  }

  private void closeUnlessForgotten(NetSocket other, int own) {
    if (own == generation) {
      other.close();
    }
  }

  @Override
  public void close() {
    Bus.await(vertx.close());
  }
}
