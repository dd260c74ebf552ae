//! Expansion: a template's program and lines of JSON to texts, as `aqe.booster.reference.expand`.
//!
//! A failure of a line has its number as position; a failure at an instruction of the body has
//! `line * instructions + instruction`, modulo 2^32.

mod json_lines;
mod quoting;

use std::collections::HashSet;

use crate::failure::{Code, Failure, Limits};
use crate::reader::Reader;
use json_lines::{line_value, Value};
use quoting::{put, Quoting, MOST_QUOTING};

const VERSION: u8 = 1;
const MOST_NESTING: usize = 32;
const MOST_PATH: u64 = 16;
const FRAME: usize = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Root {
    Names,
    Element,
    Index,
    Number,
    First,
    Last,
}

struct Path {
    root: Root,
    names: Vec<Vec<u8>>,
}

enum Instruction {
    Text(Vec<u8>),
    Gap { number: usize, path: Path, quoting: Quoting, default: Option<Vec<u8>> },
    Choice { path: Path, wanted: bool, body: Vec<Instruction> },
    Loop { number: usize, path: Path, body: Vec<Instruction> },
}

pub struct Program {
    framed: bool,
    reserved: HashSet<Vec<u8>>,
    body: Vec<Instruction>,
    instructions: usize,
}

impl Program {
    pub fn read(program: &[u8]) -> Result<Program, Failure> {
        let mut reader = ProgramReader {
            reader: Reader::new(program, Code::MalformedProgram),
            length: program.len(),
            instructions: 0,
        };
        reader.program()
    }

    pub fn run(&self, input: &[u8], limits: Limits, output: &mut Vec<u8>) -> Result<(), Failure> {
        if let Err(error) = std::str::from_utf8(input) {
            let line = input[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            return Err(Failure::new(Code::MalformedInput, line));
        }
        let mut run = Run { reserved: &self.reserved, left: limits.output, steps: limits.steps, output };
        for (number, line) in input.split(|byte| *byte == b'\n').enumerate() {
            if line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
                continue;
            }
            let record = line_value(line).map_err(|code| Failure::new(code, number))?;
            let start = run.output.len();
            if self.framed {
                run.output.extend_from_slice(&[0; FRAME]);
            }
            let scope = Scope { value: &record, index: 0, count: 1, outer: None };
            if let Err((code, instruction)) = run.fill(&self.body, &scope) {
                let position = (number as u64).wrapping_mul(self.instructions as u64) + instruction as u64;
                return Err(Failure { code, position: position as u32 });
            }
            if self.framed {
                let length = (run.output.len() - start - FRAME) as u32;
                run.output[start..start + FRAME].copy_from_slice(&length.to_le_bytes());
            }
        }
        Ok(())
    }
}

struct Scope<'a> {
    value: &'a Value<'a>,
    index: usize,
    count: usize,
    outer: Option<&'a Scope<'a>>,
}

enum Found<'a> {
    Missing,
    In(&'a Value<'a>),
    Number(usize),
    Bool(bool),
}

fn field<'a>(value: &'a Value<'a>, name: &[u8]) -> Option<&'a Value<'a>> {
    match value {
        Value::Object(object) => object.get(name),
        _ => None,
    }
}

impl<'a> Scope<'a> {
    fn found(&'a self, path: &Path) -> Found<'a> {
        match path.root {
            Root::Names => self.named(&path.names[0]).and_then(|value| below(value, &path.names[1..])),
            Root::Element => below(self.value, &path.names),
            Root::Index => return Found::Number(self.index),
            Root::Number => return Found::Number(self.index + 1),
            Root::First => return Found::Bool(self.index == 0),
            Root::Last => return Found::Bool(self.index + 1 == self.count),
        }
        .map_or(Found::Missing, Found::In)
    }

    fn named(&'a self, name: &[u8]) -> Option<&'a Value<'a>> {
        let mut scope = Some(self);
        while let Some(each) = scope {
            if let Some(value) = field(each.value, name) {
                return Some(value);
            }
            scope = each.outer;
        }
        None
    }
}

fn below<'a>(value: &'a Value<'a>, names: &[Vec<u8>]) -> Option<&'a Value<'a>> {
    names.iter().try_fold(value, |value, name| field(value, name))
}

fn is_empty(value: &Found) -> bool {
    match value {
        Found::Missing | Found::Bool(false) => true,
        Found::In(Value::Null | Value::Bool(false)) => true,
        Found::In(Value::Text(text)) => text.is_empty(),
        Found::In(Value::List(values)) => values.is_empty(),
        Found::In(Value::Object(object)) => object.entries.is_empty(),
        _ => false,
    }
}

struct Run<'r> {
    reserved: &'r HashSet<Vec<u8>>,
    left: usize,
    steps: u64,
    output: &'r mut Vec<u8>,
}

