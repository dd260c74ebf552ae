//! The quick way of most programs: a list of steps for a record that is sure to fit.
//!
//! Where bytes and steps of a record are bounded, and what is left is more than the bound, no limit
//! can be met within the record. Then nothing needs to be counted, room is made once, and texts that
//! always follow one another are one text. Nodes that this does not know are run as always.

use std::ops::Range;

use crate::failure::Failure;

use super::forms::{put_decimal, put_hundredths, put_short, put_stamp, put_thousandths, put_uuid, put_whole};
use super::making::Making;
use super::program::Span;
use super::{drawn, mixed, skewed, stream, ALWAYS, GOLDEN, MOST_GUESSED};

/// Bytes that may be written beyond the end of a record.
pub const MARGIN: usize = 64;

/// Texts in slots of one size, each with its length in the last byte.
#[derive(Clone, Copy)]
pub struct Slots {
    pub first: u32,
    pub count: u32,
    pub size: u32,
}

/// A text among those of all steps.
#[derive(Clone, Copy, Default)]
pub struct Fixed {
    pub first: u32,
    pub length: u32,
}

/// What is drawn and written behind a fixed text.
#[derive(Clone, Copy)]
pub enum Action {
    Nothing,
    /// Numbers below 10,000: base, step and count.
    Short([u32; 3]),
    Whole(Span),
    /// Hundredths below 10,000: base, step and count.
    Hundredths([u32; 3]),
    Decimal(u32),
    Uuid,
    Stamp(u32),
    Text(Slots),
    /// Texts of which the first ones are drawn more often.
    Ranked(u32, Slots),
    Letters {
        first: u32,
        size: u32,
        low: u32,
        more: u32,
    },
    OneShort {
        first: u32,
        count: u32,
    },
    OneStamp {
        first: u32,
        count: u32,
    },
    OneList {
        first: u32,
        count: u32,
    },
    Weighted(u32),
    Texts {
        low: u32,
        more: u32,
        between: Fixed,
        slots: Slots,
    },
    Lists {
        low: u32,
        more: u32,
        between: Fixed,
        list: u32,
    },
    Object(u32),
    Node(u32),
}

pub struct Step {
    pub before: Fixed,
    pub action: Action,
}

/// Members that may be missing, each with the list of its steps.
pub struct Members {
    pub lists: Vec<(u64, u32)>,
    pub low: u64,
    pub high: u64,
}

/// Steps of a record, and the tables they draw from.
#[derive(Default)]
pub struct Straight {
    pub steps: Vec<Step>,
    pub lists: Vec<Range<u32>>,
    pub fixed: Vec<u8>,
    pub slots: Vec<u8>,
    pub letters: Vec<u8>,
    pub shorts: Vec<[u32; 3]>,
    pub stamps: Vec<(i64, u64, u8)>,
    pub decimals: Vec<(Span, u32, u64)>,
    pub choices: Vec<u32>,
    pub weighted: Vec<(Vec<u64>, Vec<u32>)>,
    pub objects: Vec<Members>,
    pub root: u32,
    /// Of a record with its line end, at most.
    pub most_bytes: usize,
    /// As the slow way counts them.
    pub most_steps: u64,
}

/// Where the next byte goes, and the state of the generator.
#[derive(Clone, Copy)]
struct Pen {
    at: *mut u8,
    state: u64,
}

/// # Safety
/// There must be sixteen bytes at both places.
#[inline(always)]
unsafe fn copy_piece(from: *const u8, to: *mut u8) {
    #[cfg(target_arch = "wasm32")]
    {
        use std::arch::wasm32::{v128, v128_load, v128_store};
        v128_store(to as *mut v128, v128_load(from as *const v128));
    }
    #[cfg(not(target_arch = "wasm32"))]
    std::ptr::copy_nonoverlapping(from, to, 16);
}

impl Pen {
    #[inline(always)]
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mixed(self.state)
    }

    #[inline(always)]
    fn below(&mut self, size: u32) -> u32 {
        ((self.next() >> 32).wrapping_mul(u64::from(size)) >> 32) as u32
    }

    /// A number from `low` on; nothing is drawn where there is only one.
    #[inline(always)]
    fn between(&mut self, low: u32, more: u32) -> u32 {
        if more > 0 {
            low + self.below(more + 1)
        } else {
            low
        }
    }
}

