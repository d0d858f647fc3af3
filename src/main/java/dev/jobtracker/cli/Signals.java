package dev.jobtracker.cli;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;

/**
 * Signals of the operating system. The JDK has them in a class that compilers warn of, and that
 * another virtual machine may lack; without it signals do what they always do.
 */
final class Signals {
  private final String name;
  private final Consumer<String> handler;

  private Signals(String name, Consumer<String> handler) {
    this.name = name;
    this.handler = handler;
  }

  /**
   * Has the handler called with the signal's name, such as {@code TERM}, in place of the default.
   */
  static void handle(String name, Consumer<String> handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      Object one = signal.getConstructor(String.class).newInstance(name);
      Object taker = taker(type, MethodType.methodType(void.class, signal), name, handler);
      signal.getMethod("handle", signal, type).invoke(null, one, taker);
    } catch (ReflectiveOperationException | IllegalArgumentException unknown) {
      // This system has no such signal, or gives nobody a hand in it.
    }
  }

  /** What the compiler makes of a lambda: a proxy of the JDK would take three times as long. */
  private static Object taker(
      Class<?> type, MethodType taking, String name, Consumer<String> handler)
      throws ReflectiveOperationException {
    MethodHandles.Lookup here = MethodHandles.lookup();
    MethodHandle came =
        here.findVirtual(Signals.class, "came", MethodType.methodType(void.class, Object.class));
    try {
      MethodType made = MethodType.methodType(type, Signals.class);
      CallSite site = LambdaMetafactory.metafactory(here, "handle", made, taking, came, taking);
      return site.getTarget().invoke(new Signals(name, handler));
    } catch (Throwable e) {
      throw new ReflectiveOperationException(e);
    }
  }

  private void came(Object signal) {
    handler.accept(name);
  }
}
