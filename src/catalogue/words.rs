//! Where the words of a text start, eight bytes at a time.

const HIGH: u64 = 0x8080_8080_8080_8080;
const ONES: u64 = 0x0101_0101_0101_0101;

/// Tells where words start: at a letter or digit behind something else, and, where words are not set apart, at each
/// character beyond ASCII. There is nothing else that every byte of every reply pays for.
pub fn words(bytes: &[u8], mut tell: impl FnMut(usize)) {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let mut before = 0;
    let mut at = 0;
    let mut look = |chunk: [u8; 8]| {
        let chunk = u64::from_le_bytes(chunk);
        let word = alphanumeric(chunk);
        let mut starts = word & !(word << 8 | before) | leads(chunk);
        before = word >> 56;
        while starts != 0 {
            tell(at + starts.trailing_zeros() as usize / 8);
            starts &= starts - 1;
        }
        at += 8;
    };
    for chunk in chunks {
        look(*chunk);
    }
    if !rest.is_empty() {
        look(last);
    }
}

/// The high bit of each byte that is an ASCII letter or digit.
fn alphanumeric(chunk: u64) -> u64 {
    let ascii = !chunk & HIGH;
    let low = chunk & !HIGH;
    let small = low | (ONES * 0x20);
    (from(small, b'a') & !from(small, b'z' + 1) | from(low, b'0') & !from(low, b'9' + 1)) & ascii
}

/// The high bit of each byte, all of them below 128, that is at least so large.
fn from(chunk: u64, least: u8) -> u64 {
    (chunk + ONES * u64::from(128 - least)) & HIGH
}

/// The high bit of each byte that starts a character beyond ASCII.
fn leads(chunk: u64) -> u64 {
    chunk & chunk << 1 & HIGH
}

#[cfg(test)]
mod tests {
    use super::words;

    #[track_caller]
    fn check(text: &str, starts: &[usize]) {
        let mut found = Vec::new();
        words(text.as_bytes(), |at| found.push(at));
        assert_eq!(found, starts, "{text}");
    }

    #[test]
    fn words_start_behind_what_is_no_letter_and_no_digit() {
        check("", &[]);
        check("a", &[0]);
        check("550 5.1.1 User(x) unknown", &[0, 4, 6, 8, 10, 15, 18]);
        check("..................a", &[18]);
        check("abcdefgh ijklmnopq r", &[0, 9, 19]);
        check("[@`{/:] Zz09", &[8]);
    }

    #[test]
    fn characters_beyond_ascii_start_words() {
        check("é pas", &[0, 3]);
        check("caf\u{e9}s", &[0, 3, 5]);
        check("\u{90ae}\u{7bb1}", &[0, 3]);
    }
}
