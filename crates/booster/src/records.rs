//! Records: a schema's program, a seed and a range of record numbers to lines of JSON.
//!
//! A program is a list of nodes whose children stand before them; only `Call` may point anywhere,
//! and its depth is bounded. Every draw is a function of the seed, the record's number and the
//! draws before it in that record, so that any range of records can be made alone. The generator
//! is SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).

use crate::failure::{Code, Failure, Limits};
use crate::reader::Reader;

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
const VERSION: u8 = 1;
const MOST_NODES: u64 = 1 << 18;
const MOST_ENTRIES: u64 = 1 << 24;
const MOST_CALLS: u64 = 64;
const MOST_HEIGHT: usize = 512;
const MOST_REPEATS: u64 = 1 << 20;
const MOST_UNIQUE: u64 = 4096;
const MOST_TRIES: u64 = 4096;
const MOST_CHARACTERS: u64 = 1 << 16;
const MOST_CHARACTER: usize = 16;
const MOST_DOMAIN: u64 = 1 << 62;
const MOST_WALKS: u32 = 4096;
const MOST_GUESSED: u64 = 1 << 16;
const ALWAYS: u64 = 1 << 16;
const FIRST_SECOND: i64 = -62_167_219_200;
const LAST_SECOND: i64 = 253_402_300_799;

fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn stream(seed: u64, salt: u64, row: u64) -> u64 {
    mixed(mixed(seed.wrapping_add(salt.wrapping_add(1).wrapping_mul(GOLDEN))).wrapping_add(row.wrapping_mul(GOLDEN)))
}

/// Bytes that may be read beyond their end, so that short ones are copied in one piece.
const SLACK: usize = 16;

/// One text with room to be read beyond its end.
struct Text {
    bytes: Vec<u8>,
    length: usize,
}

impl Text {
    fn new(text: &[u8]) -> Text {
        let mut bytes = text.to_vec();
        bytes.resize(text.len() + SLACK, 0);
        Text { bytes, length: text.len() }
    }
}

/// Texts one after the other, with where each ends.
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

/// What is written; short texts are stored in pieces of sixteen bytes, without a loop over bytes.
struct Output<'a> {
    bytes: &'a mut Vec<u8>,
}

impl Output<'_> {
    #[inline(always)]
    fn len(&self) -> usize {
        self.bytes.len()
    }

    #[inline(always)]
    fn room(&mut self, size: usize) {
        if self.bytes.capacity() - self.bytes.len() < size {
            self.grow(size);
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, size: usize) {
        self.bytes.reserve(size.max(self.bytes.capacity()).max(1 << 12));
    }

    #[inline(always)]
    fn push(&mut self, byte: u8) {
        self.room(1);
        // SAFETY: there is room for one byte.
        unsafe {
            let length = self.bytes.len();
            *self.bytes.as_mut_ptr().add(length) = byte;
            self.bytes.set_len(length + 1);
        }
    }

    /// Some of the first bytes of a block.
    #[inline(always)]
    fn block<const N: usize>(&mut self, block: &[u8; N], used: usize) {
        self.room(N);
        // SAFETY: there is room for the block, and no more than the block is used.
        unsafe {
            let length = self.bytes.len();
            std::ptr::copy_nonoverlapping(block.as_ptr(), self.bytes.as_mut_ptr().add(length), N);
            self.bytes.set_len(length + used.min(N));
        }
    }

    /// A part of bytes behind which `SLACK` more may be read.
    #[inline(always)]
    fn part(&mut self, bytes: &[u8], start: usize, end: usize) {
        let size = end - start;
        assert!(start <= end && end + SLACK <= bytes.len());
        self.room(size + SLACK);
        // SAFETY: source and room reach `SLACK` beyond the part, and pieces end within that.
        unsafe {
            let length = self.bytes.len();
            let to = self.bytes.as_mut_ptr().add(length);
            let from = bytes.as_ptr().add(start);
            if size <= 64 {
                let mut at = 0;
                while at < size {
                    std::ptr::copy_nonoverlapping(from.add(at), to.add(at), SLACK);
                    at += SLACK;
                }
            } else {
                std::ptr::copy_nonoverlapping(from, to, size);
            }
            self.bytes.set_len(length + size);
        }
    }

    #[inline(always)]
    fn text(&mut self, text: &Text) {
        self.part(&text.bytes, 0, text.length);
    }

    #[inline(always)]
    fn one_of(&mut self, texts: &Texts, index: usize) {
        let start = if index == 0 { 0 } else { texts.ends[index - 1] as usize };
        self.part(&texts.bytes, start, texts.ends[index] as usize);
    }
}

