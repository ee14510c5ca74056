#!/usr/bin/env bash
# Regenerates src/Krypton.Sql/Generated from the two grammar files here. Needs npm (for the ANTLR tool) and Java 11 or newer.
# The result is committed: building Krypton needs neither. A test compares grammar.sha256 with the grammar files.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
out=../src/Krypton.Sql/Generated
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT

# This npm package carries the ANTLR jar whose output the runtime Antlr4.Runtime.Standard 4.13.1 accepts.
(cd "$tool" && npm pack --silent antlr4ng-cli@2.0.0 > /dev/null && tar -xzf antlr4ng-cli-2.0.0.tgz)
jar=$(find "$tool/package" -name '*.jar' -print -quit)

mkdir -p "$out"
rm -f "$out"/*.cs
java -jar "$jar" -Dlanguage=CSharp -no-visitor -no-listener -package Krypton.Sql.Generated -o "$out" KryptonLexer.g4 KryptonParser.g4
rm -f "$out"/*.interp "$out"/*.tokens

# The parser is Krypton.Sql's own business: internal, and then a CLS-compliance mark only warns.
sed -i -e 's/^public partial class /internal partial class /' -e '/^\[System\.CLSCompliant(false)\]$/d' -e 's/[ \t]*$//' "$out"/*.cs
sha256sum KryptonLexer.g4 KryptonParser.g4 > "$out/grammar.sha256"
