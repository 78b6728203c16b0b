//! Text that somebody copied out of a page's source, as it is shown: `&lt;jo@example.org&gt;: host … said:<br>`.

use std::borrow::Cow;

/// What only a page's source holds.
const MARKS: [&str; 6] = ["&lt;", "&quot;", "<br", "</p>", "</div>", "</pre>"];
const ENTITIES: [(&str, &str); 6] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&nbsp;", " "),
    ("&amp;", "&"),
];
/// Tags, and what is seen of them.
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
    /// For each line that is shown, in which one it is written; empty where each is its own.
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

    /// The line in which one that is shown is written, both counted from 0.
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