impl Texts {
    fn read(reader: &mut Reader, longest: usize) -> Result<Texts, Failure> {
        let count = reader.count(MOST_ENTRIES)?;
        let mut texts = Texts { bytes: Vec::new(), ends: Vec::new() };
        if count == 0 {
            return reader.fail();
        }
        for _ in 0..count {
            let block = reader.block()?;
            if block.len() > longest {
                return reader.fail();
            }
            texts.bytes.extend_from_slice(block);
            texts.ends.push(texts.bytes.len() as u32);
        }
        texts.bytes.resize(texts.bytes.len() + SLACK, 0);
        Ok(texts)
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn size(&self, index: usize) -> usize {
        self.ends[index] as usize - if index == 0 { 0 } else { self.ends[index - 1] as usize }
    }
}

struct Member {
    presence: u64,
    prefix: Text,
    child: usize,
    suffix: Text,
}

struct Span {
    base: i64,
    step: u64,
    count: u64,
}

enum Node {
    Literal(Text),
    Sequence(Vec<usize>),
    Choice(Vec<u64>, Vec<usize>),
    Integer(Span),
    Decimal(Span, u32, u64),
    Uuid,
    Stamp(i64, u64, u8),
    Pool(Texts),
    Letters(Vec<u8>, u64, u64),
    Characters(Texts, u64, u64),
    Repeat(usize, u64, u64, Text),
    Unique(usize, u64, u64, u64),
    Subset(Texts, u64, u64),
    Object(Vec<Member>, u64, u64),
    Stream(u64, usize),
    Serial(Span),
    Permuted(u64, Span),
    Numbered(u64, u64, Vec<Texts>),
    Drawn(u64, u64, usize),
    Placed(u64, u64, u64, u64, usize),
    Earlier(u64, usize, usize),
    Call(usize, usize),
}

pub struct Program {
    calls: u64,
    nodes: Vec<Node>,
}

fn span(reader: &mut Reader) -> Result<Span, Failure> {
    let base = reader.signed()?;
    let step = reader.number()?;
    let count = reader.number()?;
    if step == 0 || count == 0 {
        return reader.fail();
    }
    let room = (i128::from(i64::MAX) - i128::from(base)) as u128;
    if u128::from(step) * u128::from(count - 1) > room {
        return reader.fail();
    }
    Ok(Span { base, step, count })
}

fn domain(reader: &mut Reader) -> Result<u64, Failure> {
    let size = reader.number()?;
    if size == 0 || size > MOST_DOMAIN {
        return reader.fail();
    }
    Ok(size)
}

fn bounds(reader: &mut Reader, most: u64) -> Result<(u64, u64), Failure> {
    let low = reader.count(most)? as u64;
    let high = reader.count(most)? as u64;
    if low > high {
        return reader.fail();
    }
    Ok((low, high))
}

/// Reads nodes and keeps their heights, so that no program can nest without limit.
struct Nodes<'a, 'b> {
    reader: &'a mut Reader<'b>,
    heights: Vec<usize>,
    total: usize,
    height: usize,
}

impl Nodes<'_, '_> {
    fn child(&mut self) -> Result<usize, Failure> {
        if self.heights.is_empty() {
            return self.reader.fail();
        }
        let child = self.reader.count(self.heights.len() as u64 - 1)?;
        self.height = self.height.max(self.heights[child] + 1);
        Ok(child)
    }

