//! Status codes of web servers, which look like reply codes.

/// What web and application servers say after status codes of their own (RFC 9110 §15.5 and §15.6).
const REASONS: [&str; 8] = [
    "Bad Request",
    "Unauthorized",
    "Forbidden",
    "Not Found",
    "Unprocessable",
    "Too Many Requests",
    "Internal Server Error",
    "Bad Gateway",
];

/// How far before a status code its request may start, in bytes.
const LONGEST_REQUEST: usize = 400;

/// What names an error of HTTP directly before its code.
const ERRORS: [&str; 2] = ["http error", "http status"];
/// The same, unless the code is one that only mail servers give.
const SERVER_ERRORS: [&str; 2] = ["server error", "serverfehler"];

/// Whether HTTP assigns a status code (RFC 9110 §15), and it is not 421, which mail servers give far more often.
pub(super) fn assigns(code: u16) -> bool {
    matches!(code, 400..=417 | 422..=429 | 500..=511)
}

/// Whether a web server's words follow a code.
pub(super) fn follows(rest: &str) -> bool {
    let said = rest
        .trim_start_matches([' ', ':', ']', '\'', '`', '-'])
        .as_bytes();
    let starts = |words: &&str| {
        let start = said.get(..words.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(words.as_bytes()))
    };
    REASONS.iter().any(starts)
}

/// Whether HTTP or SIP is named just before a number.
pub(super) fn is_named(near: &str) -> bool {
    near.contains("HTTP/") || near.contains("SIP/")
}

/// Whether the words just before a number call it an error of HTTP; those that call it a server's count only if it may
/// be one of a web server.
pub(super) fn is_error(near: &str, may_be_of_web: bool) -> bool {
    let ends = |words: &&str| {
        let near = near.trim_ascii_end().as_bytes();
        let start = near.len().checked_sub(words.len());
        start.is_some_and(|start| near[start..].eq_ignore_ascii_case(words.as_bytes()))
    };
    ERRORS.iter().any(ends) || may_be_of_web && SERVER_ERRORS.iter().any(ends)
}

/// Whether the log of a web server has a number after this word and mark: `"POST /send HTTP/1.1" 500 1.3s`, `| 500 |
/// 1.3s | 192.0.2.7 | GET "/api/test"`, `method=POST path=/api/test status=500`, `https://api.example.com/send responded
/// 500 in 12 ms`.
pub(super) fn is_logged(line: &str, at: usize, word: &str, mark: Option<char>) -> bool {
    let before = &line[line.floor_char_boundary(at.saturating_sub(LONGEST_REQUEST))..at];
    let is_request = || {
        let mut verbs = ["DELETE /", "GET /", "PATCH /", "POST /", "PUT /"].iter();
        let last = before.trim_end_matches(['"', ' ']);
        verbs.any(|verb| {
            last.rsplit(verb)
                .next()
                .is_some_and(|path| path.len() < last.len() && path.split(' ').count() <= 2)
        })
    };
    mark == Some('|') && ["| GET ", "| POST "].iter().any(|verb| line.contains(verb))
        || word == "status" && mark == Some('=') && before.contains("method=")
        || word == "responded" && mark.is_none() && before.contains("://")
        || word == "bytes" && mark.is_none()
        || is_request()
}
