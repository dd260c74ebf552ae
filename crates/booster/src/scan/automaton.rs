//! All matches of one pattern in a stretch of text, in time linear in its length.
//!
//! Two passes (Frisch and Cardelli, "Greedy Regular Expression Matching", ICALP 2004). From right
//! to left, a lazily built deterministic automaton keeps for each place the set of instructions
//! from which the end of the pattern can be reached, so that every place where a match begins is
//! known. From left to right, each match then follows the preferred instruction among those that
//! lead to the end: never back, never in vain.

use super::alphabet::{holds, Alphabet};
use super::pattern::{Instruction, Pattern};
use std::collections::HashMap;

/// Bytes between two places at which the automaton may be forgotten.
const BLOCK: usize = 1024;
/// Words of memory that its states take before they are forgotten.
const MOST_WORDS: usize = 1_000_000;
/// Places of a text for which memory is kept between searches.
const KEPT_PLACES: usize = 256 * 1024;
const UNKNOWN: u32 = u32::MAX;

pub struct Automaton {
    code: Vec<Instruction>,
    order: Vec<u16>,
    end: Vec<u64>,
    alphabet: Alphabet,
    slots: usize,
    generation: u32,
    numbers: HashMap<Box<[u64]>, u32>,
    /// For each state, in `words` words, the instructions that hold at its place.
    cores: Vec<u64>,
    /// For each state the kind of what follows.
    afters: Vec<u8>,
    /// For each state and kind of what stands in front, where its set begins in `sets`.
    alive: Vec<[u32; 4]>,
    sets: Vec<u64>,
    /// For each state and cell the next state, doubled, plus 1 if a match begins behind the cell.
    table: Vec<u32>,
    scratch: Vec<u64>,
}

/// What one search needs, kept so that the next need not ask for memory.
#[derive(Default)]
pub struct Workspace {
    states: Vec<u32>,
    starts: Vec<u32>,
    blocks: Vec<Block>,
    pub slots: Vec<u32>,
}

impl Workspace {
    /// Gives back what a very long text took.
    pub fn shrink(&mut self) {
        if self.states.len() > KEPT_PLACES {
            *self = Workspace::default();
        }
    }
}

struct Block {
    end: usize,
    low: usize,
    core: Vec<u64>,
    after: u8,
    generation: u32,
}

/// A stretch of a text; it begins and ends at a line feed or an end of the text.
#[derive(Clone, Copy)]
pub struct Stretch<'a> {
    pub text: &'a [u8],
    pub start: usize,
    pub end: usize,
}

impl Automaton {
    pub fn new(pattern: &Pattern) -> Automaton {
        let alphabet = Alphabet::new(pattern);
        let mut end = vec![0u64; alphabet.words];
        for (number, instruction) in pattern.code.iter().enumerate() {
            if *instruction == Instruction::Match {
                end[number / 64] |= 1 << (number % 64);
            }
        }
        Automaton {
            code: pattern.code.clone(),
            order: pattern.order.clone(),
            end,
            slots: 2 * pattern.groups,
            generation: 0,
            numbers: HashMap::new(),
            cores: Vec::new(),
            afters: Vec::new(),
            alive: Vec::new(),
            sets: Vec::new(),
            table: Vec::new(),
            scratch: Vec::new(),
            alphabet,
        }
    }

    /// Words of 32 bits that its states take.
    pub fn words(&self) -> usize {
        self.table.len() + 2 * self.sets.len() + 4 * self.cores.len()
    }

    /// Gives the memory back; states lose their numbers.
    pub fn forget(&mut self) {
        self.generation += 1;
        self.numbers = HashMap::new();
        self.cores = Vec::new();
        self.afters = Vec::new();
        self.alive = Vec::new();
        self.sets = Vec::new();
        self.table = Vec::new();
    }

    fn forget_if_large(&mut self) -> bool {
        let large = self.words() > MOST_WORDS;
        if large {
            self.forget();
        }
        large
    }

