//! Reads a record: one JSON value (RFC 8259), numbers as they were written, no name twice.

use std::borrow::Cow;

use crate::failure::Code;

/// Lists and objects within one another.
pub const MOST_DEPTH: usize = 64;

/// Objects up to this size are searched from their first name on.
const SMALL: usize = 8;

/// A value; texts are UTF-8 that may hold halves of surrogate pairs.
pub enum Value<'a> {
    Null,
    Bool(bool),
    Number(&'a [u8]),
    Text(Cow<'a, [u8]>),
    List(Vec<Value<'a>>),
    Object(Object<'a>),
}

/// Names and values in their order; large ones carry places sorted by name.
pub struct Object<'a> {
    pub entries: Vec<(Cow<'a, [u8]>, Value<'a>)>,
    sorted: Vec<u32>,
}

impl<'a> Object<'a> {
    /// Also says whether a name stands twice.
    fn new(entries: Vec<(Cow<'a, [u8]>, Value<'a>)>) -> (Object<'a>, bool) {
        let mut sorted = Vec::new();
        let twice;
        if entries.len() <= SMALL {
            twice = (1..entries.len()).any(|at| entries[..at].iter().any(|each| each.0 == entries[at].0));
        } else {
            sorted = (0..entries.len() as u32).collect();
            sorted.sort_unstable_by(|one, other| entries[*one as usize].0.cmp(&entries[*other as usize].0));
            twice = sorted.windows(2).any(|pair| entries[pair[0] as usize].0 == entries[pair[1] as usize].0);
        }
        (Object { entries, sorted }, twice)
    }

    pub fn get(&self, name: &[u8]) -> Option<&Value<'a>> {
        if self.sorted.is_empty() {
            return self.entries.iter().find(|each| each.0 == name).map(|each| &each.1);
        }
        let found = self.sorted.binary_search_by(|place| self.entries[*place as usize].0.as_ref().cmp(name));
        found.ok().map(|place| &self.entries[self.sorted[place] as usize].1)
    }
}

/// The value of a line that is not blank.
pub fn line_value(line: &[u8]) -> Result<Value<'_>, Code> {
    let mut parser = Parser { line, at: 0, twice: false };
    parser.space();
    let value = parser.value(0)?;
    parser.space();
    if parser.at != line.len() || parser.twice {
        return Err(Code::MalformedInput);
    }
    Ok(value)
}

/// Whether a text is written like a number of JSON.
pub fn is_number(text: &[u8]) -> bool {
    let mut parser = Parser { line: text, at: 0, twice: false };
    parser.number().is_ok() && parser.at == text.len()
}

