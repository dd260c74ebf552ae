//! How a value is written where a hole stands; the rules of `aqe.booster.reference.quoting`.

use std::collections::HashSet;

use super::json_lines::{is_number, Value};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Python,
    TypeScript,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    Raw,
    Literal(Language),
    Name,
    NamePart,
    Dotted,
    /// A number, or a text that is one.
    Number,
    /// Inside a text of the template.
    Inside(Inside),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    Python,
    PythonFormat,
    TypeScript,
    TypeScriptTemplate,
    Json,
    CommentPython,
    CommentTypeScript,
}

pub const MOST_QUOTING: u8 = 14;

impl Quoting {
    pub fn of(number: u8) -> Quoting {
        match number {
            0 => Quoting::Raw,
            1 => Quoting::Literal(Language::Python),
            2 => Quoting::Literal(Language::TypeScript),
            3 => Quoting::Literal(Language::Json),
            4 => Quoting::Name,
            5 => Quoting::NamePart,
            6 => Quoting::Dotted,
            7 => Quoting::Inside(Inside::Python),
            8 => Quoting::Inside(Inside::PythonFormat),
            9 => Quoting::Inside(Inside::TypeScript),
            10 => Quoting::Inside(Inside::TypeScriptTemplate),
            11 => Quoting::Inside(Inside::Json),
            12 => Quoting::Inside(Inside::CommentPython),
            13 => Quoting::Inside(Inside::CommentTypeScript),
            _ => Quoting::Number,
        }
    }
}

impl Inside {
    /// The language in which what is no text is written inside a text.
    fn language(self) -> Language {
        match self {
            Inside::Python | Inside::PythonFormat | Inside::CommentPython => Language::Python,
            Inside::Json => Language::Json,
            _ => Language::TypeScript,
        }
    }
}

/// The value cannot stand there.
pub struct WrongValue;

/// Appends the text of a value.
pub fn put(value: &Value, quoting: Quoting, reserved: &HashSet<Vec<u8>>, output: &mut Vec<u8>) -> Result<(), WrongValue> {
    match quoting {
        Quoting::Literal(language) => put_literal(value, language, output),
        Quoting::Inside(inside) => match value {
            Value::Text(text) => put_inside(text, inside, output),
            _ => {
                let mut literal = Vec::new();
                put_literal(value, inside.language(), &mut literal);
                put_inside(&literal, inside, output);
            }
        },
        Quoting::Raw => match value {
            Value::Text(text) if std::str::from_utf8(text).is_ok() => output.extend_from_slice(text),
            Value::Number(text) => output.extend_from_slice(text),
            Value::Bool(value) => output.extend_from_slice(if *value { b"true" } else { b"false" }),
            _ => return Err(WrongValue),
        },
        Quoting::Number => match value {
            Value::Number(text) => output.extend_from_slice(text),
            Value::Text(text) if is_number(text) => output.extend_from_slice(text),
            _ => return Err(WrongValue),
        },
        Quoting::NamePart => match value {
            Value::Text(text) => put_part(text, output)?,
            Value::Number(text) => put_part(text, output)?,
            _ => return Err(WrongValue),
        },
        Quoting::Name | Quoting::Dotted => match value {
            Value::Text(text) => {
                let wrong = |name: &[u8]| !is_name(name) || reserved.contains(name);
                let is_wrong = match quoting {
                    Quoting::Name => wrong(text),
                    _ => text.split(|byte| *byte == b'.').any(wrong),
                };
                if is_wrong {
                    return Err(WrongValue);
                }
                output.extend_from_slice(text);
            }
            _ => return Err(WrongValue),
        },
    }
    Ok(())
}

fn is_name(text: &[u8]) -> bool {
    !text.is_empty() && !text[0].is_ascii_digit() && text.iter().all(is_part)
}

fn is_part(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_'
}

fn put_part(text: &[u8], output: &mut Vec<u8>) -> Result<(), WrongValue> {
    if text.is_empty() || !text.iter().all(is_part) {
        return Err(WrongValue);
    }
    output.extend_from_slice(text);
    Ok(())
}

fn put_literal(value: &Value, language: Language, output: &mut Vec<u8>) {
    let python = language == Language::Python;
    let word: &[u8] = match value {
        Value::Null if python => b"None",
        Value::Null => b"null",
        Value::Bool(true) if python => b"True",
        Value::Bool(false) if python => b"False",
        Value::Bool(true) => b"true",
        Value::Bool(false) => b"false",
        Value::Number(text) => text,
        Value::Text(text) => return put_string(text, language, output),
        Value::List(values) => {
            output.push(b'[');
            for (place, each) in values.iter().enumerate() {
                if place > 0 {
                    output.extend_from_slice(b", ");
                }
                put_literal(each, language, output);
            }
            output.push(b']');
            return;
        }
        Value::Object(object) => {
            output.push(b'{');
            for (place, (name, each)) in object.entries.iter().enumerate() {
                if place > 0 {
                    output.extend_from_slice(b", ");
                }
                // Else it would set the prototype (ECMA-262, B.3.1).
                let computed = language == Language::TypeScript && name.as_ref() == b"__proto__";
                if computed {
                    output.push(b'[');
                }
                put_string(name, language, output);
                if computed {
                    output.push(b']');
                }
                output.extend_from_slice(b": ");
                put_literal(each, language, output);
            }
            output.push(b'}');
            return;
        }
    };
    output.extend_from_slice(word);
}

