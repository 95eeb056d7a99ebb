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
    #[error("this is no text: it holds NUL bytes or mostly control characters{}", .0.map_or(String::new(), |hint| format!("; {hint}")))]
    Binary(Option<&'static str>),
    /// Neither UTF-8, UTF-16, GB18030 nor Big5.
    #[error("the encoding is none of UTF-8, UTF-16, GB18030 and Big5; save the file as UTF-8")]
    Unknown,
}

/// First bytes of files that are taken for articles, and what to do about them.
const MAGIC: [(&[u8], &str); 5] = [
    (b"%PDF", "it is a PDF: extract its text first, for example with pdftotext"),
    (b"PK\x03\x04", "it is a ZIP archive or an Office document: unpack it, or save it as text"),
    (b"\xd0\xcf\x11\xe0", "it is an old Office document: save it as text"),
    (b"7z\xbc\xaf", "it is a 7z archive: unpack it first"),
    (b"BZh", "it is packed by bzip2: unpack it, or pack it by gzip or zstd"),
];
/// Of so many characters in UTF-8, one may be broken: a few bytes were lost on the way.
const SOUND_PER_BROKEN: usize = 20;
/// Bytes in which a page declares its encoding.
const DECLARATION: usize = 2048;

/// Decodes by byte order mark, else strict UTF-8, UTF-16 (told by where its high bytes stand), UTF-8 with a few broken
/// characters, GB18030 and Big5. The declaration of a page (`charset=big5`) decides between the last two.
///
/// # Errors
/// When the bytes are binary, or text in no such encoding.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    decode_as(None, bytes)
}

/// [`decode`] for a part of a longer text, of which `known` is the encoding.
///
/// # Errors
/// When the bytes are binary, or text in no such encoding.
pub fn decode_as(known: Option<&'static Encoding>, bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if let Some((_, hint)) = MAGIC.into_iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(DecodeError::Binary(Some(hint)));
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return mended(encoding, &bytes[length..]).ok_or(DecodeError::Unknown).and_then(textual);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return textual(Decoded { text: text.to_owned(), encoding: UTF_8.name() });
    }
    if let Some(decoded) = known.or_else(|| utf16(bytes)).and_then(|encoding| strict(encoding, bytes)) {
        return textual(decoded);
    }
    if let Some(decoded) = mended(UTF_8, bytes) {
        return textual(decoded);
    }
    if bytes.contains(&0) {
        return Err(DecodeError::Binary(None));
    }
    // Most Big5 is valid GB18030, too; where both read it and nothing is declared, the one that chardetng finds more
    // natural is taken.
    let (gb, big5) = (strict(GB18030, bytes), strict(BIG5, bytes));
    let chosen = match (gb, big5) {
        (Some(gb), Some(big5)) => {
            let guess = declared(bytes).unwrap_or_else(|| {
                let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
                detector.feed(bytes, true);
                detector.guess(None, chardetng::Utf8Detection::Deny)
            });
            if guess == BIG5 { big5 } else { gb }
        }
        (gb, big5) => gb.or(big5).ok_or(DecodeError::Unknown)?,
    };
    textual(chosen)
}

/// The encoding of a text whose beginning is `bytes`, where it can be told: not for ASCII and UTF-8.
pub fn encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    // The beginning may end inside a character.
    let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(bytes, |i| &bytes[..=i]);
    let name = decode(whole).ok()?.encoding;
    [UTF_16LE, UTF_16BE, GB18030, BIG5].into_iter().find(|e| e.name() == name)
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<Decoded> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Decoded { text: text.into_owned(), encoding: encoding.name() })
}

/// Text in which a few characters are broken, these replaced: a file cut at some byte, or damaged in places.
fn mended(encoding: &'static Encoding, bytes: &[u8]) -> Option<Decoded> {
    let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
    let broken = text.matches('\u{fffd}').count();
    let sound = text.chars().filter(|c| !c.is_ascii()).count() - broken;
    (sound >= broken * SOUND_PER_BROKEN).then(|| Decoded { text, encoding: encoding.name() })
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]).to_ascii_lowercase();
    let label = head.split_once("charset=")?.1.trim_start_matches(['"', '\'']);
    Encoding::for_label(label.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()?.as_bytes())
}

