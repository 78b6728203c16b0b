//! `codes.toml` has a single layout, so that a diff shows only what changed; `UPDATE_CODES=1 cargo test --test it
//! format::` produces it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};
use toml::{Spanned, Value};

/// Kinds of tables in their order, each with its keys in theirs.
const TABLES: &[(&str, &[&str])] = &[
    (
        "category",
        &[
            "id",
            "title",
            "short",
            "summary",
            "advice",
            "one_sender",
            "receiving",
        ],
    ),
    (
        "reason",
        &[
            "id",
            "category",
            "action",
            "title",
            "steps",
            "one_sender",
            "receiving",
            "of_sender",
            "decisive",
            "match",
            "vague",
        ],
    ),
    (
        "provider",
        &[
            "id",
            "name",
            "kind",
            "aliases",
            "operator",
            "domains",
            "hosts",
            "marks",
            "postmaster",
            "sources",
        ],
    ),
    ("synonym", &["id", "words"]),
    (
        "code",
        &[
            "id",
            "provider",
            "reply",
            "enhanced",
            "tag",
            "outcome",
            "reason",
            "action",
            "title",
            "meaning",
            "steps",
            "receiving",
            "match",
            "examples",
            "related",
            "sources",
            "note",
            "checked",
            "own_note",
            "runbook",
        ],
    ),
];
/// Stands before all other codes: what holds for everybody.
const FIRST: &str = "standard";
/// A longer line is broken, or a rule drawn up to here.
const COLUMNS: usize = 120;
const MEND: &str = "UPDATE_CODES=1 cargo test --test it format::";

/// A table with the comments above it.
struct Table {
    kind: usize,
    comments: Vec<String>,
    /// Its values, and the comments above each.
    values: BTreeMap<String, (Value, Vec<String>)>,
}

impl Table {
    fn text(&self, key: &str) -> &str {
        let value = self.values.get(key).and_then(|(value, _)| value.as_str());
        value.unwrap_or_default()
    }
}

#[test]
fn codes_toml_is_written_in_one_way() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("codes.toml");
    let text = fs::read_to_string(&path).expect("codes.toml");
    let wanted = formatted(&text);
    if env::var_os("UPDATE_CODES").is_some() {
        fs::write(&path, &wanted).expect("codes.toml is writable");
        return;
    }
    if let Some((line, is, should)) = first_difference(&text, &wanted) {
        panic!("codes.toml:{line}: is\n{is}\nand should be\n{should}\nto mend this: {MEND}");
    }
}

/// Anybody writes a paste, and nobody keeps it.
#[test]
fn no_source_is_a_paste() {
    let text = include_str!("../../codes.toml");
    for site in ["pastebin.", "hastebin.", "paste.ee/", "dpaste."] {
        assert!(!text.contains(site), "{site}");
    }
}

#[test]
fn tables_keys_and_lists_are_put_in_order_and_comments_stay() {
    let untidy = r#"# Header.

# ---- Old section ----
[[code]]
title = 'A "b"'   # of the title
provider = "b"
id = "b-1"


# About a-1.
[[code]]
id = "a-1"
provider = "a"
reply = [
  550, "5xx" ]
# Why these.
examples = ["0123456789012345678901234567890123456789012345678901234567890", "012345678901234567890123456789012345678901234567890"]
[[code]]
provider = "standard"
id = "std-1"
[[provider]]
id = "a"
name = "A"
[[provider]]
id = "b"
name = "B"
[[provider]]
id = "standard"
name = "Standard"
# The end.
"#;
    let rule = |title: &str| ruler(title) + "\n\n";
    let tidy = String::from("# Header.\n\n")
        + &rule("Providers, in the order of their tabs")
        + "[[provider]]\nid = \"a\"\nname = \"A\"\n\n[[provider]]\nid = \"b\"\nname = \"B\"\n\n"
        + "[[provider]]\nid = \"standard\"\nname = \"Standard\"\n\n"
        + &rule("Standard")
        + "[[code]]\nid = \"std-1\"\nprovider = \"standard\"\n\n"
        + &rule("A")
        + "# About a-1.\n[[code]]\nid = \"a-1\"\nprovider = \"a\"\nreply = [550, \"5xx\"]\n# Why these.\nexamples = [\n"
        + "  \"0123456789012345678901234567890123456789012345678901234567890\",\n"
        + "  \"012345678901234567890123456789012345678901234567890\",\n]\n\n"
        + &rule("B")
        + "[[code]]\nid = \"b-1\"\nprovider = \"b\"\n# of the title\ntitle = \"A \\\"b\\\"\"\n\n# The end.\n";
    assert_eq!(formatted(untidy), tidy);
    assert_eq!(formatted(&tidy), tidy);
    let difference = first_difference(untidy, &tidy);
    assert_eq!(difference.map(|(line, ..)| line), Some(3));
}

/// The number of the first line that differs, what it is and what it should be.
fn first_difference<'a>(text: &'a str, wanted: &'a str) -> Option<(usize, &'a str, &'a str)> {
    let end = "(the end of the file)";
    let lines = |text: &'a str| text.split('\n').chain([end]);
    let mut pairs = (1..).zip(lines(text).zip(lines(wanted)));
    let differs = pairs.find(|(_, (is, should))| is != should);
    differs.map(|(line, (is, should))| (line, is, should))
}

