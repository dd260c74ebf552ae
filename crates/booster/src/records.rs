use crate::failure::{Code, Failure, Limits};

pub struct Program;

impl Program {
    pub fn read(_program: &[u8]) -> Result<Program, Failure> {
        Err(Failure::new(Code::MalformedProgram, 0))
    }

    pub fn run(&self, _input: &[u8], _limits: Limits, _output: &mut Vec<u8>) -> Result<(), Failure> {
        Ok(())
    }
}
