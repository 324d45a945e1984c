# Shared by scripts/run and scripts/test (sourced): brings a bare Debian machine to where the application can start.
# Every step leaves a stamp under var/setup and is skipped while what it depends on has not changed.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"
VENV="$ROOT/.venv"
PY="$VENV/bin/python"
STAMPS="$ROOT/var/setup"
RUN_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-morisawa-bizud-gothic redis-server gettext)
TEST_PACKAGES=(postgresql chromium poppler-utils)
UV_VERSION='uv>=0.11,<1'
mkdir -p "$STAMPS"

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# --- system packages ------------------------------------------------------------------------------------------------
node_is_new_enough() { [ "$(node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/')" -ge 18 ] 2>/dev/null && command -v npm >/dev/null; }
python_has_venv() { command -v python3 >/dev/null && python3 -c 'import ensurepip, venv' 2>/dev/null; }
is_installed() { [ "$(dpkg-query -W -f='${Status}' "$1" 2>/dev/null)" = "install ok installed" ]; }

need_packages() { # installs those of its arguments that are missing
  local missing=() package
  node_is_new_enough || set -- "$@" nodejs npm
  python_has_venv || set -- "$@" python3 python3-venv
  for package in "$@"; do is_installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
}

apt_install() {
  local as_root=()
  command -v apt-get >/dev/null || fail "apt-get がありません。次のパッケージを入れてから、もう一度実行してください: $*"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "次のパッケージを管理者が入れてから、もう一度実行してください: apt-get install $*"
    as_root=(sudo)
  fi
  say "パッケージを入れています: $*"
  "${as_root[@]}" bash -s -- "$@" <<'ROOT_STEPS' >"$STAMPS/apt.log" 2>&1 || { tail -n 20 "$STAMPS/apt.log" >&2; fail "パッケージを入れられませんでした ($STAMPS/apt.log)。"; }
set -e
# Servers that come with packages must not start here: 101 is policy-rc.d's "not allowed".
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
install_all() { apt-get install -y --no-install-recommends "$@" </dev/null; } # standard input is this script
install_all "$@" || { apt-get update </dev/null && install_all "$@"; }
ROOT_STEPS
}

# --- what stamps are made of ----------------------------------------------------------------------------------------
digest() { find "$@" -type f -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0r sha256sum | sha256sum; }
is_stamped() { [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]; }
stamp() { printf '%s' "$2" >"$STAMPS/$1"; }

# --- the project's own parts ----------------------------------------------------------------------------------------
ensure_python() {
  local state
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 以上が要ります (今の python3: $(python3 --version))。"
  state="$(digest requirements.lock) $(python3 --version)"
  [ -x "$PY" ] && is_stamped python "$state" && return
  say "Python の部品を入れています"
  [ -x "$PY" ] || python3 -m venv "$VENV"
  [ -x "$VENV/bin/uv" ] || "$PY" -m pip install --quiet "$UV_VERSION"
  VIRTUAL_ENV="$VENV" "$VENV/bin/uv" pip sync --quiet --require-hashes requirements.lock
  stamp python "$state"
}

ensure_project() { # the command .venv/bin/bpr; uv pip sync takes out what is not locked, so this comes after it
  local state
  state="$(digest pyproject.toml requirements.lock) $(python3 --version)"
  [ -x "$VENV/bin/bpr" ] && is_stamped project "$state" && return
  VIRTUAL_ENV="$VENV" "$VENV/bin/uv" pip install --quiet --offline --no-deps --no-build-isolation --editable .
  stamp project "$state"
}

ensure_front() {
  local packages sources
  packages="$(digest package-lock.json)"
  sources="$packages $(digest package.json tsconfig.json static/src)"
  if ! { [ -d node_modules ] && is_stamped npm "$packages"; }; then
    say "画面の部品を入れています"
    npm ci --ignore-scripts --silent
    stamp npm "$packages"
  fi
  [ -d static/dist ] && is_stamped front "$sources" && return
  npm run --silent build
  stamp front "$sources"
}

ensure_messages() {
  local catalogue
  for catalogue in locale/*/LC_MESSAGES/*.po; do
    [ -f "$catalogue" ] || continue
    [ "${catalogue%.po}.mo" -nt "$catalogue" ] || msgfmt --check-format -o "${catalogue%.po}.mo" "$catalogue"
  done
}

ensure_all() { # ensure_all <package>...
  need_packages "$@"
  ensure_python
  ensure_project
  ensure_front
  ensure_messages
}
