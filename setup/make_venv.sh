#!/bin/sh
# Make a virtual environment; where Debian or Ubuntu split that off Python, install the missing package if we may.
# usage: make_venv.sh PYTHON FOLDER
set -eu
python=$1
folder=$2

if ! command -v "$python" >/dev/null; then
    echo "doichieu: there is no '$python'. Install Python 3.11 or newer, or say: make PYTHON=/path/to/python3.12 …" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "doichieu: Python 3.11 or newer is needed, '$python' is $("$python" --version). Say: make PYTHON=python3.12 …" >&2
    exit 1
fi
if "$python" -m venv "$folder" >/dev/null 2>&1; then
    exit 0
fi
rm -rf "$folder"

package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
as_root=""
if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
fi
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "doichieu: installing $package, without which Python makes no virtual environment"
    $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$package" >/dev/null || true
fi
if ! "$python" -m venv "$folder"; then
    rm -rf "$folder"
    echo "doichieu: '$python' makes no virtual environment. Install what it lacks and try again:" >&2
    echo "    sudo apt-get install $package" >&2
    exit 1
fi
