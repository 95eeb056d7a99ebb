//! From bytes to text.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Text with the encoding that it was in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding's name.
    pub encoding: &'static str,
}

/// Bytes that are no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No encoding of text has such bytes.
    #[error("this is no text: it holds NUL bytes or mostly control characters")]
    Binary,
    /// Neither UTF-8, UTF-16, GB18030 nor Big5.
    #[error("the encoding is none of UTF-8, UTF-16, GB18030 and Big5; save the file as UTF-8")]
    Unknown,
}

/// Decodes by byte order mark, else strict UTF-8, UTF-16 (told by its NUL bytes), GB18030 and Big5.
///
/// # Errors
/// When the bytes are binary, or text in no such encoding.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return strict(encoding, &bytes[length..]).ok_or(DecodeError::Unknown).and_then(textual);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return textual(Decoded { text: text.to_owned(), encoding: UTF_8.name() });
    }
    if let Some(encoding) = utf16(bytes) {
        return strict(encoding, bytes).ok_or(DecodeError::Unknown).and_then(textual);
    }
    if bytes.contains(&0) {
        return Err(DecodeError::Binary);
    }
    // Most Big5 is valid GB18030, too; where both read it, the one that chardetng finds more natural is taken.
    let (gb, big5) = (strict(GB18030, bytes), strict(BIG5, bytes));
    let chosen = match (gb, big5) {
        (Some(gb), Some(big5)) => {
            let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
            if guess == BIG5 { big5 } else { gb }
        }
        (gb, big5) => gb.or(big5).ok_or(DecodeError::Unknown)?,
    };
    textual(chosen)
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<Decoded> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Decoded { text: text.into_owned(), encoding: encoding.name() })
}

/// UTF-16 without a mark: digits, spaces and line breaks have a NUL as their high byte.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match (even, odd) {
        (0, 0) => None,
        (0, _) => Some(UTF_16LE),
        (_, 0) => Some(UTF_16BE),
        _ => None,
    }
}

fn textual(decoded: Decoded) -> Result<Decoded, DecodeError> {
    let mut control = 0usize;
    let mut all = 0usize;
    for c in decoded.text.chars().take(4096) {
        all += 1;
        control += usize::from(c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'));
    }
    if control * 10 > all { Err(DecodeError::Binary) } else { Ok(decoded) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_reads_back() {
        let text = "海川股份宣布完成3亿元融资，公告日期2023年9月25日。\n騰訊控股";
        let utf16 =
            |big: bool| -> Vec<u8> { text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect() };
        let mark = |m: &[u8], b: Vec<u8>| [m.to_vec(), b].concat();
        let cases: Vec<(&str, Vec<u8>)> = vec![
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8", mark(b"\xef\xbb\xbf", text.as_bytes().to_vec())),
            ("UTF-16LE", utf16(false)),
            ("UTF-16LE", mark(b"\xff\xfe", utf16(false))),
            ("UTF-16BE", utf16(true)),
            ("UTF-16BE", mark(b"\xfe\xff", utf16(true))),
            ("gb18030", GB18030.encode(text).0.into_owned()),
        ];
        for (name, bytes) in cases {
            let d = decode(&bytes).expect(name);
            assert_eq!((d.text.as_str(), d.encoding), (text, name));
        }
        let traditional = "騰訊控股宣佈收購一家遊戲公司的全部股權，代價為三億港元。董事會認為該交易符合股東整體利益。";
        let d = decode(&BIG5.encode(traditional).0).expect("Big5");
        assert_eq!((d.text.as_str(), d.encoding), (traditional, "Big5"));
    }

    #[test]
    fn binary_is_refused() {
        assert_eq!(decode(b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\xff\xfe\x80"), Err(DecodeError::Binary));
        assert_eq!(decode(&[1, 2, 3, 4, 5, 6]), Err(DecodeError::Binary));
        assert_eq!(decode(b"").map(|d| d.text), Ok(String::new()));
    }
}