/// The file as it should be.
fn formatted(text: &str) -> String {
    let (mut header, mut tables, end) = read(text);
    let names: Vec<(String, String)> = tables
        .iter()
        .filter(|table| TABLES[table.kind].0 == "provider")
        .map(|table| (table.text("id").to_owned(), table.text("name").to_owned()))
        .collect();
    let place = |table: &Table| {
        let provider = table.text("provider");
        let place = names.iter().position(|(id, _)| id == provider);
        (table.kind, provider != FIRST, place)
    };
    // Within their groups tables keep their order: the commonest first.
    tables.sort_by_key(place);
    let mut section = String::new();
    for table in &tables {
        header.push_str(&rule_before(table, &names, &mut section));
        write_table(&mut header, table);
    }
    header.push_str(
        &end.iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>(),
    );
    header.trim_end().to_owned() + "\n"
}

/// The ruler above the first table of a section.
fn rule_before(table: &Table, names: &[(String, String)], section: &mut String) -> String {
    let title = match TABLES[table.kind].0 {
        "category" => return String::new(),
        "reason" => "Reasons",
        "provider" => "Providers, in the order of their tabs",
        "synonym" => "Synonyms",
        _ => {
            let provider = table.text("provider");
            let known = names.iter().find(|(id, _)| id == provider);
            known.map_or(provider, |(_, name)| name)
        }
    };
    if title == section {
        return String::new();
    }
    *section = title.to_owned();
    ruler(title) + "\n\n"
}

fn ruler(title: &str) -> String {
    let start = format!("# ---- {title} ");
    let rest = COLUMNS.saturating_sub(start.chars().count());
    start + &"-".repeat(rest)
}

fn is_ruler(line: &str) -> bool {
    line.starts_with("# ----")
}

/// The header, the tables, and the comments after the last of them. Rulers are left out: they are drawn anew.
fn read(text: &str) -> (String, Vec<Table>, Vec<String>) {
    let (mut tables, mut comments) = (Vec::new(), Vec::new());
    let starts: Vec<_> = text.match_indices("\n[[").map(|(at, _)| at + 1).collect();
    let before = &text[..starts.first().copied().unwrap_or(text.len())];
    let above = before.rfind("\n\n").map_or(0, |at| at + 2);
    let header = text[..above].lines();
    let header: Vec<_> = header.filter(|line| !is_ruler(line)).collect();
    let header = header.join("\n").trim_end().to_owned() + "\n\n";
    comments.extend(comments_in(&before[above..]));
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    for (start, end) in starts.iter().zip(ends) {
        let block = &text[*start..end];
        let (table, below) = read_table(block, std::mem::take(&mut comments));
        tables.push(table);
        comments = below;
    }
    (header, tables, comments)
}

fn read_table(block: &str, comments: Vec<String>) -> (Table, Vec<String>) {
    let line_end = block.find('\n').unwrap_or(block.len());
    let name = block[..line_end].split(['[', ']']).nth(2);
    let kind = TABLES.iter().position(|(known, _)| Some(*known) == name);
    let body = &block[line_end..];
    let read: BTreeMap<Spanned<String>, Spanned<Value>> =
        toml::from_str(body).expect("`catalogue check codes.toml` says what is wrong");
    let mut read: Vec<_> = read.into_iter().collect();
    read.sort_by_key(|(key, _)| key.span().start);
    let mut values = BTreeMap::new();
    let mut at = 0;
    let mut ends = read
        .iter()
        .map(|(_, value)| value.span().end)
        .collect::<Vec<_>>()
        .into_iter();
    for (key, value) in read {
        // A comment behind a value moves above it.
        let end = ends.next().unwrap_or(at);
        let rest = body[end..].lines().next().unwrap_or_default();
        let mut above = comments_in(&body[at..key.span().start]);
        above.extend(comments_in(rest));
        at = end + rest.len();
        values.insert(key.into_inner(), (value.into_inner(), above));
    }
    let kind = kind.unwrap_or_else(|| panic!("no table of this name is known: {name:?}"));
    (
        Table {
            kind,
            comments,
            values,
        },
        comments_in(&body[at..]),
    )
}

/// The comments in what lies between values, without rulers.
fn comments_in(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    let comments = lines.filter(|line| line.starts_with('#') && !is_ruler(line));
    comments.map(str::to_owned).collect()
}

fn write_table(out: &mut String, table: &Table) {
    let (name, keys) = TABLES[table.kind];
    let known = |key: &str| keys.iter().position(|known| *known == key);
    let mut values: Vec<_> = table.values.iter().collect();
    values.sort_by_key(|(key, _)| known(key).unwrap_or(keys.len()));
    for comment in &table.comments {
        *out += &format!("{comment}\n");
    }
    *out += &format!("[[{name}]]\n");
    for (key, (value, comments)) in values {
        for comment in comments {
            *out += &format!("{comment}\n");
        }
        *out += &line_of(key, value);
    }
    *out += "\n";
}

/// `key = value`; a list that does not fit on one line has one item on each.
fn line_of(key: &str, value: &Value) -> String {
    let Value::Array(items) = value else {
        return format!("{key} = {}\n", spelled(value));
    };
    let items: Vec<_> = items.iter().map(spelled).collect();
    let line = format!("{key} = [{}]\n", items.join(", "));
    if line.trim_end().chars().count() <= COLUMNS {
        return line;
    }
    let items: String = items.iter().map(|item| format!("  {item},\n")).collect();
    format!("{key} = [\n{items}]\n")
}

fn spelled(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text,
        Value::Integer(number) => return number.to_string(),
        other => panic!("no key of the catalogue has such a value: {other:?}"),
    };
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}
