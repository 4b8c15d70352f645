# Sourced by ./quickstart, ./services and ./millrace in the root of the checkout: builds what their Java programs need.

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
        fail "JDK 17 or later is required${major:+, but $javac is version $major}." \
            "On Debian: apt-get install openjdk-17-jdk-headless"
    command -v mvn >/dev/null ||
        fail "Maven 3.8.7 or later is required, but mvn is not on PATH." "On Debian: apt-get install maven"
}

# Runs "$@" with its output in a log; prints one line with the result and the time it took.
step() {
    local what=$1 log=$2 start=$SECONDS code=0 job
    shift 2
    mkdir -p "$(dirname "$log")"
    printf '  %-24s ' "$what"
    "$@" >"$log" 2>&1 &
    job=$!
    if [ -t 1 ]; then
        while kill -0 $job 2>/dev/null; do
            printf '\r  %-24s %50s' "$what" "$((SECONDS - start)) s"
            sleep 1
        done
        printf '\r  %-24s ' "$what"
    fi
    wait $job || code=$?
    if [ $code -ne 0 ]; then
        printf '%-40s %9s\n' failed "$((SECONDS - start)) s"
        # Maven's first lines say why, a server's last ones.
        grep -v '^\[INFO\]' "$log" | if grep -q '^\[ERROR\]' "$log"; then head -n 12; else tail -n 12; fi >&2
        fail "The full output is in $log."
    fi
    printf '%-40s %9s\n' "done" "$((SECONDS - start)) s"
}

java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# What a script needs: the module of its Java program, other modules, and the archives that these are built into.
program=
modules=nats-bridge-connector,manticore-sink-connector,status-extension,index-audit
archives=('nats-bridge-connector/target/*.zip' 'manticore-sink-connector/target/*.zip' 'status-extension/target/*.zip'
    'index-audit/target/*.zip')

# Whether there is something to run, perhaps of earlier sources.
was_built() {
    [ -e "target/built-$program" ] && [ -d "$program/target/classes" ] && [ -d "$program/target/lib" ]
}

is_built() {
    local archive
    was_built || return 1
    for archive in "${archives[@]}"; do
        compgen -G "$archive" >/dev/null || return 1
    done
    [ -z "$(find pom.xml ./*/pom.xml local-services/servers ./*/src \( -name test -o -name target \) -prune -o \
        -type f -newer "target/built-$program" -print -quit)" ]
}

build() {
    mvn -B -q -Dstyle.color=never package -Dmaven.test.skip=true -Dspotless.check.skip=true \
        -pl "$program,$modules" -am && touch "target/built-$program"
}

# Builds unless everything is up to date.
prepare() {
    is_built && return
    require_tools
    step "Build" "target/build-$program.log" build
}

# Fetches what only local processes need.
install_servers() {
    step "Debian packages" target/install.log local-services/install-servers
}

# In a project of its own, so that no other containers or volumes are affected.
compose() {
    docker compose --project-name millrace-quickstart "$@"
}

# Starts the containers; if one fails, the log ends with what the containers that do not run said last.
start_containers() {
    local failed
    compose up --detach --wait-timeout 300 && return
    failed=$(compose ps --all --format '{{.Service}} {{.Status}}' | awk '!/healthy\)|Exited \(0\)|Created/ || /unhealthy/ { print $1 }')
    # shellcheck disable=SC2086 # one word per service
    [ -z "$failed" ] || compose logs --no-color --tail 8 $failed
    return 1
}

# Whether docker-compose.yml can be used: a Docker engine answers, no external server is named, the images are available.
use_containers() {
    [ -z "${MILLRACE_MYSQL_URL:-}${MILLRACE_NATS_URL:-}${MILLRACE_KAFKA_BOOTSTRAP:-}" ] &&
        [ -z "${MILLRACE_CONNECT_URL:-}${MILLRACE_MANTICORE_URL:-}" ] || return 1
    docker info >/dev/null 2>&1 || return 1
    local least=2.23.1 version
    version=$(docker compose version --short 2>/dev/null) || return 1
    if ! printf '%s\n' "$least" "${version#v}" | sort -V -C; then
        printf '  %-24s %s\n' "Docker Compose" "$version is here, $least or later is needed; using local processes"
        return 1
    fi
    printf '  %-24s ' "Container images"
    mkdir -p target
    if compose pull --quiet --policy missing >target/docker.log 2>&1; then
        printf '%s\n' "available"
    else
        printf '%s\n' "not available; using local processes (see target/docker.log)"
        return 1
    fi
}

set_java_arguments() {
    java_arguments=(-Xmx128m -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=error
        -Dmillrace.server.jvm.options=-XX:TieredStopAtLevel=1
        -cp "$program/target/classes:$program/target/lib/*")
}

run_java() {
    set_java_arguments
    "$java" "${java_arguments[@]}" "$@"
}

# Replaces this shell, so that signals reach Java.
exec_java() {
    set_java_arguments
    exec "$java" "${java_arguments[@]}" "$@"
}
