"""The built WASM module and the digest of the sources that it came from."""
