#!/usr/bin/env python3
"""How far the confidence of a diagnosis can be trusted, measured on labelled texts.

    scripts/calibration.py BOUNCEDEX FOLDER [FOLDER …] [--check] [--show]

Each FOLDER has a cases.jsonl: a case a line with `text` or `file`, and `expect`, an object or a list of them with the
accepted `categories`, `actions` and `provider` (with `also.provider`). Each text is piped to `BOUNCEDEX explain --json`.
Only cases with as many answers as expectations count, since only there it is clear which answers which. Printed is how
often each level of confidence had a wrong category; how often `suppress` was said although neither a hard bounce nor
`suppress` was right; and how often a wrong provider was named. With --check the exit status is 1 where that is more often
than promised; --show lists what was wrong.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys

# The most that is promised, in per cent.
PROMISED = {"certain": 1.0, "likely": 6.0, "suppress": 0.3, "provider": 1.0}
# Other spellings of providers in collections, and systems that one operator runs.
SAME = {
    "google": "gmail", "aol": "yahoo", "icloud": "apple", "hotmail": "outlook", "exchangeonline": "outlook",
    "exchange-online": "outlook", "microsoft365": "outlook", "office365": "outlook", "gmx": "united-internet",
    "webde": "united-internet", "web.de": "united-internet", "symantec": "broadcom-essc", "messagelabs": "broadcom-essc",
    "emailsecuritycloud": "broadcom-essc", "fireeye": "trellix", "protonmail": "proton", "amazonses": "ses",
    "wp": "wp-pl", "google-dsn": "gmail",
}


def provider(name):
    return SAME.get(name, name)


def answers(program, folder, case):
    text = (folder / case["file"]).read_bytes() if "file" in case else case["text"].encode() + b"\n"
    done = subprocess.run([program, "--no-config", "explain", "--json"], input=text, capture_output=True, timeout=20)
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


def pairs(expected, found):
    """Each expectation with the answer about its recipient, or the one in its place."""
    left = list(found)
    for wanted in expected:
        people = [name.lower() for name in wanted.get("recipients") or []]
        about = next((one for one in left if (one["recipient"] or "").lower() in people), left[0])
        left.remove(about)
        yield wanted, about


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    asked, wrong = collections.Counter(), collections.Counter()

    def count(what, is_wrong, case, found):
        asked[what] += 1
        wrong[what] += is_wrong
        if is_wrong and args.show:
            print(f"{what}: {case['id']}: {found['entry']} ({found['provider']}): {found['text'][:100]}")

    for folder in args.folders:
        for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            expected = case["expect"] if isinstance(case["expect"], list) else [case["expect"]]
            found = answers(args.program, folder, case)
            if len(found) != len(expected):
                continue
            for wanted, answer in pairs(expected, found):
                categories = wanted.get("categories")
                if categories:
                    count(answer["confidence"], answer["category"] not in categories, case, answer)
                    may_suppress = "hard-bounce" in categories or "suppress" in wanted.get("actions", [])
                    count("suppress", answer["action"] == "suppress" and not may_suppress, case, answer)
                accepted = [wanted.get("provider"), *wanted.get("also", {}).get("provider", [])]
                accepted = {provider(name) for name in accepted if name}
                if answer["provider"] and (accepted or "provider" in wanted.get("none", [])):
                    count("provider", provider(answer["provider"]) not in accepted, case, answer)
    failed = False
    for what in ["certain", "likely", "guess", "suppress", "provider"]:
        share = 100 * wrong[what] / max(asked[what], 1)
        limit = PROMISED.get(what)
        too_often = limit is not None and share >= limit
        failed |= too_often
        promise = f"  promised: less than {limit} %" if limit else ""
        print(f"{what:9} wrong {wrong[what]:3} of {asked[what]:4}  {share:5.2f} %{promise}{'  TOO OFTEN' if too_often else ''}")
    return 1 if args.check and failed else 0


if __name__ == "__main__":
    sys.exit(main())