struct Parser<'a> {
    line: &'a [u8],
    at: usize,
    twice: bool,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> u8 {
        self.line.get(self.at).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\r') {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Code> {
        if self.peek() != byte {
            return Err(Code::MalformedInput);
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self, word: &[u8], value: Value<'a>) -> Result<Value<'a>, Code> {
        if !self.line[self.at..].starts_with(word) {
            return Err(Code::MalformedInput);
        }
        self.at += word.len();
        Ok(value)
    }

    fn value(&mut self, depth: usize) -> Result<Value<'a>, Code> {
        match self.peek() {
            b'"' => {
                self.at += 1;
                self.text().map(Value::Text)
            }
            b'{' => self.object(depth + 1),
            b'[' => self.list(depth + 1),
            b't' => self.word(b"true", Value::Bool(true)),
            b'f' => self.word(b"false", Value::Bool(false)),
            b'n' => self.word(b"null", Value::Null),
            b'-' | b'0'..=b'9' => self.number(),
            _ => Err(Code::MalformedInput),
        }
    }

    fn opened(&mut self, depth: usize) -> Result<(), Code> {
        if depth > MOST_DEPTH {
            return Err(Code::DepthLimit);
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    fn list(&mut self, depth: usize) -> Result<Value<'a>, Code> {
        self.opened(depth)?;
        let mut values = Vec::new();
        if self.peek() == b']' {
            self.at += 1;
            return Ok(Value::List(values));
        }
        loop {
            values.push(self.value(depth)?);
            self.space();
            if self.peek() == b']' {
                self.at += 1;
                return Ok(Value::List(values));
            }
            self.expect(b',')?;
            self.space();
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value<'a>, Code> {
        self.opened(depth)?;
        let mut entries = Vec::new();
        if self.peek() == b'}' {
            self.at += 1;
        } else {
            loop {
                self.expect(b'"')?;
                let name = self.text()?;
                self.space();
                self.expect(b':')?;
                self.space();
                entries.push((name, self.value(depth)?));
                self.space();
                if self.peek() == b'}' {
                    self.at += 1;
                    break;
                }
                self.expect(b',')?;
                self.space();
            }
        }
        let (object, twice) = Object::new(entries);
        self.twice |= twice;
        Ok(Value::Object(object))
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self) -> Result<Value<'a>, Code> {
        let start = self.at;
        if self.peek() == b'-' {
            self.at += 1;
        }
        if self.peek() == b'0' {
            self.at += 1;
        } else if !self.digits() {
            return Err(Code::MalformedInput);
        }
        if self.peek() == b'.' {
            self.at += 1;
            if !self.digits() {
                return Err(Code::MalformedInput);
            }
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            if !self.digits() {
                return Err(Code::MalformedInput);
            }
        }
        Ok(Value::Number(&self.line[start..self.at]))
    }

    /// A text behind its opening quote.
    fn text(&mut self) -> Result<Cow<'a, [u8]>, Code> {
        let start = self.at;
        loop {
            match self.line.get(self.at) {
                Some(b'"') => {
                    let text = &self.line[start..self.at];
                    self.at += 1;
                    return Ok(Cow::Borrowed(text));
                }
                Some(b'\\') => break,
                Some(0x20..) => self.at += 1,
                _ => return Err(Code::MalformedInput),
            }
        }
        let mut text = self.line[start..self.at].to_vec();
        loop {
            let byte = *self.line.get(self.at).ok_or(Code::MalformedInput)?;
            self.at += 1;
            match byte {
                b'"' => return Ok(Cow::Owned(text)),
                b'\\' => self.escape(&mut text)?,
                0x20.. => text.push(byte),
                _ => return Err(Code::MalformedInput),
            }
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Result<(), Code> {
        let byte = *self.line.get(self.at).ok_or(Code::MalformedInput)?;
        self.at += 1;
        text.push(match byte {
            b'"' | b'\\' | b'/' => byte,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let mut code = self.four()?;
                if (0xd800..0xdc00).contains(&code) && self.line[self.at..].starts_with(b"\\u") {
                    let before = self.at;
                    self.at += 2;
                    let low = self.four()?;
                    if (0xdc00..0xe000).contains(&low) {
                        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                    } else {
                        self.at = before;
                    }
                }
                put_code(code, text);
                return Ok(());
            }
            _ => return Err(Code::MalformedInput),
        });
        Ok(())
    }

    fn four(&mut self) -> Result<u32, Code> {
        let digits = self.line.get(self.at..self.at + 4).ok_or(Code::MalformedInput)?;
        let mut code = 0;
        for digit in digits {
            code = code << 4 | (*digit as char).to_digit(16).ok_or(Code::MalformedInput)?;
        }
        self.at += 4;
        Ok(code)
    }
}

/// UTF-8 of a code point, also of half a surrogate pair.
fn put_code(code: u32, text: &mut Vec<u8>) {
    let tail = |shift: u32| 0x80 | (code >> shift & 0x3f) as u8;
    match code {
        0..=0x7f => text.push(code as u8),
        0x80..=0x7ff => text.extend([0xc0 | (code >> 6) as u8, tail(0)]),
        0x800..=0xffff => text.extend([0xe0 | (code >> 12) as u8, tail(6), tail(0)]),
        _ => text.extend([0xf0 | (code >> 18) as u8, tail(12), tail(6), tail(0)]),
    }
}