fn put_string(text: &[u8], language: Language, output: &mut Vec<u8>) {
    let python = language == Language::Python;
    output.push(b'"');
    put_escaped(text, language, output, |byte, at| match byte {
        b'"' => Some(b"\\\""),
        b'\\' => Some(b"\\\\"),
        b'<' if !python && matches!(text.get(at + 1), Some(b'/' | b'!')) => Some(tag(language)),
        _ => None,
    });
    output.push(b'"');
}

fn tag(language: Language) -> &'static [u8] {
    if language == Language::Json {
        b"\\u003c"
    } else {
        b"\\x3c"
    }
}

fn put_inside(text: &[u8], inside: Inside, output: &mut Vec<u8>) {
    let language = inside.language();
    let last = text.len().wrapping_sub(1);
    let in_markup = |byte: u8, at: usize| -> Option<&'static [u8]> {
        match byte {
            b'<' if at == last || matches!(text[at + 1], b'/' | b'!') => Some(tag(language)),
            b'/' if at == 0 => Some(b"\\/"),
            b'!' if at == 0 && language == Language::Json => Some(b"\\u0021"),
            b'!' if at == 0 => Some(b"\\x21"),
            _ => None,
        }
    };
    put_escaped(text, language, output, |byte, at| match (inside, byte) {
        (Inside::CommentPython, _) => None,
        (Inside::CommentTypeScript, b'/') if at > 0 && text[at - 1] == b'*' => Some(b"\\/"),
        (Inside::CommentTypeScript, b'*') if at == last => Some(b"\\x2a"),
        (Inside::CommentTypeScript, _) => in_markup(byte, at),
        (_, b'\\') => Some(b"\\\\"),
        (Inside::TypeScriptTemplate, b'`') => Some(b"\\`"),
        (Inside::TypeScriptTemplate, b'$') => Some(b"\\$"),
        (Inside::TypeScriptTemplate, _) => in_markup(byte, at),
        (_, b'"') => Some(b"\\\""),
        (Inside::Json, _) => in_markup(byte, at),
        (_, b'\'') => Some(b"\\'"),
        (Inside::TypeScript, _) => in_markup(byte, at),
        (Inside::PythonFormat, b'{') => Some(b"{{"),
        (Inside::PythonFormat, b'}') => Some(b"}}"),
        _ => None,
    });
}

/// Copies a text but for what must not be seen as it is and for what `special` replaces.
fn put_escaped(
    text: &[u8],
    language: Language,
    output: &mut Vec<u8>,
    special: impl Fn(u8, usize) -> Option<&'static [u8]>,
) {
    let mut done = 0;
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        if (0x20..0x7f).contains(&byte) {
            if !byte.is_ascii_alphanumeric() {
                if let Some(replacement) = special(byte, at) {
                    output.extend_from_slice(&text[done..at]);
                    output.extend_from_slice(replacement);
                    done = at + 1;
                }
            }
            at += 1;
            continue;
        }
        let (code, length) = code_at(text, at);
        if is_hidden(code) {
            output.extend_from_slice(&text[done..at]);
            put_code(code, language, output);
            done = at + length;
        }
        at += length;
    }
    output.extend_from_slice(&text[done..]);
}

/// The code point at a place of UTF-8 that may hold halves of surrogate pairs, and its length.
fn code_at(text: &[u8], at: usize) -> (u32, usize) {
    let tail = |offset: usize| u32::from(text.get(at + offset).copied().unwrap_or(0) & 0x3f);
    let byte = u32::from(text[at]);
    match byte {
        0..=0x7f => (byte, 1),
        0x80..=0xdf => ((byte & 0x1f) << 6 | tail(1), 2),
        0xe0..=0xef => ((byte & 0x0f) << 12 | tail(1) << 6 | tail(2), 3),
        _ => ((byte & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4),
    }
}

fn is_hidden(code: u32) -> bool {
    matches!(
        code,
        0..=0x1f
            | 0x7f..=0xa0
            | 0xad
            | 0x300..=0x36f
            | 0x61c
            | 0x115f
            | 0x1160
            | 0x17b4
            | 0x17b5
            | 0x180b..=0x180f
            | 0x2000..=0x200f
            | 0x2028..=0x202f
            | 0x205f..=0x206f
            | 0x2800
            | 0x3000
            | 0x3164
            | 0xd800..=0xdfff
            | 0xfe00..=0xfe0f
            | 0xfeff
            | 0xffa0
            | 0xfff0..=0xfffb
            | 0xfffe
            | 0xffff
            | 0xe0000..=0xe0fff
    )
}

fn put_code(code: u32, language: Language, output: &mut Vec<u8>) {
    let short: &[u8] = match code {
        0x0a => b"\\n",
        0x0d => b"\\r",
        0x09 => b"\\t",
        _ => return put_digits(code, language, output),
    };
    output.extend_from_slice(short);
}

fn put_digits(code: u32, language: Language, output: &mut Vec<u8>) {
    let text = match (language, code) {
        (Language::Json, 0..=0xffff) => format!("\\u{code:04x}"),
        (Language::Json, _) => {
            let pair = code - 0x10000;
            format!("\\u{:04x}\\u{:04x}", 0xd800 + (pair >> 10), 0xdc00 + (pair & 0x3ff))
        }
        (_, 0..=0xff) => format!("\\x{code:02x}"),
        (_, 0x100..=0xffff) => format!("\\u{code:04x}"),
        (Language::Python, _) => format!("\\U{code:08x}"),
        (Language::TypeScript, _) => format!("\\u{{{code:x}}}"),
    };
    output.extend_from_slice(text.as_bytes());
}
