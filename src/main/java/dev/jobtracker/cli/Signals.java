package dev.jobtracker.cli;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Signals of the operating system. The JDK has them in a class that compilers warn of, and that
 * another virtual machine may lack; without it signals do what they always do.
 */
final class Signals {
  private Signals() {}

  /**
   * Has the handler called with the signal's name, such as {@code TERM}, in place of the default.
   */
  static void handle(String name, Consumer<String> handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  handler.accept(name);
                }
                return null;
              });
      Object one = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handlerType).invoke(null, one, proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException unknown) {
      // This system has no such signal, or gives nobody a hand in it.
    }
  }
}