impl Straight {
    /// Writes records while they are sure to fit; gives the first one that may not.
    pub fn write(&self, making: &mut Making, rows: Range<u64>) -> Result<u64, Failure> {
        let seed = making.seed;
        for row in rows.clone() {
            if making.output.len().saturating_add(self.most_bytes) > making.most {
                return Ok(row);
            }
            making.output.room(self.most_bytes + MARGIN);
            making.row = row;
            let pen = Pen { at: Straight::end(making), state: stream(seed, 0, row) };
            let pen = self.list(making, self.root, pen)?;
            // SAFETY: a record and its line end have at most `most_bytes`, for which room was made.
            unsafe { *pen.at = b'\n' };
            Straight::set_end(making, pen.at.wrapping_add(1));
            if row == rows.start {
                let guess = making.output.len() as u64 * (rows.end - row).min(MOST_GUESSED) * 9 / 8;
                making.output.bytes.reserve(guess.min(making.most as u64) as usize);
            }
        }
        Ok(rows.end)
    }

    #[inline(always)]
    fn end(making: &mut Making) -> *mut u8 {
        let length = making.output.len();
        making.output.bytes.as_mut_ptr().wrapping_add(length)
    }

    #[inline(always)]
    fn set_end(making: &mut Making, end: *mut u8) {
        let length = end as usize - making.output.bytes.as_ptr() as usize;
        assert!(length <= making.output.bytes.capacity());
        // SAFETY: all bytes before the pen were written, and the length was compared.
        unsafe { making.output.bytes.set_len(length) };
    }

    #[inline(always)]
    fn put_fixed(&self, text: Fixed, pen: &mut Pen) {
        // SAFETY: texts are followed by `MARGIN` bytes, and so is the room for a record.
        unsafe {
            let from = self.fixed.as_ptr().add(text.first as usize);
            copy_piece(from, pen.at);
            if text.length > 16 {
                copy_piece(from.add(16), pen.at.add(16));
                let mut at = 32;
                while at < text.length as usize {
                    copy_piece(from.add(at), pen.at.add(at));
                    at += 16;
                }
            }
            pen.at = pen.at.add(text.length as usize);
        }
    }

    #[inline(always)]
    fn put_slot(&self, slots: Slots, place: u32, pen: &mut Pen) {
        let place = place as usize;
        let size = slots.size as usize;
        // SAFETY: a slot is as large as it says, and so is the margin at least.
        unsafe {
            let from = self.slots.as_ptr().add(slots.first as usize + place * size);
            copy_piece(from, pen.at);
            if size > 16 {
                copy_piece(from.add(16), pen.at.add(16));
                if size > 32 {
                    copy_piece(from.add(32), pen.at.add(32));
                    copy_piece(from.add(48), pen.at.add(48));
                }
            }
            pen.at = pen.at.add(usize::from(*from.add(size - 1)));
        }
    }

    #[inline(always)]
    fn put_short([base, step, count]: [u32; 3], pen: &mut Pen) {
        let value = base + step * pen.below(count);
        // SAFETY: the margin has room for a form.
        unsafe { pen.at = pen.at.add(put_short(pen.at, value)) };
    }

    #[inline(always)]
    fn put_stamp((base, count, form): (i64, u64, u8), pen: &mut Pen) {
        let second = base + drawn(pen.next(), count) as i64;
        // SAFETY: as above; the program was read, so that the second lies in the years 0 to 9999.
        unsafe {
            pen.at = pen.at.add(put_stamp(pen.at, second, form));
            if form == 3 {
                let part = pen.below(1000);
                pen.at = pen.at.add(put_thousandths(pen.at, part));
            }
        }
    }

    #[inline(always)]
    fn put_letters(&self, first: u32, size: u32, count: u32, pen: &mut Pen) {
        let count = count as usize;
        let mut at = 0;
        while at < count {
            let drawn = pen.next();
            for place in 0..4 {
                let part = (drawn >> (16 * place)) as u32 & 0xFFFF;
                // SAFETY: a part is below one, so to speak: its letter is one of `size`. Three more than
                // `count` may be written.
                unsafe {
                    let letter = *self.letters.as_ptr().add((first + ((part * size) >> 16)) as usize);
                    *pen.at.add(at + place) = letter;
                }
            }
            at += 4;
        }
        pen.at = pen.at.wrapping_add(count);
    }

