package dev.jobtracker.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.readme.Guide.Snippet;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the Java of the README and of the guide as it stands there, and loads it. */
final class JavaSnippets implements AutoCloseable {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern CLASS = Pattern.compile("(?m)^public class (\\w+)");

  private final URLClassLoader classes;

  /** Compiles all of it, with every warning as an error, into this folder. */
  JavaSnippets(Path folder) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<String> options =
        List.of(
            "-d", folder.toString(), "-Xlint:all,-processing,-classfile", "-Werror", "-proc:none");
    List<Source> sources = Guide.snippets("java").stream().map(Source::new).toList();
    boolean compiled = compiler.getTask(said, null, null, options, null, sources).call();
    assertThat(compiled).as("%s", said).isTrue();
    classes = new URLClassLoader(new URL[] {folder.toUri().toURL()});
  }

  /** Returns a new verticle of this class. */
  VerticleBase verticle(String name) throws ReflectiveOperationException {
    return (VerticleBase) type(name).getConstructor().newInstance();
  }

  /** Returns a class. */
  Class<?> type(String name) throws ReflectiveOperationException {
    return classes.loadClass(name);
  }

  /** Returns the name of the class that a snippet declares, with its package. */
  static String className(String java) {
    String simple = group(CLASS, java);
    return PACKAGE.matcher(java).find() ? group(PACKAGE, java) + "." + simple : simple;
  }

  private static String group(Pattern pattern, String java) {
    List<MatchResult> found = pattern.matcher(java).results().toList();
    assertThat(found).as("%s in%n%s", pattern, java).hasSize(1);
    return found.get(0).group(1);
  }

  @Override
  public void close() throws IOException {
    classes.close();
  }

  /** A snippet as the compiler reads it. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Snippet snippet) {
      super(uri(className(snippet.text())), JavaFileObject.Kind.SOURCE);
      this.text = snippet.text();
    }

    private static URI uri(String className) {
      return URI.create("guide:///" + className.replace('.', '/') + ".java");
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
