#!/usr/bin/env bash
# Fuzzes what peers send (tokens, request bodies, server-sent events) for a while each:  tests/fuzz.sh [SECONDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export LOCALCASCADE_FUZZ_SECONDS="${1:-600}"
dotnet test LocalCascade.Proxy.Tests --filter "FullyQualifiedName~Random_damage"
dotnet test LocalCascade.CloudTier.Tests --filter "FullyQualifiedName~FuzzTests"