    fn list(&self, making: &mut Making, list: u32, mut pen: Pen) -> Result<Pen, Failure> {
        let range = &self.lists[list as usize];
        for step in &self.steps[range.start as usize..range.end as usize] {
            self.put_fixed(step.before, &mut pen);
            match step.action {
                Action::Nothing => (),
                Action::Text(slots) => {
                    let place = pen.below(slots.count);
                    self.put_slot(slots, place, &mut pen);
                }
                Action::Ranked(power, slots) => {
                    let place = skewed(pen.next(), u64::from(slots.count), power) as u32;
                    self.put_slot(slots, place, &mut pen);
                }
                Action::Short(span) => Straight::put_short(span, &mut pen),
                Action::OneShort { first, count } => {
                    let place = first + pen.below(count);
                    Straight::put_short(self.shorts[place as usize], &mut pen);
                }
                Action::Letters { first, size, low, more } => {
                    let count = pen.between(low, more);
                    self.put_letters(first, size, count, &mut pen);
                }
                Action::Uuid => {
                    let (high, low) = (pen.next(), pen.next());
                    // SAFETY: the margin has room for a form.
                    unsafe { pen.at = pen.at.add(put_uuid(pen.at, high, low)) };
                }
                Action::Hundredths([base, step, count]) => {
                    let value = base + step * pen.below(count);
                    // SAFETY: as above.
                    unsafe { pen.at = pen.at.add(put_hundredths(pen.at, value)) };
                }
                Action::Stamp(place) => Straight::put_stamp(self.stamps[place as usize], &mut pen),
                Action::OneStamp { first, count } => {
                    let place = first + pen.below(count);
                    Straight::put_stamp(self.stamps[place as usize], &mut pen);
                }
                Action::Texts { low, more, between, slots } => {
                    for place in 0..pen.between(low, more) {
                        if place > 0 {
                            self.put_fixed(between, &mut pen);
                        }
                        let place = pen.below(slots.count);
                        self.put_slot(slots, place, &mut pen);
                    }
                }
                Action::Whole(span) => {
                    let value = span.at(drawn(pen.next(), span.count));
                    // SAFETY: as above.
                    unsafe { pen.at = pen.at.add(put_whole(pen.at, value)) };
                }
                Action::Decimal(place) => {
                    let (span, digits, scale) = self.decimals[place as usize];
                    let value = span.at(drawn(pen.next(), span.count));
                    // SAFETY: as above.
                    unsafe { pen.at = pen.at.add(put_decimal(pen.at, value, digits, scale)) };
                }
                Action::OneList { first, count } => {
                    let place = first + pen.below(count);
                    pen = self.list(making, self.choices[place as usize], pen)?;
                }
                Action::Weighted(place) => {
                    let (ends, lists) = &self.weighted[place as usize];
                    let value = drawn(pen.next(), ends[ends.len() - 1]);
                    pen = self.list(making, lists[ends.partition_point(|&end| end <= value)], pen)?;
                }
                Action::Lists { low, more, between, list } => {
                    for place in 0..pen.between(low, more) {
                        if place > 0 {
                            self.put_fixed(between, &mut pen);
                        }
                        pen = self.list(making, list, pen)?;
                    }
                }
                Action::Object(place) => pen = self.object(making, &self.objects[place as usize], pen)?,
                Action::Node(at) => pen = self.node(making, at as usize, pen)?,
            }
        }
        Ok(pen)
    }

    /// As `Making::object`, for objects of which some members may be missing.
    fn object(&self, making: &mut Making, members: &Members, mut pen: Pen) -> Result<Pen, Failure> {
        let mut fixed = members.lists.iter().filter(|member| member.0 == ALWAYS).count() as u64;
        let mut optional = members.lists.len() as u64 - fixed;
        let mut present = 0u64;
        for &(presence, list) in &members.lists {
            if presence == ALWAYS {
                fixed -= 1;
            } else {
                let needed = members.low.saturating_sub(present + fixed);
                let room = members.high.saturating_sub(present + fixed);
                let chosen = needed >= optional || (room > 0 && pen.next() >> 48 < presence);
                optional -= 1;
                if !chosen {
                    continue;
                }
            }
            // SAFETY: the bound counts a comma or a brace for each member.
            unsafe { *pen.at = if present > 0 { b',' } else { b'{' } };
            pen.at = pen.at.wrapping_add(1);
            present += 1;
            pen = self.list(making, list, pen)?;
        }
        // SAFETY: as above.
        unsafe {
            *pen.at = b'{';
            *pen.at.add(usize::from(present == 0)) = b'}';
        }
        pen.at = pen.at.wrapping_add(if present == 0 { 2 } else { 1 });
        Ok(pen)
    }

    /// A node as always: what was written so far is handed over and taken back.
    fn node(&self, making: &mut Making, at: usize, pen: Pen) -> Result<Pen, Failure> {
        Straight::set_end(making, pen.at);
        making.state = pen.state;
        making.make(at)?;
        making.output.room(self.most_bytes + MARGIN);
        Ok(Pen { at: Straight::end(making), state: making.state })
    }
}