    fn node(&mut self) -> Result<Node, Failure> {
        self.height = 1;
        Ok(match self.reader.byte()? {
            0 => Node::Literal(Text::new(self.reader.block()?)),
            1 => {
                let count = self.reader.count(MOST_ENTRIES)?;
                let mut children = Vec::new();
                for _ in 0..count {
                    children.push(self.child()?);
                }
                Node::Sequence(children)
            }
            2 => {
                let count = self.reader.count(MOST_ENTRIES)?;
                let (mut ends, mut children, mut total) = (Vec::new(), Vec::new(), 0u64);
                if count == 0 {
                    return self.reader.fail();
                }
                for _ in 0..count {
                    let weight = self.reader.number()?;
                    if weight == 0 || weight > (1 << 32) - total {
                        return self.reader.fail();
                    }
                    total += weight;
                    ends.push(total);
                    children.push(self.child()?);
                }
                Node::Choice(ends, children)
            }
            3 => Node::Integer(span(self.reader)?),
            4 => {
                let values = span(self.reader)?;
                let digits = self.reader.count(18)? as u32;
                Node::Decimal(values, digits, 10u64.pow(digits))
            }
            5 => Node::Uuid,
            6 => {
                let base = self.reader.signed()?;
                let count = self.reader.number()?;
                if count == 0 || base < FIRST_SECOND || base > LAST_SECOND || count > (LAST_SECOND - base) as u64 + 1 {
                    return self.reader.fail();
                }
                Node::Stamp(base, count, self.reader.count(3)? as u8)
            }
            7 => Node::Pool(Texts::read(self.reader, usize::MAX)?),
            8 => {
                let texts = Texts::read(self.reader, MOST_CHARACTER)?;
                if texts.len() > 1 << 16 {
                    return self.reader.fail();
                }
                let (low, high) = bounds(self.reader, MOST_CHARACTERS)?;
                if (0..texts.len()).all(|index| texts.size(index) == 1) {
                    Node::Letters(texts.bytes[..texts.ends.len()].to_vec(), low, high)
                } else {
                    Node::Characters(texts, low, high)
                }
            }
            9 => {
                let child = self.child()?;
                let (low, high) = bounds(self.reader, MOST_REPEATS)?;
                Node::Repeat(child, low, high, Text::new(self.reader.block()?))
            }
            10 => {
                let child = self.child()?;
                let (low, high) = bounds(self.reader, MOST_UNIQUE)?;
                Node::Unique(child, low, high, self.reader.count(MOST_TRIES)? as u64)
            }
            11 => {
                let texts = Texts::read(self.reader, usize::MAX)?;
                let (low, high) = bounds(self.reader, texts.len() as u64)?;
                Node::Subset(texts, low, high)
            }
            12 => {
                let count = self.reader.count(MOST_ENTRIES)?;
                let mut members = Vec::new();
                for _ in 0..count {
                    let presence = self.reader.count(ALWAYS)? as u64;
                    let prefix = Text::new(self.reader.block()?);
                    let child = self.child()?;
                    let suffix = Text::new(self.reader.block()?);
                    members.push(Member { presence, prefix, child, suffix });
                }
                let (low, high) = bounds(self.reader, members.len() as u64)?;
                Node::Object(members, low, high)
            }
            13 => {
                let salt = self.reader.number()?;
                Node::Stream(salt, self.child()?)
            }
            14 => Node::Serial(span(self.reader)?),
            15 => {
                let salt = self.reader.number()?;
                let values = span(self.reader)?;
                if values.count > MOST_DOMAIN {
                    return self.reader.fail();
                }
                Node::Permuted(salt, values)
            }
            16 => {
                let salt = self.reader.number()?;
                let count = self.reader.count(MOST_ENTRIES)?;
                let (mut parts, mut total) = (Vec::new(), 1u64);
                for _ in 0..count {
                    let part = Texts::read(self.reader, usize::MAX)?;
                    if part.len() as u64 > MOST_DOMAIN / total {
                        return self.reader.fail();
                    }
                    total *= part.len() as u64;
                    parts.push(part);
                }
                Node::Numbered(salt, total, parts)
            }
            17 => {
                let salt = self.reader.number()?;
                let size = domain(self.reader)?;
                Node::Drawn(salt, size, self.child()?)
            }
            18 => {
                let salt = self.reader.number()?;
                let size = domain(self.reader)?;
                let divisor = domain(self.reader)?;
                let modulus = domain(self.reader)?;
                Node::Placed(salt, size, divisor, modulus, self.child()?)
            }
            19 => {
                let salt = self.reader.number()?;
                let child = self.child()?;
                Node::Earlier(salt, child, self.child()?)
            }
            20 => {
                let target = self.reader.count(self.total as u64 - 1)?;
                Node::Call(target, self.child()?)
            }
            _ => return self.reader.fail(),
        })
    }
}

impl Program {
    /// Reads and checks a program; what is malformed, or could nest too deeply, is refused here.
    pub fn read(program: &[u8]) -> Result<Program, Failure> {
        let mut reader = Reader::new(program, Code::MalformedProgram);
        if reader.byte()? != VERSION {
            return reader.fail();
        }
        let calls = reader.count(MOST_CALLS)? as u64;
        let total = reader.count(MOST_NODES)?;
        if total == 0 {
            return reader.fail();
        }
        let mut nodes = Vec::new();
        let mut reading = Nodes { reader: &mut reader, heights: Vec::new(), total, height: 0 };
        for index in 0..total {
            let node = reading.node()?;
            if (calls as usize + 1) * reading.height > MOST_HEIGHT {
                return Err(Failure::new(Code::DepthLimit, index));
            }
            reading.heights.push(reading.height);
            nodes.push(node);
        }
        if !reader.finished() {
            return reader.fail();
        }
        Ok(Program { calls, nodes })
    }

