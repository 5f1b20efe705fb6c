#!/bin/sh
# Install the Debian packages named in a file, those that are missing, if we may; else say what to install.
# usage: install_packages.sh FILE
set -eu
missing=""
for package in $(cat "$1"); do
    if [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
        missing="$missing $package"
    fi
done
if [ -z "$missing" ]; then
    exit 0
fi

as_root=""
if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
fi
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "doichieu: installing$missing"
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    if DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
        exit 0
    fi
fi
echo "doichieu: the tests of scans and Word files need packages that are not installed:" >&2
echo "    sudo apt-get install$missing" >&2
exit 1
