package io.penstock;

/** The front door: hands the command line to {@code cli}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("penstock");
  }
}