    /// The input is a seed, the number of the first record, and how many are wanted.
    pub fn run(&self, input: &[u8], limits: Limits, output: &mut Vec<u8>) -> Result<(), Failure> {
        let mut reader = Reader::new(input, Code::MalformedInput);
        let seed = reader.number()?;
        let first = reader.number()?;
        let count = reader.number()?;
        if first > MOST_DOMAIN || count > MOST_DOMAIN || !reader.finished() {
            return reader.fail();
        }
        output.reserve(limits.output.min(1 << 16));
        let most = limits.output.saturating_add(output.len());
        let mut making = Making {
            program: self,
            seed,
            state: 0,
            row: 0,
            calls: 0,
            left: limits.steps,
            most,
            output: Output { bytes: output },
        };
        for row in first..first + count {
            making.row = row;
            making.state = stream(seed, 0, row);
            making.make(self.nodes.len() - 1)?;
            making.output.push(b'\n');
            if row == first {
                let guess = making.output.len() as u64 * count.min(MOST_GUESSED) * 9 / 8;
                making.output.bytes.reserve(guess.min(most as u64) as usize);
            }
        }
        if making.output.len() > most {
            return Err(Failure::new(Code::OutputLimit, self.nodes.len() - 1));
        }
        Ok(())
    }
}

fn two(value: u32) -> [u8; 2] {
    [b'0' + (value / 10) as u8, b'0' + (value % 10) as u8]
}

/// Eight hexadecimal digits, all at once.
#[inline(always)]
fn hexadecimal(value: u32) -> [u8; 8] {
    let mut spread = u64::from(value);
    spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF;
    spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF;
    spread = (spread | spread << 4) & 0x0F0F_0F0F_0F0F_0F0F;
    let letters = (spread + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101;
    (spread + 0x3030_3030_3030_3030 + letters * 39).to_be_bytes()
}

/// One run: where it stands in the stream of numbers, and what is written.
struct Making<'a> {
    program: &'a Program,
    seed: u64,
    state: u64,
    row: u64,
    calls: u64,
    left: u64,
    most: usize,
    output: Output<'a>,
}

impl Making<'_> {
    #[inline(always)]
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mixed(self.state)
    }

    #[inline(always)]
    fn below(&mut self, size: u64) -> u64 {
        if size <= 1 << 32 {
            ((self.next() >> 32) * size) >> 32
        } else {
            ((u128::from(self.next()) * u128::from(size)) >> 64) as u64
        }
    }

    #[inline(always)]
    fn between(&mut self, low: u64, high: u64) -> u64 {
        if high > low {
            low + self.below(high - low + 1)
        } else {
            low
        }
    }

    /// Counts work within one node.
    #[inline(always)]
    fn spend(&mut self, steps: u64, at: usize) -> Result<(), Failure> {
        if self.left < steps {
            return Err(Failure::new(Code::StepLimit, at));
        }
        self.left -= steps;
        Ok(())
    }

    #[inline(always)]
    fn whole(&mut self, value: i64) {
        if value < 0 {
            self.output.push(b'-');
        }
        self.digits(value.unsigned_abs());
    }

    #[inline(always)]
    fn digits(&mut self, value: u64) {
        if value < 10_000 {
            let value = value as u32;
            let (high, low) = (value / 100, value % 100);
            let digits = [(high / 10) as u8 | b'0', (high % 10) as u8 | b'0', (low / 10) as u8 | b'0', (low % 10) as u8 | b'0'];
            let used = 1 + usize::from(value >= 10) + usize::from(value >= 100) + usize::from(value >= 1000);
            let packed = u32::from_le_bytes(digits) >> (8 * (4 - used));
            self.output.block(&packed.to_le_bytes(), used);
        } else {
            self.many_digits(value);
        }
    }

    #[inline(never)]
    fn many_digits(&mut self, value: u64) {
        let mut digits = [0u8; 20];
        let mut at = 20;
        let mut left = value;
        while left > u64::from(u32::MAX) {
            at -= 1;
            digits[at] = b'0' + (left % 10) as u8;
            left /= 10;
        }
        let mut left = left as u32;
        loop {
            at -= 1;
            digits[at] = b'0' + (left % 10) as u8;
            left /= 10;
            if left == 0 {
                break;
            }
        }
        self.output.bytes.extend_from_slice(&digits[at..]);
    }

    /// A scaled integer as the shortest decimal: no zeros at the end, so that equal values are equal bytes.
    #[inline(always)]
    fn decimal(&mut self, value: i64, digits: u32, scale: u64) {
        let size = value.unsigned_abs();
        if value < 0 {
            self.output.push(b'-');
        }
        if digits == 2 && size <= u64::from(u32::MAX) {
            let size = size as u32;
            let (whole, fraction) = (size / 100, size % 100);
            self.digits(u64::from(whole));
            let (first, second) = (fraction / 10, fraction % 10);
            let used = if second > 0 { 3 } else { usize::from(first > 0) * 2 };
            self.output.block(&[b'.', first as u8 | b'0', second as u8 | b'0', 0], used);
        } else {
            self.digits(size / scale);
            self.fraction(size % scale, digits as usize);
        }
    }

    #[inline(never)]
    fn fraction(&mut self, mut fraction: u64, mut places: usize) {
        if fraction == 0 {
            return;
        }
        while fraction % 10 == 0 {
            fraction /= 10;
            places -= 1;
        }
        let mut text = [b'0'; 20];
        text[0] = b'.';
        for at in (1..=places).rev() {
            text[at] = b'0' + (fraction % 10) as u8;
            fraction /= 10;
        }
        self.output.bytes.extend_from_slice(&text[..=places]);
    }

    fn uuid(&mut self) {
        let (high, low) = (self.next(), self.next());
        let mut text = [b'-'; 48];
        let second = hexadecimal(high as u32);
        let third = hexadecimal((low >> 32) as u32);
        let last = hexadecimal(low as u32);
        text[0..8].copy_from_slice(&hexadecimal((high >> 32) as u32));
        text[9..13].copy_from_slice(&second[0..4]);
        text[14..18].copy_from_slice(&second[4..8]);
        text[19..23].copy_from_slice(&third[0..4]);
        text[24..28].copy_from_slice(&third[4..8]);
        text[28..36].copy_from_slice(&last);
        text[14] = b'4';
        text[19] = b"89ab"[(low >> 60 & 3) as usize];
        self.output.block(&text, 36);
    }

    /// A second of the proleptic Gregorian calendar (Hinnant: chrono-compatible date algorithms).
    ///
    /// Counted from the year 0, so that 32 bits hold the days; a day has 128 times 675 seconds.
    fn stamp(&mut self, second: i64, form: u8) {
        let from_zero = (second - FIRST_SECOND) as u64;
        let days = (from_zero >> 7) as u32 / 675;
        let rest = (from_zero - u64::from(days) * 86_400) as u32;
        let mut text = [0u8; 32];
        let mut at = 0;
        if form != 1 {
            let shifted = days + 146_097 - 60;
            let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
            let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
            let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
            let month_part = (5 * day_of_year + 2) / 153;
            let day = day_of_year - (153 * month_part + 2) / 5 + 1;
            let month = if month_part < 10 { month_part + 3 } else { month_part - 9 };
            let year = year_of_era + era * 400 + u32::from(month <= 2) - 400;
            text[0..2].copy_from_slice(&two(year / 100));
            text[2..4].copy_from_slice(&two(year % 100));
            text[4] = b'-';
            text[5..7].copy_from_slice(&two(month));
            text[7] = b'-';
            text[8..10].copy_from_slice(&two(day));
            text[10] = b'T';
            at = if form == 0 { 10 } else { 11 };
        }
        if form != 0 {
            text[at..at + 2].copy_from_slice(&two(rest / 3600));
            text[at + 2] = b':';
            text[at + 3..at + 5].copy_from_slice(&two(rest / 60 % 60));
            text[at + 5] = b':';
            text[at + 6..at + 8].copy_from_slice(&two(rest % 60));
            at += 8;
        }
        if form == 3 {
            let part = self.below(1000) as u32;
            text[at] = b'.';
            text[at + 1] = b'0' + (part / 100) as u8;
            text[at + 2..at + 4].copy_from_slice(&two(part % 100));
            at += 4;
        }
        self.output.block(&text, at);
    }

    /// A place of `0..size` for each place, none twice: a Feistel network that walks its cycles
    /// until it is inside (Black and Rogaway: Ciphers with arbitrary finite domains, 2002).
    fn permuted(&mut self, salt: u64, size: u64, at: usize) -> Result<u64, Failure> {
        if self.row >= size {
            return Err(Failure::new(Code::Exhausted, at));
        }
        let bits = (64 - (size - 1).leading_zeros()).max(2);
        let half = (bits + 1) / 2;
        let mask = (1u64 << half) - 1;
        let key = stream(self.seed, salt, 0);
        let mut value = self.row;
        for _ in 0..MOST_WALKS {
            let (mut left, mut right) = (value >> half, value & mask);
            for round in 0..4u64 {
                let turned = left ^ (mixed(key.wrapping_add((right << 3 | round).wrapping_mul(GOLDEN))) & mask);
                left = right;
                right = turned;
            }
            value = left << half | right;
            if value < size {
                return Ok(value);
            }
        }
        Err(Failure::new(Code::Exhausted, at))
    }

    fn aside(&mut self, row: u64, state: u64, child: usize) -> Result<(), Failure> {
        let kept = (self.row, self.state);
        self.row = row;
        self.state = state;
        self.make(child)?;
        (self.row, self.state) = kept;
        Ok(())
    }

    fn make(&mut self, at: usize) -> Result<(), Failure> {
        if self.left == 0 {
            return Err(Failure::new(Code::StepLimit, at));
        }
        self.left -= 1;
        if self.output.len() > self.most {
            return Err(Failure::new(Code::OutputLimit, at));
        }
        let program = self.program;
        match &program.nodes[at] {
            Node::Literal(text) => self.output.text(text),
            Node::Sequence(children) => {
                for &child in children {
                    self.make(child)?;
                }
            }
            Node::Choice(ends, children) => {
                let drawn = self.below(ends[ends.len() - 1]);
                self.make(children[ends.partition_point(|&end| end <= drawn)])?;
            }
            Node::Integer(values) => {
                let drawn = self.below(values.count);
                self.whole(values.base.wrapping_add((values.step.wrapping_mul(drawn)) as i64));
            }
            Node::Decimal(values, digits, scale) => {
                let drawn = self.below(values.count);
                self.decimal(values.base.wrapping_add((values.step.wrapping_mul(drawn)) as i64), *digits, *scale);
            }
            Node::Uuid => self.uuid(),
            Node::Stamp(base, count, form) => {
                let second = base + self.below(*count) as i64;
                self.stamp(second, *form);
            }
            Node::Pool(texts) => {
                let drawn = self.below(texts.len() as u64) as usize;
                self.output.one_of(texts, drawn);
            }
            Node::Letters(letters, low, high) => {
                let count = self.between(*low, *high);
                self.spend(count, at)?;
                self.letters(letters, count as usize);
            }
            Node::Characters(texts, low, high) => {
                let count = self.between(*low, *high);
                self.spend(count, at)?;
                let size = texts.len() as u64;
                let mut drawn = 0u64;
                for place in 0..count {
                    if place & 3 == 0 {
                        drawn = self.next();
                    }
                    self.output.one_of(texts, (((drawn & 0xFFFF) * size) >> 16) as usize);
                    drawn >>= 16;
                }
            }
            Node::Repeat(child, low, high, separator) => {
                for place in 0..self.between(*low, *high) {
                    if place > 0 {
                        self.output.text(separator);
                    }
                    self.make(*child)?;
                }
            }
            Node::Unique(child, low, high, tries) => self.unique(*child, *low, *high, *tries, at)?,
            Node::Subset(texts, low, high) => {
                self.spend(texts.len() as u64, at)?;
                self.subset(texts, *low, *high);
            }
            Node::Object(members, low, high) => self.object(members, *low, *high)?,
            Node::Stream(salt, child) => {
                let state = stream(self.seed, *salt, self.row);
                self.aside(self.row, state, *child)?;
            }
            Node::Serial(values) => {
                if self.row >= values.count {
                    return Err(Failure::new(Code::Exhausted, at));
                }
                self.whole(values.base.wrapping_add((values.step.wrapping_mul(self.row)) as i64));
            }
            Node::Permuted(salt, values) => {
                let place = self.permuted(*salt, values.count, at)?;
                self.whole(values.base.wrapping_add((values.step.wrapping_mul(place)) as i64));
            }
            Node::Numbered(salt, size, parts) => {
                self.spend(parts.len() as u64, at)?;
                let mut place = self.permuted(*salt, *size, at)?;
                let mut weight = *size;
                for part in parts {
                    weight /= part.len() as u64;
                    self.output.one_of(part, (place / weight) as usize);
                    place %= weight;
                }
            }
            Node::Drawn(salt, size, child) => {
                let kept = self.state;
                self.state = stream(self.seed, *salt, self.row);
                let row = self.below(*size);
                self.state = kept;
                self.aside(row, stream(self.seed, *salt, row), *child)?;
            }
            Node::Placed(salt, size, divisor, modulus, child) => {
                let row = self.permuted(*salt, *size, at)? / divisor % modulus;
                self.aside(row, stream(self.seed, *salt, row), *child)?;
            }
            Node::Earlier(salt, child, other) => {
                if self.row == 0 {
                    self.make(*other)?;
                } else {
                    let kept = self.state;
                    self.state = stream(self.seed, *salt, self.row);
                    let row = self.below(self.row);
                    self.state = kept;
                    self.aside(row, stream(self.seed, *salt, row), *child)?;
                }
            }
            Node::Call(target, other) => {
                if self.calls == program.calls {
                    self.make(*other)?;
                } else {
                    self.calls += 1;
                    self.make(*target)?;
                    self.calls -= 1;
                }
            }
        }
        Ok(())
    }

    /// Letters of one byte, four for every number that is drawn.
    #[inline(always)]
    fn letters(&mut self, letters: &[u8], count: usize) {
        let size = letters.len() as u32;
        self.output.room(count + 4);
        let length = self.output.len();
        let mut at = 0;
        while at < count {
            let drawn = self.next();
            for place in 0..4 {
                let part = (drawn >> (16 * place)) as u32 & 0xFFFF;
                // A size of 65536 times a part of 16 bits still fits 32 bits.
                let letter = letters[((part * size) >> 16) as usize];
                // SAFETY: there is room for `count + 4`, and `at` is below `count`.
                unsafe { *self.output.bytes.as_mut_ptr().add(length + at + place) = letter };
            }
            at += 4;
        }
        // SAFETY: that many were written.
        unsafe { self.output.bytes.set_len(length + count) };
    }

    /// Items that differ as bytes: what was drawn before is drawn again, so many times at most.
    fn unique(&mut self, child: usize, low: u64, high: u64, tries: u64, at: usize) -> Result<(), Failure> {
        let wanted = self.between(low, high) as usize;
        let mut items: Vec<(usize, usize)> = Vec::new();
        let mut failed = 0;
        while items.len() < wanted {
            let before = self.output.len();
            if !items.is_empty() {
                self.output.push(b',');
            }
            let start = self.output.len();
            self.make(child)?;
            self.spend(items.len() as u64, at)?;
            let (old, new) = self.output.bytes.split_at(start);
            if items.iter().any(|&(from, to)| &old[from..to] == new) {
                self.output.bytes.truncate(before);
                failed += 1;
                if failed > tries {
                    if items.len() as u64 >= low {
                        break;
                    }
                    return Err(Failure::new(Code::Exhausted, at));
                }
            } else {
                items.push((start, self.output.len()));
            }
        }
        Ok(())
    }

    /// Distinct texts in a random order (Fisher and Yates, broken off).
    fn subset(&mut self, texts: &Texts, low: u64, high: u64) {
        let wanted = self.between(low, high) as usize;
        let mut places: Vec<u32> = (0..texts.len() as u32).collect();
        for place in 0..wanted {
            let other = place + self.below((places.len() - place) as u64) as usize;
            places.swap(place, other);
            if place > 0 {
                self.output.push(b',');
            }
            self.output.one_of(texts, places[place] as usize);
        }
    }

    /// Members in order; optional ones are drawn, within the number that must and may be there.
    fn object(&mut self, members: &[Member], low: u64, high: u64) -> Result<(), Failure> {
        let mut fixed = members.iter().filter(|member| member.presence == ALWAYS).count() as u64;
        let mut optional = members.len() as u64 - fixed;
        let mut present = 0u64;
        self.output.push(b'{');
        for member in members {
            if member.presence == ALWAYS {
                fixed -= 1;
            } else {
                let needed = low.saturating_sub(present + fixed);
                let room = high.saturating_sub(present + fixed);
                let chosen = if needed >= optional {
                    true
                } else if room == 0 {
                    false
                } else {
                    self.next() >> 48 < member.presence
                };
                optional -= 1;
                if !chosen {
                    continue;
                }
            }
            if present > 0 {
                self.output.push(b',');
            }
            present += 1;
            self.output.text(&member.prefix);
            self.make(member.child)?;
            self.output.text(&member.suffix);
        }
        self.output.push(b'}');
        Ok(())
    }
}
