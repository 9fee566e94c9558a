#!/bin/sh
# Builds the `pulumi` that go.mod names, unless it is there already: build.sh FILE
set -eu
target=$1
cd "$(dirname "$0")"
version=$(sed -n 's#.*github.com/pulumi/pulumi/pkg/v3 v\([^ ]*\).*#\1#p' go.mod)
source=$(cat go.mod go.sum | cksum)
if [ -x "$target" ] && [ "$(cat "$target.source" 2>/dev/null)" = "$source" ]; then
	exit 0
fi
if ! command -v go >/dev/null; then
	echo "error: Go is needed to build Pulumi's engine from its sources (https://go.dev/doc/install); only the" \
		"rehearsal and its tests use the engine" >&2
	exit 2
fi
echo "Building Pulumi $version into $target (once, about 6 minutes)" >&2
mkdir -p "$(dirname "$target")"
# The version is what Pulumi's own releases are linked with.
CGO_ENABLED=0 go build -buildvcs=false -o "$target" \
	-ldflags "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$version" \
	github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
echo "$source" >"$target.source"
