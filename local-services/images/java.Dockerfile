FROM millrace-images/base
RUN apt-get install -qq --no-install-recommends openjdk-21-jre-headless
