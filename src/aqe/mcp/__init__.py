"""The operations as tools over the Model Context Protocol, on standard input and output or over HTTP.

Only this room imports the protocol's SDK, which the extra ``mcp`` brings; `aqe.mcp.serve` starts a server.
"""
