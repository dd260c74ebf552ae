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
const ALWAYS: u64 = 1 << 16;
const FIRST_SECOND: i64 = -62_167_219_200;
const LAST_SECOND: i64 = 253_402_300_799;
const HEX: &[u8; 16] = b"0123456789abcdef";

fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn stream(seed: u64, salt: u64, row: u64) -> u64 {
    mixed(mixed(seed.wrapping_add(salt.wrapping_add(1).wrapping_mul(GOLDEN))).wrapping_add(row.wrapping_mul(GOLDEN)))
}

/// Texts one after the other, with where each ends.
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<u32>,
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
        Ok(texts)
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    #[inline(always)]
    fn get(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.bytes[start..self.ends[index] as usize]
    }
}

struct Member {
    presence: u64,
    prefix: Vec<u8>,
    child: usize,
}

struct Span {
    base: i64,
    step: u64,
    count: u64,
}

enum Node {
    Literal(Vec<u8>),
    Sequence(Vec<usize>),
    Choice(Vec<u64>, Vec<usize>),
    Integer(Span),
    Decimal(Span, u32),
    Uuid,
    Stamp(i64, u64, u8),
    Pool(Texts),
    Letters(Vec<u8>, u64, u64),
    Characters(Texts, u64, u64),
    Repeat(usize, u64, u64, Vec<u8>),
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
    let last = i128::from(base) + i128::from(step) * i128::from(count - 1);
    if last > i128::from(i64::MAX) {
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
            0 => Node::Literal(self.reader.block()?.to_vec()),
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
                Node::Decimal(values, self.reader.count(18)? as u32)
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
                if (0..texts.len()).all(|index| texts.get(index).len() == 1) {
                    Node::Letters(texts.bytes, low, high)
                } else {
                    Node::Characters(texts, low, high)
                }
            }
            9 => {
                let child = self.child()?;
                let (low, high) = bounds(self.reader, MOST_REPEATS)?;
                Node::Repeat(child, low, high, self.reader.block()?.to_vec())
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
                    let prefix = self.reader.block()?.to_vec();
                    let child = self.child()?;
                    members.push(Member { presence, prefix, child });
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
        let most = limits.output.saturating_add(output.len());
        let mut making = Making {
            program: self,
            seed,
            state: 0,
            row: 0,
            calls: 0,
            left: limits.steps,
            most,
            output,
        };
        for row in first..first + count {
            making.row = row;
            making.state = stream(seed, 0, row);
            making.make(self.nodes.len() - 1)?;
            making.output.push(b'\n');
        }
        if making.output.len() > most {
            return Err(Failure::new(Code::OutputLimit, self.nodes.len() - 1));
        }
        Ok(())
    }
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
    output: &'a mut Vec<u8>,
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
    fn put(&mut self, bytes: &[u8]) {
        self.output.extend_from_slice(bytes);
    }

    fn whole(&mut self, value: i64) {
        if value < 0 {
            self.output.push(b'-');
        }
        self.digits(value.unsigned_abs());
    }

    fn digits(&mut self, value: u64) {
        let mut digits = [0u8; 20];
        let mut at = 20;
        let mut left = value;
        loop {
            at -= 1;
            digits[at] = b'0' + (left % 10) as u8;
            left /= 10;
            if left == 0 {
                break;
            }
        }
        self.output.extend_from_slice(&digits[at..]);
    }

    /// A scaled integer as the shortest decimal: no zeros at the end, so that equal values are equal bytes.
    fn decimal(&mut self, value: i64, digits: u32) {
        let scale = 10u64.pow(digits);
        let size = value.unsigned_abs();
        if value < 0 {
            self.output.push(b'-');
        }
        self.digits(size / scale);
        let mut fraction = size % scale;
        if fraction > 0 {
            let mut places = digits as usize;
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
            self.output.extend_from_slice(&text[..=places]);
        }
    }

