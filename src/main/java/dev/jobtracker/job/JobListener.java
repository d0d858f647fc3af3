package dev.jobtracker.job;

/** Hears of every change of the map, after it was made, on the thread that made it. */
public interface JobListener {

  /** A job was created or has a new revision. */
  void changed(Job job);

  /** A job was forgotten; its id answers "gone" from now on. */
  void removed(String taskId, Removal reason);
}
