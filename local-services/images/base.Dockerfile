FROM millrace-images/debian
# As local-services/install-servers does: a mirror may be an old copy.
RUN echo 'Acquire::Check-Valid-Until "false";' >/etc/apt/apt.conf.d/90-millrace && apt-get update -qq
