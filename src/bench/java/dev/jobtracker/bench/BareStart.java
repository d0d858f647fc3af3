package dev.jobtracker.bench;

/** The least that a virtual machine can do: one byte. */
public final class BareStart {
  private BareStart() {}

  /** Says that it is there. */
  public static void main(String[] args) {
    System.out.write('x');
    System.out.flush();
  }
}
