#!/bin/sh
# Makes what fuzzing begins with: fuzz/corpus/TARGET from this repository's own sheets, good and bad, and fuzz/language.dict
# from the language's own words. Run it from anywhere; what a campaign has added to the corpus stays.
set -eu
cd "$(dirname "$0")/.."
mkdir -p fuzz/corpus/sheet fuzz/corpus/scenario fuzz/corpus/expectation fuzz/corpus/log

for file in cues/*/*.ron tests/bad/*.ron tests/bad/sheets/*.ron tests/never_panics/*.ron; do
    name=$(echo "$file" | tr '/' '_')
    if grep -q '^ *Scenario(' "$file"; then
        cp "$file" "fuzz/corpus/scenario/$name"
        # What stands between the brackets of `expect`.
        awk '/expect: \[/ { on = 1; sub(/.*expect: \[/, "") } on { if (/^ *\],/) exit; print; if (/\],$/ && !/^ /) exit }' "$file" \
            > "fuzz/corpus/expectation/$name"
        [ -s "fuzz/corpus/expectation/$name" ] || rm "fuzz/corpus/expectation/$name"
    else
        cp "$file" "fuzz/corpus/sheet/$name"
    fi
done

# A log is what follows a header; each of these lines is one kind of it, and all of them are a rehearsal.
cp tests/never_panics/desk.jsonl fuzz/corpus/log/desk
split -l 1 tests/never_panics/desk.jsonl fuzz/corpus/log/line_
grep -o '"[a-zA-Z_]*"' tests/never_panics/desk.jsonl | sort -u | sed 's/"\(.*\)"/"\\"\1\\""/' > fuzz/log.dict

cat src/sheet/grammar.rs src/fault/grammar.rs | grep -o '"[A-Za-z_]\{2,\}"' | sort -u > fuzz/language.dict
printf '"%s"\n' '(' ')' '[' ']' '{' '}' ',' ': ' '/*' '*/' '//' '1e9' '1e-6' '0.0' '-1.0' 'NaN' 'inf' 'Some(' 'r#\"' '\\u{' >> fuzz/language.dict
ls fuzz/corpus | while read -r t; do echo "$t: $(ls "fuzz/corpus/$t" | wc -l) seeds, $(cat fuzz/corpus/"$t"/* 2>/dev/null | wc -c) bytes"; done
