# For ./quickstart, ./services and ./millrace, which source it in the checkout's root: what has to be there before Java can run.

fail() {
    echo >&2
    printf '%s\n' "$@" >&2
    exit 1
}

require_tools() {
    local javac major
    javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac
    major=$("$javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p') || true
    [ "${major:-0}" -ge 17 ] 2>/dev/null ||
        fail "A JDK 17 or later is needed${major:+, and $javac is version $major}." \
            "On Debian: apt-get install openjdk-17-jdk-headless"
    command -v mvn >/dev/null ||
        fail "Maven 3.8.7 or later is needed, and mvn is not on PATH." "On Debian: apt-get install maven"
    java=${JAVA_HOME:+$JAVA_HOME/bin/}java
}

# Runs "$@" with its output in a log, and says in one line what is going on and how long it took.
step() {
    local what=$1 log=$2 start=$SECONDS code=0 job
    shift 2
    mkdir -p "$(dirname "$log")"
    printf '  %-24s ' "$what"
    "$@" >"$log" 2>&1 &
    job=$!
    if [ -t 1 ]; then
        while kill -0 $job 2>/dev/null; do
            printf '\r  %-24s %61s' "$what" "$((SECONDS - start)) s"
            sleep 1
        done
        printf '\r  %-24s ' "$what"
    fi
    wait $job || code=$?
    if [ $code -ne 0 ]; then
        printf '%-50s %10s\n' failed "$((SECONDS - start)) s"
        grep -v '^\[INFO\]' "$log" | head -n 12 >&2
        fail "All of it is in $log"
    fi
    printf '%-50s %10s\n' "done" "$((SECONDS - start)) s"
}

# What is built, where it is then, and from what. ./millrace sets them to its own.
modules=local-services,nats-bridge-connector,manticore-sink-connector
outputs=(local-services/target/lib 'nats-bridge-connector/target/*.zip' 'manticore-sink-connector/target/*.zip')
sources=(pom.xml proto nats-bridge-connector manticore-sink-connector local-services)
stamp=target/built

is_built() {
    local output
    [ -e $stamp ] || return 1
    for output in "${outputs[@]}"; do
        compgen -G "$output" >/dev/null || return 1
    done
    [ -z "$(find "${sources[@]}" -name target -prune -o -type f -newer $stamp -print -quit)" ]
}

build() {
    mvn -B -q -Dstyle.color=never package -Dmaven.test.skip=true -Dspotless.check.skip=true -pl $modules -am && touch $stamp
}

prepare() {
    require_tools
    if is_built; then
        printf '  %-24s %s\n' "Build" "is up to date"
    else
        step "Build" target/build.log build
    fi
}

# What only local processes need.
install_servers() {
    step "Debian packages" target/install.log local-services/install-servers
}

# A project of its own, so that nobody else's containers and volumes are touched.
compose() {
    docker compose --project-name millrace-quickstart "$@"
}

# Whether docker-compose.yml can be used: an engine answers, no server is given, and the images can be had.
use_containers() {
    [ -z "${MILLRACE_MYSQL_URL:-}${MILLRACE_NATS_URL:-}${MILLRACE_KAFKA_BOOTSTRAP:-}" ] &&
        [ -z "${MILLRACE_CONNECT_URL:-}${MILLRACE_MANTICORE_URL:-}" ] || return 1
    { docker info && docker compose version; } >/dev/null 2>&1 || return 1
    printf '  %-24s ' "Container images"
    mkdir -p target
    if compose pull --quiet >target/docker.log 2>&1; then
        printf '%s\n' "are there"
    else
        printf '%s\n' "cannot be had, local processes are used (see target/docker.log)"
        return 1
    fi
}

java_arguments=(-Xmx128m -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=error
    -Dmillrace.server.jvm.options=-XX:TieredStopAtLevel=1
    -cp 'local-services/target/classes:local-services/target/lib/*')

run_java() {
    "$java" "${java_arguments[@]}" "$@"
}

# In this shell's place, so that a signal to it reaches Java.
exec_java() {
    exec "$java" "${java_arguments[@]}" "$@"
}
