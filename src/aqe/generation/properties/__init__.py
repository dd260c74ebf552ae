"""Laws of callables: conjectured from names, types and behaviour, and tried on inputs."""
