//! The nodes of a program, and how they are read.

use crate::failure::Failure;
use crate::reader::Reader;

use super::texts::{Text, Texts};
use super::{
    ALWAYS, FIRST_SECOND, LAST_SECOND, MOST_CHARACTER, MOST_CHARACTERS, MOST_DOMAIN, MOST_ENTRIES, MOST_POWER,
    MOST_REPEATS, MOST_TRIES, MOST_UNIQUE,
};

/// A property of an object.
pub struct Member {
    pub presence: u64,
    pub prefix: Text,
    pub child: usize,
    pub suffix: Text,
}

/// Numbers with one step between them.
#[derive(Clone, Copy)]
pub struct Span {
    pub base: i64,
    pub step: u64,
    pub count: u64,
}

impl Span {
    #[inline(always)]
    pub fn at(&self, place: u64) -> i64 {
        self.base.wrapping_add(self.step.wrapping_mul(place) as i64)
    }
}

/// An instruction; children are the numbers of nodes.
pub enum Node {
    Literal(Text),
    Sequence(Vec<usize>),
    Choice(Vec<u64>, Vec<usize>),
    Integer(Span),
    Decimal(Span, u32, u64),
    Uuid,
    Stamp(i64, u64, u8),
    Pool(u32, Texts),
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
    Drawn(u64, u64, u32, usize),
    Placed(u64, u64, u64, u64, usize),
    Earlier(u64, u32, usize, usize),
    Call(usize, usize),
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

/// How much more often the first of several is drawn: 1 for no more often.
fn power(reader: &mut Reader) -> Result<u32, Failure> {
    match reader.count(MOST_POWER)? {
        0 => reader.fail(),
        power => Ok(power as u32),
    }
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
pub struct Nodes<'a, 'b> {
    pub reader: &'a mut Reader<'b>,
    pub heights: Vec<usize>,
    pub total: usize,
    pub height: usize,
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

    /// The next node.
    pub fn node(&mut self) -> Result<Node, Failure> {
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
            7 => {
                let power = power(self.reader)?;
                Node::Pool(power, Texts::read(self.reader, usize::MAX)?)
            }
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
                let power = power(self.reader)?;
                Node::Drawn(salt, size, power, self.child()?)
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
                let power = power(self.reader)?;
                let child = self.child()?;
                Node::Earlier(salt, power, child, self.child()?)
            }
            20 => {
                let target = self.reader.count(self.total as u64 - 1)?;
                Node::Call(target, self.child()?)
            }
            _ => return self.reader.fail(),
        })
    }
}