    fn uuid(&mut self) {
        let (high, low) = (self.next(), self.next());
        let mut text = [b'-'; 36];
        let mut at = 0;
        for digit in 0..32u32 {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                at += 1;
            }
            let word = if digit < 16 { high } else { low };
            text[at] = HEX[(word >> (60 - 4 * (digit & 15)) & 15) as usize];
            at += 1;
        }
        text[14] = b'4';
        text[19] = HEX[(8 + (low >> 60 & 3)) as usize];
        self.output.extend_from_slice(&text);
    }

    /// A second of the proleptic Gregorian calendar (Hinnant: chrono-compatible date algorithms).
    fn stamp(&mut self, second: i64, form: u8) {
        let (days, rest) = (second.div_euclid(86_400), second.rem_euclid(86_400) as u32);
        let mut text = [0u8; 24];
        let mut at = 0;
        let two = |text: &mut [u8; 24], at: &mut usize, value: u32, after: u8| {
            text[*at] = b'0' + (value / 10) as u8;
            text[*at + 1] = b'0' + (value % 10) as u8;
            text[*at + 2] = after;
            *at += 3;
        };
        if form != 1 {
            let shifted = days + 719_468;
            let era = shifted.div_euclid(146_097);
            let day_of_era = shifted.rem_euclid(146_097);
            let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
            let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
            let month_part = (5 * day_of_year + 2) / 153;
            let day = (day_of_year - (153 * month_part + 2) / 5 + 1) as u32;
            let month = (if month_part < 10 { month_part + 3 } else { month_part - 9 }) as u32;
            let year = (year_of_era + era * 400 + i64::from(month <= 2)) as u32;
            two(&mut text, &mut at, year / 100, 0);
            at -= 1;
            two(&mut text, &mut at, year % 100, b'-');
            two(&mut text, &mut at, month, b'-');
            two(&mut text, &mut at, day, b'T');
        }
        if form != 0 {
            two(&mut text, &mut at, rest / 3600, b':');
            two(&mut text, &mut at, rest / 60 % 60, b':');
            two(&mut text, &mut at, rest % 60, b'.');
        }
        self.output.extend_from_slice(&text[..at - 1]);
        if form == 3 {
            let part = self.below(1000) as u32;
            let digits = [b'.', b'0' + (part / 100) as u8, b'0' + (part / 10 % 10) as u8, b'0' + (part % 10) as u8];
            self.output.extend_from_slice(&digits);
        }
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
            Node::Literal(bytes) => self.put(bytes),
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
            Node::Decimal(values, digits) => {
                let drawn = self.below(values.count);
                self.decimal(values.base.wrapping_add((values.step.wrapping_mul(drawn)) as i64), *digits);
            }
            Node::Uuid => self.uuid(),
            Node::Stamp(base, count, form) => {
                let second = base + self.below(*count) as i64;
                self.stamp(second, *form);
            }
            Node::Pool(texts) => {
                let drawn = self.below(texts.len() as u64) as usize;
                self.put(texts.get(drawn));
            }
            Node::Letters(letters, low, high) => {
                let count = self.between(*low, *high);
                self.spend(count, at)?;
                let size = letters.len() as u64;
                let mut drawn = 0u64;
                for place in 0..count {
                    if place & 3 == 0 {
                        drawn = self.next();
                    }
                    let letter = letters[(((drawn & 0xFFFF) * size) >> 16) as usize];
                    drawn >>= 16;
                    self.output.push(letter);
                }
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
                    self.put(texts.get((((drawn & 0xFFFF) * size) >> 16) as usize));
                    drawn >>= 16;
                }
            }
            Node::Repeat(child, low, high, separator) => {
                for place in 0..self.between(*low, *high) {
                    if place > 0 {
                        self.put(separator);
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
                    self.put(part.get((place / weight) as usize));
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
            let (old, new) = self.output.split_at(start);
            if items.iter().any(|&(from, to)| &old[from..to] == new) {
                self.output.truncate(before);
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
            self.put(texts.get(places[place] as usize));
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
            self.put(&member.prefix);
            self.make(member.child)?;
        }
        self.output.push(b'}');
        Ok(())
    }
}
