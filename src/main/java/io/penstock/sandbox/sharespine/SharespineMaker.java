package io.penstock.sandbox.sharespine;

import io.penstock.sandbox.Platform;
import io.penstock.sandbox.Recorder;
import io.penstock.sandbox.SandboxOptions;
import java.time.InstantSource;

/** Makes the emulated Sharespine platform; named as a service in the jar. */
public final class SharespineMaker implements Platform.Maker {

  @Override
  public Platform make(SandboxOptions options, InstantSource clock, Recorder recorder) {
    return new SharespinePlatform(options, clock, recorder);
  }
}