impl Run<'_> {
    fn fill(&mut self, body: &[Instruction], scope: &Scope) -> Result<(), (Code, usize)> {
        for each in body {
            if self.steps == 0 {
                return Err((Code::StepLimit, 0));
            }
            self.steps -= 1;
            match each {
                Instruction::Text(text) => self.put_text(text)?,
                Instruction::Gap { number, path, quoting, default } => {
                    self.put_value(scope.found(path), *number, *quoting, default)?
                }
                Instruction::Choice { path, wanted, body } => {
                    if is_empty(&scope.found(path)) != *wanted {
                        self.fill(body, scope)?;
                    }
                }
                Instruction::Loop { number, path, body } => match scope.found(path) {
                    Found::Missing => return Err((Code::MissingValue, *number)),
                    Found::In(Value::Null) => {}
                    Found::In(Value::List(values)) => {
                        for (index, value) in values.iter().enumerate() {
                            let inner = Scope { value, index, count: values.len(), outer: Some(scope) };
                            self.fill(body, &inner)?;
                        }
                    }
                    Found::In(value @ Value::Object(_)) => {
                        self.fill(body, &Scope { value, index: 0, count: 1, outer: Some(scope) })?;
                    }
                    _ => return Err((Code::WrongValue, *number)),
                },
            }
        }
        Ok(())
    }

    fn take(&mut self, bytes: usize) -> Result<(), (Code, usize)> {
        self.left = self.left.checked_sub(bytes).ok_or((Code::OutputLimit, 0))?;
        Ok(())
    }

    fn put_text(&mut self, text: &[u8]) -> Result<(), (Code, usize)> {
        self.take(text.len())?;
        self.output.extend_from_slice(text);
        Ok(())
    }

    fn put_value(
        &mut self,
        found: Found,
        number: usize,
        quoting: Quoting,
        default: &Option<Vec<u8>>,
    ) -> Result<(), (Code, usize)> {
        let start = self.output.len();
        let digits;
        let own;
        let value = match found {
            Found::In(value) => value,
            Found::Missing => {
                return match default {
                    Some(text) => self.put_text(text),
                    None => Err((Code::MissingValue, number)),
                }
            }
            Found::Number(value) => {
                digits = value.to_string();
                own = Value::Number(digits.as_bytes());
                &own
            }
            Found::Bool(value) => {
                own = Value::Bool(value);
                &own
            }
        };
        put(value, quoting, self.reserved, self.output).map_err(|_| (Code::WrongValue, number))?;
        self.take(self.output.len() - start)
    }
}

struct ProgramReader<'a> {
    reader: Reader<'a>,
    length: usize,
    instructions: usize,
}

impl ProgramReader<'_> {
    fn program(&mut self) -> Result<Program, Failure> {
        if self.reader.byte()? != VERSION {
            return Err(Failure::new(Code::MalformedProgram, 0));
        }
        let framed = self.choice(1)? == 1;
        let mut reserved = HashSet::new();
        for _ in 0..self.count()? {
            reserved.insert(self.text()?);
        }
        let body = self.body(0)?;
        if !self.reader.finished() {
            return self.reader.fail();
        }
        Ok(Program { framed, reserved, body, instructions: self.instructions.max(1) })
    }

    fn choice(&mut self, most: u8) -> Result<u8, Failure> {
        let start = self.reader.offset();
        let value = self.reader.byte()?;
        if value > most {
            return Err(Failure::new(Code::MalformedProgram, start));
        }
        Ok(value)
    }

    /// A number of things of at least a byte each.
    fn count(&mut self) -> Result<usize, Failure> {
        let left = self.length - self.reader.offset();
        self.reader.count(left as u64)
    }

    fn text(&mut self) -> Result<Vec<u8>, Failure> {
        let start = self.reader.offset();
        let block = self.reader.block()?;
        if std::str::from_utf8(block).is_err() {
            return Err(Failure::new(Code::MalformedProgram, start));
        }
        Ok(block.to_vec())
    }

    fn body(&mut self, depth: usize) -> Result<Vec<Instruction>, Failure> {
        if depth > MOST_NESTING {
            return self.reader.fail();
        }
        let count = self.count()?;
        let mut body = Vec::new();
        for _ in 0..count {
            body.push(self.instruction(depth)?);
        }
        Ok(body)
    }

    fn instruction(&mut self, depth: usize) -> Result<Instruction, Failure> {
        let number = self.instructions;
        self.instructions += 1;
        Ok(match self.choice(3)? {
            0 => Instruction::Text(self.text()?),
            1 => {
                let quoting = Quoting::of(self.choice(MOST_QUOTING)?);
                let path = self.path()?;
                let default = if self.choice(1)? == 1 { Some(self.text()?) } else { None };
                Instruction::Gap { number, path, quoting, default }
            }
            2 => {
                let wanted = self.choice(1)? == 1;
                Instruction::Choice { path: self.path()?, wanted, body: self.body(depth + 1)? }
            }
            _ => Instruction::Loop { number, path: self.path()?, body: self.body(depth + 1)? },
        })
    }

    fn path(&mut self) -> Result<Path, Failure> {
        let root = match self.choice(5)? {
            0 => Root::Names,
            1 => Root::Element,
            2 => Root::Index,
            3 => Root::Number,
            4 => Root::First,
            _ => Root::Last,
        };
        let start = self.reader.offset();
        let count = self.reader.count(MOST_PATH)?;
        if (root == Root::Names && count == 0) || (root as u8 > Root::Element as u8 && count > 0) {
            return Err(Failure::new(Code::MalformedProgram, start));
        }
        let names = (0..count).map(|_| self.text()).collect::<Result<Vec<_>, _>>()?;
        Ok(Path { root, names })
    }
}