/// UTF-16 without a mark. The high bytes of Chinese text are 0x4e to 0x9f, those of its marks 0x30 and 0xff, those of
/// ASCII 0: nearly all bytes at one parity, few at the other.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let high = |parity: usize| {
        let of_text = |b: &u8| matches!(b, 0 | 0x20 | 0x30 | 0xff | 0x4e..=0x9f);
        let found = bytes.iter().skip(parity).step_by(2).filter(|b| of_text(b)).count();
        found * 20 >= bytes.len() / 2 * 19
    };
    match (high(0), high(1)) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

fn textual(decoded: Decoded) -> Result<Decoded, DecodeError> {
    // Most texts have none, which their bytes tell sooner: all of them are asked, many at once.
    let bytes = decoded.text.as_bytes();
    let ascii = bytes.iter().fold(false, |any, &b| any | (b < b'\t') | (b > b'\r') & (b < b' ') | (b == 0x7f));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    if !ascii && !pairs.fold(false, |any, (&a, &b)| any | (a == 0xc2) & (b < 0xa0)) {
        return Ok(decoded);
    }
    let mut control = 0usize;
    let mut all = 0usize;
    for c in decoded.text.chars().take(4096) {
        all += 1;
        control += usize::from(c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}'));
    }
    if control * 10 > all { Err(DecodeError::Binary(None)) } else { Ok(decoded) }
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
        let short = "海川股份完成融资";
        let cases: Vec<(&str, &str, Vec<u8>)> = vec![
            ("UTF-8", text, text.as_bytes().to_vec()),
            ("UTF-8", text, mark(b"\xef\xbb\xbf", text.as_bytes().to_vec())),
            ("UTF-16LE", text, utf16(false)),
            ("UTF-16LE", text, mark(b"\xff\xfe", utf16(false))),
            ("UTF-16LE", short, short.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("UTF-16BE", text, utf16(true)),
            ("UTF-16BE", text, mark(b"\xfe\xff", utf16(true))),
            ("gb18030", text, GB18030.encode(text).0.into_owned()),
            ("gb18030", short, GB18030.encode(short).0.into_owned()),
        ];
        for (name, text, bytes) in cases {
            let d = decode(&bytes).expect(name);
            assert_eq!((d.text.as_str(), d.encoding), (text, name));
        }
        let traditional = "騰訊控股宣佈收購一家遊戲公司的全部股權，代價為三億港元。董事會認為該交易符合股東整體利益。";
        let d = decode(&BIG5.encode(traditional).0).expect("Big5");
        assert_eq!((d.text.as_str(), d.encoding), (traditional, "Big5"));
    }

    #[test]
    fn binary_is_refused() {
        assert_eq!(decode(b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\xff\xfe\x80"), Err(DecodeError::Binary(None)));
        assert_eq!(decode(&[1, 2, 3, 4, 5, 6]), Err(DecodeError::Binary(None)));
        assert!(matches!(decode(b"%PDF-1.7\n%\xe2\xe3"), Err(DecodeError::Binary(Some(hint))) if hint.contains("pdftotext")));
        assert_eq!(decode(b"").map(|d| d.text), Ok(String::new()));
    }

    #[test]
    fn a_cut_utf8_text_is_not_taken_for_another_encoding() {
        let text = "海川股份宣布完成3亿元融资，由远山资本领投，青岚创投和老股东明远集团跟投。";
        let cut = &text.as_bytes()[..text.len() - 1];
        let d = decode(cut).expect("mended");
        assert_eq!((d.encoding, d.text.ends_with("跟投\u{fffd}")), ("UTF-8", true));
    }

    #[test]
    fn a_page_says_that_it_is_big5() {
        let page = format!("<meta charset=\"big5\">{}", "併購");
        assert_eq!(decode(&BIG5.encode(&page).0).map(|d| d.encoding), Ok("Big5"));
    }
}
