//! Text copied from the source of a page, as the page shows it: `&lt;jo@example.org&gt;: host … said:<br>`.

use std::borrow::Cow;

/// Texts that occur only in the source of a page.
const MARKS: [&str; 6] = ["&lt;", "&quot;", "<br", "</p>", "</div>", "</pre>"];
const ENTITIES: [(&str, &str); 6] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&nbsp;", " "),
    ("&amp;", "&"),
];
/// Tags, and what they show.
const TAGS: [(&str, &str); 13] = [
    ("<br>", ""),
    ("<br/>", ""),
    ("<br />", ""),
    ("<p>", ""),
    ("</p>", "\n"),
    ("<pre>", ""),
    ("</pre>", "\n"),
    ("<div>", ""),
    ("</div>", "\n"),
    ("<code>", ""),
    ("</code>", ""),
    ("<b>", ""),
    ("</b>", ""),
];

/// A text as it is shown.
pub(super) struct Shown<'a> {
    pub text: Cow<'a, str>,
    /// For each shown line, the index of its source line; empty if they are the same.
    written: Vec<usize>,
}

impl<'a> Shown<'a> {
    pub(super) fn of(text: Cow<'a, str>) -> Shown<'a> {
        if !MARKS.iter().any(|mark| text.contains(mark)) {
            return Shown {
                text,
                written: Vec::new(),
            };
        }
        let (mut shown, mut written) = (String::with_capacity(text.len()), Vec::new());
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let line = without_markup(line);
            written.extend(line.split_inclusive('\n').map(|_| number));
            shown.push_str(&line);
        }
        Shown {
            text: Cow::Owned(shown),
            written,
        }
    }

    /// Returns the source line of a shown line, both counted from 0.
    pub(super) fn written(&self, shown: usize) -> usize {
        let last = self.written.last();
        let known = self.written.get(shown).or(last).copied();
        known.unwrap_or(shown)
    }
}

fn without_markup(line: &str) -> Cow<'_, str> {
    if !line.contains(['<', '&']) {
        return Cow::Borrowed(line);
    }
    TAGS.iter()
        .chain(&ENTITIES)
        .fold(Cow::Borrowed(line), |text, (name, shown)| {
            text.replace(name, shown).into()
        })
}
