//! One run, node by node, with all limits looked at in every node.

use crate::failure::{Code, Failure};

use super::forms::{put_decimal, put_stamp, put_thousandths, put_uuid, put_whole};
use super::program::{Member, Node};
use super::texts::{Output, Texts};
use super::{drawn, mixed, skewed, stream, Program, ALWAYS, GOLDEN, MOST_WALKS};

/// One run: where it stands in the stream of numbers, and what is written.
pub struct Making<'a> {
    pub program: &'a Program,
    pub seed: u64,
    pub state: u64,
    pub row: u64,
    pub calls: u64,
    pub left: u64,
    pub most: usize,
    pub output: Output<'a>,
}

impl Making<'_> {
    #[inline(always)]
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mixed(self.state)
    }

    #[inline(always)]
    fn below(&mut self, size: u64) -> u64 {
        drawn(self.next(), size)
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
        // SAFETY: the form gets the room that it asks for.
        self.output.form(|to| unsafe { put_whole(to, value) });
    }

    fn uuid(&mut self) {
        let (high, low) = (self.next(), self.next());
        // SAFETY: as above.
        self.output.form(|to| unsafe { put_uuid(to, high, low) });
    }

    fn stamp(&mut self, second: i64, form: u8) {
        // SAFETY: as above; the program was read, so that the second lies in the years 0 to 9999.
        self.output.form(|to| unsafe { put_stamp(to, second, form) });
        if form == 3 {
            let part = self.below(1000) as u32;
            self.output.form(|to| unsafe { put_thousandths(to, part) });
        }
    }

    /// A place of `0..size` for each place, none twice: a Feistel network that walks its cycles
    /// until it is inside (Black and Rogaway: Ciphers with arbitrary finite domains, 2002).
    fn scattered(&self, place: u64, salt: u64, size: u64, at: usize) -> Result<u64, Failure> {
        if place >= size {
            return Err(Failure::new(Code::Exhausted, at));
        }
        let bits = (64 - (size - 1).leading_zeros()).max(2);
        let half = (bits + 1) / 2;
        let mask = (1u64 << half) - 1;
        let key = stream(self.seed, salt, 0);
        let mut value = place;
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

    fn permuted(&self, salt: u64, size: u64, at: usize) -> Result<u64, Failure> {
        self.scattered(self.row, salt, size, at)
    }

    /// A row below `size` that depends on this row and the salt only, early ones more often.
    fn drawn_row(&mut self, salt: u64, size: u64, power: u32) -> u64 {
        let kept = self.state;
        self.state = stream(self.seed, salt, self.row);
        let row = skewed(self.next(), size, power);
        self.state = kept;
        row
    }

    fn aside(&mut self, row: u64, state: u64, child: usize) -> Result<(), Failure> {
        let kept = (self.row, self.state);
        self.row = row;
        self.state = state;
        self.make(child)?;
        (self.row, self.state) = kept;
        Ok(())
    }

    /// Runs a node.
    pub fn make(&mut self, at: usize) -> Result<(), Failure> {
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
                self.whole(values.at(drawn));
            }
            Node::Decimal(values, digits, scale) => {
                let drawn = self.below(values.count);
                let value = values.at(drawn);
                // SAFETY: the form gets the room that it asks for.
                self.output.form(|to| unsafe { put_decimal(to, value, *digits, *scale) });
            }
            Node::Uuid => self.uuid(),
            Node::Stamp(base, count, form) => {
                let second = base + self.below(*count) as i64;
                self.stamp(second, *form);
            }
            Node::Pool(power, texts) => {
                let drawn = skewed(self.next(), texts.len() as u64, *power) as usize;
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
                self.whole(values.at(self.row));
            }
            Node::Permuted(salt, values) => {
                let place = self.permuted(*salt, values.count, at)?;
                self.whole(values.at(place));
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
            Node::Drawn(salt, size, power, child) => {
                let mut row = self.drawn_row(*salt, *size, *power);
                if *power > 1 {
                    row = self.scattered(row, *salt, *size, at)?;
                }
                self.aside(row, stream(self.seed, *salt, row), *child)?;
            }
            Node::Placed(salt, size, divisor, modulus, child) => {
                let row = self.permuted(*salt, *size, at)? / divisor % modulus;
                self.aside(row, stream(self.seed, *salt, row), *child)?;
            }
            Node::Earlier(salt, power, child, other) => {
                if self.row == 0 {
                    self.make(*other)?;
                } else {
                    let row = self.drawn_row(*salt, self.row, *power);
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