    fn state(&mut self, core: &[u64], after: u8) -> u32 {
        self.scratch.clear();
        self.scratch.extend_from_slice(core);
        self.scratch.push(u64::from(after));
        if let Some(&number) = self.numbers.get(self.scratch.as_slice()) {
            return number;
        }
        let number = self.afters.len() as u32;
        self.numbers.insert(self.scratch.clone().into_boxed_slice(), number);
        self.cores.extend_from_slice(core);
        self.afters.push(after);
        self.alive.push([UNKNOWN; 4]);
        let length = self.table.len() + self.alphabet.kinds.len();
        self.table.resize(length, UNKNOWN);
        number
    }

    /// Where in `sets` the instructions begin that lead to the end.
    #[inline]
    fn alive(&mut self, state: u32, before: u8) -> usize {
        let known = self.alive[state as usize][before as usize];
        if known != UNKNOWN {
            return known as usize;
        }
        self.find_alive(state, before)
    }

    fn find_alive(&mut self, state: u32, before: u8) -> usize {
        let words = self.alphabet.words;
        let start = self.sets.len();
        let core = state as usize * words;
        self.sets.extend_from_slice(&self.cores[core..core + words]);
        let after = self.afters[state as usize];
        let set = &mut self.sets[start..];
        let has = |set: &[u64], number: usize| set[number / 64] >> (number % 64) & 1 == 1;
        for &number in &self.order {
            let number = number as usize;
            let leads = match self.code[number] {
                Instruction::Split(first, second) => has(set, first as usize) || has(set, second as usize),
                Instruction::Jump(target) => has(set, target as usize),
                Instruction::Save(_) => has(set, number + 1),
                Instruction::Assert(kind) => holds(kind, before, after) && has(set, number + 1),
                Instruction::Character(_) | Instruction::Match => false,
            };
            if leads {
                set[number / 64] |= 1 << (number % 64);
            }
        }
        self.alive[state as usize][before as usize] = start as u32;
        start
    }

    #[cold]
    fn step(&mut self, state: u32, cell: u16) -> u32 {
        let words = self.alphabet.words;
        let kind = self.alphabet.kinds[cell as usize];
        let alive = self.alive(state, kind);
        let begins = (self.sets[alive] & 1) as u32;
        let mut core = vec![0u64; words];
        for word in 0..words {
            let set = self.sets[alive + word];
            let above = if word + 1 < words { self.sets[alive + word + 1] } else { 0 };
            let readers = self.alphabet.readers[cell as usize * words + word];
            core[word] = (set >> 1 | above << 63) & readers | self.end[word];
        }
        let entry = self.state(&core, kind) * 2 + begins;
        let place = state as usize * self.alphabet.kinds.len() + cell as usize;
        self.table[place] = entry;
        entry
    }

