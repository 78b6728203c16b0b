//! Finds where the words of a text start, 64 bytes at a time.

/// Calls back for each start of a word: at a letter or digit that follows something else and, because not all scripts
/// separate words, at each non-ASCII character. This is the only code that looks at every byte of every reply.
pub(crate) fn words(bytes: &[u8], mut on_start: impl FnMut(usize)) {
    let (mut before, mut at) = (0, 0);
    let mut look = |block: &[u8; BLOCK]| {
        let word = bits(block, |byte| byte.is_ascii_alphanumeric());
        let lead = if block.is_ascii() {
            0
        } else {
            bits(block, |byte| byte >= 0xc0)
        };
        let mut starts = word & !(word << 1 | before) | lead;
        before = word >> (BLOCK - 1);
        while starts != 0 {
            on_start(at + starts.trailing_zeros() as usize);
            starts &= starts - 1;
        }
        at += BLOCK;
    };
    let (blocks, rest) = bytes.as_chunks();
    for block in blocks {
        look(block);
    }
    if !rest.is_empty() {
        let mut last = [0; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        look(&last);
    }
}

/// The number of bytes handled at once.
const BLOCK: usize = 64;

/// Returns a bit for each byte, set if the predicate is true for it.
fn bits(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    // The compiler vectorizes this.
    let are = block.map(|byte| u8::from(is(byte)));
    let (eights, _) = are.as_chunks();
    // Eight bytes, each zero or one, become eight bits.
    let bits =
        |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights
        .iter()
        .rev()
        .fold(0, |all, eight| all << 8 | bits(eight))
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
        check(
            &format!("{} b{}c d", ".".repeat(61), "a".repeat(64)),
            &[62, 129],
        );
        check(&format!("{}a", " ".repeat(128)), &[128]);
    }

    #[test]
    fn characters_beyond_ascii_start_words() {
        check("é pas", &[0, 3]);
        check("caf\u{e9}s", &[0, 3, 5]);
        check("\u{90ae}\u{7bb1}", &[0, 3]);
        check(&format!("{}\u{90ae}a", "a".repeat(63)), &[0, 63, 66]);
    }
}
