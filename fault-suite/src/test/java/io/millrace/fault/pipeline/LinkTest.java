package io.millrace.fault.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final int REQUEST = 1;
    private static final int ANSWER = 2;

    private ServerSocket server;
    private Link link;
    private Socket client;
    private Socket accepted;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        link = Link.to(server.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), link.port());
        accepted = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        accepted.close();
        link.close();
        server.close();
    }

    @Test
    void bytesArriveInBothDirections() throws IOException {
        ask();
        answer();

        assertThat(client.getInputStream().read()).isEqualTo(ANSWER);
    }

    @Test
    void slowBytesArriveAsWell() throws IOException {
        link.set(Link.State.SLOW);

        ask();
        answer();

        assertThat(client.getInputStream().read()).isEqualTo(ANSWER);
    }

    @Test
    void anAnswerIsHeldBackUntilTheLinkIsGoodAgain() throws IOException {
        link.set(Link.State.UNANSWERED);
        ask();
        answer();
        client.setSoTimeout(100);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

        link.set(Link.State.GOOD);

        client.setSoTimeout(0);
        assertThat(client.getInputStream().read()).isEqualTo(ANSWER);
    }

    @Test
    void aSilentLinkCarriesNoRequest() throws IOException {
        link.set(Link.State.SILENT);
        client.getOutputStream().write(REQUEST);
        accepted.setSoTimeout(100);

        assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aCutEndsTheConnectionOnBothSidesAndTheNextOneIsGood() throws IOException {
        ask();

        link.cut();

        assertThat(isOver(client)).isTrue();
        assertThat(isOver(accepted)).isTrue();
        close();
        connect();
        bytesArriveInBothDirections();
    }

    @Test
    void aClientOfAServerThatIsAwayIsHungUpOn() throws IOException {
        server.close();
        try (Socket second = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
            assertThat(isOver(second)).isTrue();
        }
    }

    private void ask() throws IOException {
        client.getOutputStream().write(REQUEST);
        assertThat(accepted.getInputStream().read()).isEqualTo(REQUEST);
    }

    private void answer() throws IOException {
        accepted.getOutputStream().write(ANSWER);
    }

    private static boolean isOver(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }
}
