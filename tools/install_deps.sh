#!/usr/bin/env bash
# Installs the Debian 12 packages Crosstrail is built with. Does nothing when they are there; otherwise needs root or
# sudo. `install_deps.sh` is enough to build and test; `install_deps.sh check` adds what `make check` needs.
set -euo pipefail

packages=(
  ca-certificates ccache cmake g++ make ninja-build pkg-config
  googletest libgmock-dev libgtest-dev
  libcli11-dev libexpected-dev libfmt-dev libisal-dev libmaxminddb-dev libre2-dev libsimdjson-dev libspdlog-dev libssl-dev
  libtomlplusplus-dev libxxhash-dev libyaml-dev libz3-dev libzstd-dev nlohmann-json3-dev uap-core
  python3 python3-jsonschema
)
if [[ ${1:-} == check ]]; then
  packages+=(clang-16 clang-format-16 clang-tidy-16 libclang-rt-16-dev)
fi

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $state == installed ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "install_deps: missing packages: ${missing[*]}" >&2
    echo "install_deps: run this as root, or install sudo" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "install_deps: installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
