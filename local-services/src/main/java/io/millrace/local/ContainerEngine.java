package io.millrace.local;

/** Something that runs containers. */
interface ContainerEngine {
    /** Whether it answers, and its containers can share this machine's network. */
    boolean answers();

    /** Whether it has the image, pulling it if necessary. */
    boolean provides(String image);
}