    /// Calls `found` with start and end of each match, not overlapping; `slots` of the workspace
    /// hold the places saved.
    pub fn matches<E>(
        &mut self,
        stretch: Stretch,
        workspace: &mut Workspace,
        mut found: impl FnMut(usize, usize, &[u32]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.backwards(stretch, workspace);
        let mut last = stretch.start;
        let mut loaded = workspace.blocks.len() - 1;
        if workspace.blocks[loaded].generation != self.generation {
            self.load(stretch, workspace, loaded);
        }
        while let Some(place) = workspace.starts.pop() {
            let place = stretch.start + place as usize;
            if place >= last {
                last = self.follow(stretch, workspace, place, &mut loaded);
                found(place, last, &workspace.slots)?;
            }
        }
        Ok(())
    }

    fn backwards(&mut self, stretch: Stretch, workspace: &mut Workspace) {
        let Stretch { text, start, end } = stretch;
        self.forget_if_large();
        workspace.starts.clear();
        workspace.blocks.clear();
        if workspace.states.len() < end - start + 1 {
            workspace.states.reserve_exact(end - start + 1 - workspace.states.len());
            workspace.states.resize(end - start + 1, 0);
        }
        let after = if end == text.len() { self.alphabet.edge } else { self.alphabet.newline };
        let after = self.alphabet.kinds[after as usize];
        let core = self.end.clone();
        let mut state = self.state(&core, after);
        let mut high = end;
        loop {
            let words = self.alphabet.words;
            let core = state as usize * words;
            let mut block = Block {
                end: high,
                low: high,
                core: self.cores[core..core + words].to_vec(),
                after: self.afters[state as usize],
                generation: self.generation,
            };
            let low = start.max(high.saturating_sub(BLOCK));
            (state, high) = self.pass(stretch, workspace, state, high, low, true);
            block.low = high;
            workspace.blocks.push(block);
            if high == start {
                break;
            }
            let core = state as usize * words;
            let core = self.cores[core..core + words].to_vec();
            let after = self.afters[state as usize];
            if self.forget_if_large() {
                state = self.state(&core, after);
            }
        }
        let before = if start == 0 { self.alphabet.edge } else { self.alphabet.newline };
        let mut entry = self.table[state as usize * self.alphabet.kinds.len() + before as usize];
        if entry == UNKNOWN {
            entry = self.step(state, before);
        }
        if entry & 1 == 1 {
            workspace.starts.push(0);
        }
    }

    /// Goes back from `high` to `low`, or a little further to where a character begins.
    fn pass(
        &mut self,
        stretch: Stretch,
        workspace: &mut Workspace,
        mut state: u32,
        high: usize,
        low: usize,
        collect: bool,
    ) -> (u32, usize) {
        let Stretch { text, start, .. } = stretch;
        let width = self.alphabet.kinds.len();
        let mut place = high;
        while place > low {
            workspace.states[place - start] = state;
            let last = text[place - 1];
            let (cell, length) = if last < 0x80 {
                (self.alphabet.ascii(last), 1)
            } else {
                self.alphabet.cell_before(text, place)
            };
            let mut entry = self.table[state as usize * width + cell as usize];
            if entry == UNKNOWN {
                entry = self.step(state, cell);
            }
            if collect && entry & 1 == 1 {
                workspace.starts.push((place - start) as u32);
            }
            state = entry >> 1;
            place -= length;
        }
        workspace.states[place - start] = state;
        (state, place)
    }

    #[cold]
    fn load(&mut self, stretch: Stretch, workspace: &mut Workspace, number: usize) {
        self.forget_if_large();
        let block = &workspace.blocks[number];
        let (high, low, after) = (block.end, block.low, block.after);
        let core = block.core.clone();
        let state = self.state(&core, after);
        self.pass(stretch, workspace, state, high, low, false);
        workspace.blocks[number].generation = self.generation;
    }

    /// Walks the preferred way from where a match begins, to its end.
    fn follow(
        &mut self,
        stretch: Stretch,
        workspace: &mut Workspace,
        begin: usize,
        loaded: &mut usize,
    ) -> usize {
        let Stretch { text, start, .. } = stretch;
        workspace.slots.clear();
        workspace.slots.resize(self.slots, u32::MAX);
        let before = if begin == start {
            if start == 0 { self.alphabet.edge } else { self.alphabet.newline }
        } else {
            self.alphabet.cell_before(text, begin).0
        };
        let mut before = self.alphabet.kinds[before as usize];
        let mut place = begin;
        let mut number = 0usize;
        loop {
            match self.code[number] {
                Instruction::Character(_) => {
                    let (cell, length) = self.alphabet.cell_at(text, place);
                    before = self.alphabet.kinds[cell as usize];
                    place += length;
                    number += 1;
                }
                Instruction::Split(first, second) => {
                    if place >= workspace.blocks[*loaded].end && *loaded > 0 {
                        self.seek(stretch, workspace, place, loaded);
                    }
                    let alive = self.alive(workspace.states[place - start], before);
                    let first = first as usize;
                    let is_alive = self.sets[alive + first / 64] >> (first % 64) & 1 == 1;
                    number = if is_alive { first } else { second as usize };
                }
                Instruction::Jump(target) => number = target as usize,
                Instruction::Save(slot) => {
                    workspace.slots[slot as usize] = place as u32;
                    number += 1;
                }
                Instruction::Assert(_) => number += 1,
                Instruction::Match => return place,
            }
        }
    }

    /// Moves on to the block of `place`; blocks whose states were forgotten are gone through again.
    fn seek(&mut self, stretch: Stretch, workspace: &mut Workspace, place: usize, loaded: &mut usize) {
        while *loaded > 0 && place >= workspace.blocks[*loaded].end {
            *loaded -= 1;
        }
        if workspace.blocks[*loaded].generation != self.generation {
            self.load(stretch, workspace, *loaded);
        }
    }
}
