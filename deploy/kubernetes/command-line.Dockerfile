# The commands of ./millrace:
#   mvn -q package -DskipTests
#   docker build -f deploy/kubernetes/command-line.Dockerfile -t registry.example.com/millrace/command-line:0.1.0 .
FROM eclipse-temurin:17-jre
COPY command-line/target/lib/ /app/lib/
COPY command-line/target/classes/ /app/classes/
ENTRYPOINT ["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-cp", "/app/classes:/app/lib/*", \
            "io.millrace.command.MillraceCommand"]
