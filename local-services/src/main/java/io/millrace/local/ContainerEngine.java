package io.millrace.local;

/** What runs containers. */
interface ContainerEngine {
    /** Whether one answers whose containers can share this machine's network. */
    boolean answers();

    /** Whether it has the image, or has just got it. */
    boolean provides(String image);
}
