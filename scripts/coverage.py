#!/usr/bin/env python3
"""How much of collected facts about bounce codes the catalogue covers.

    scripts/coverage.py [FOLDER] [--missing]

Beside this script, coverage.csv lists texts that senders meet often, each with the page that states it. FOLDER holds enhanced-status-codes.csv (columns enhanced, kind), reply-codes.csv (reply, standard) and
provider-codes.csv (provider, reply, enhanced, tag, response_fragment, confirmed). An enumerated or standard code is
covered by an entry of provider `standard` that lists it. A provider's row is covered by an entry of that provider that
lists its reply, enhanced code and tag, and shares its words beside the tag: one of its fragments stands in the row's, or the row's in
one of its fragments or examples. Else by a standard entry, if the row's words name the cause: they hold a phrase of a reason that
has one, and the provider is known by its hosts or marks. These are counted, too. Exit status 1 if less is covered than the project promises.
"""

import argparse
import csv
import pathlib
import re
import sys
import tomllib

PROMISED = {"enumerated codes": 1.0, "standard reply codes": 1.0, "confirmed provider rows": 0.98, "texts that senders meet": 0.95}
# Other spellings of the catalogue's provider ids.
PROVIDERS = {"icloud": "apple", "postmark-type": "postmark", "powermta-category": "powermta", "sparkpost-class": "sparkpost"}


def rows(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def enhanced_range(text):
    """(class, subject, first detail, last detail) of `4.7.500`, `4.7.500-699` or `4.7.500-4.7.699`."""
    match = re.fullmatch(r"(\d)\.(\d+)\.(\d+)(?:-(?:\d\.\d+\.)?(\d+))?", text)
    if not match:
        return None
    first = int(match[3])
    return int(match[1]), int(match[2]), first, int(match[4] or first)


def has_enhanced(entry, wanted):
    wanted = enhanced_range(wanted)
    known = filter(None, map(enhanced_range, entry.get("enhanced", [])))
    return any(k[:2] == wanted[:2] and k[2] <= wanted[2] and wanted[3] <= k[3] for k in known)


def has_tag(entry, wanted):
    for tag in entry.get("tag", []):
        if tag.lower() == wanted.lower():
            return True
        span = re.fullmatch(r"(.*?)(\d+)-(?:\1)?(\d+)", tag, re.I)
        one = re.fullmatch(r"(.*?)(\d+)(?:-.*)?", wanted)
        if span and one and span[1].lower() == one[1].lower() and int(span[2]) <= int(one[2]) <= int(span[3]):
            return True
    texts = entry.get("match", []) + entry.get("examples", [])
    return wanted.lower() in " ".join(texts).lower()


def shares_words(entry, fragment):
    fragments = entry.get("match", [])
    return any(f in fragment or fragment in f for f in fragments) or any(
        fragment in example.lower() for example in entry.get("examples", [])
    )


def words_beside_tag(row):
    """The row's words, unless they are but its code and its tag, or how such tags begin ("AUP#")."""
    words = row["response_fragment"].lower().removeprefix(row["reply"]).strip()
    return "" if row["tag"].lower().startswith(words) else row["response_fragment"].lower()


def covers(entry, row):
    words = words_beside_tag(row)
    return (
        (not row["reply"] or row["reply"] in map(str, entry.get("reply", []) + entry.get("tag", [])))
        and (not row["enhanced"] or has_enhanced(entry, row["enhanced"]))
        and (not row["tag"] or has_tag(entry, row["tag"]))
        and (not words or shares_words(entry, words))
    )


def names_cause(row, reasons, known):
    """True if what any provider's words mean holds for this row, and who said it is known."""
    words = row["response_fragment"].lower()
    return PROVIDERS.get(row["provider"], row["provider"]) in known and any(phrase in words for reason in reasons for phrase in reason)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    parser.add_argument("--missing", action="store_true", help="name what is not covered")
    arguments = parser.parse_args()
    project = pathlib.Path(__file__).resolve().parent.parent
    catalogue = tomllib.loads((project / "codes.toml").read_text(encoding="utf-8"))
    codes = catalogue["code"]
    standard = [entry for entry in codes if entry["provider"] == "standard"]
    of_provider = {}
    for entry in codes:
        of_provider.setdefault(entry["provider"], []).append(entry)

    provider = lambda row: of_provider.get(PROVIDERS.get(row["provider"], row["provider"]), [])
    uncovered = lambda wanted: [row for row in wanted if not any(covers(entry, row) for entry in provider(row))]
    explained = {entry["reason"] for entry in standard}
    reasons = [r.get("match", []) + r.get("decisive", []) for r in catalogue["reason"] if r["id"] in explained]
    known = {each["id"] for each in catalogue["provider"] if each.get("hosts") or each.get("marks")}
    often = rows(project / "scripts", "coverage.csv")
    results = {"texts that senders meet": (often, uncovered(often))}
    if arguments.folder:
        enumerated = [r["enhanced"] for r in rows(arguments.folder, "enhanced-status-codes.csv") if r["kind"].startswith("enum")]
        listed = {code[2:] for entry in standard for code in entry.get("enhanced", [])}
        replies = {r["reply"] for r in rows(arguments.folder, "reply-codes.csv") if r["standard"] == "yes"}
        replied = {str(reply) for entry in standard for reply in entry.get("reply", [])}
        confirmed = [r for r in rows(arguments.folder, "provider-codes.csv") if r["confirmed"] == "yes"]
        own = uncovered(confirmed)
        results |= {
            "enumerated codes": (enumerated, [code for code in enumerated if code[2:] not in listed]),
            "standard reply codes": (replies, sorted(replies - replied)),
            "confirmed provider rows": (confirmed, [r for r in own if not names_cause(r, reasons, known)]),
        }
        print(f"{len(own)} provider rows are left to standard entries, or to none")
    kept = True
    for what, (all_of_them, missing) in results.items():
        share = 1 - len(missing) / len(all_of_them)
        kept &= share >= PROMISED[what]
        print(f"{what:24} {100 * share:6.2f} %  of {len(all_of_them)}")
        for item in missing if arguments.missing else []:
            print("   ", item if isinstance(item, str) else ",".join(list(item.values())[:4] + [item["response_fragment"]]))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
