"""People and their telephone numbers in a small database."""

import sqlite3


def open_book(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE IF NOT EXISTS people (name TEXT PRIMARY KEY, number TEXT)")
    return connection


def add(connection, name, number):
    with connection:
        connection.execute("INSERT OR REPLACE INTO people VALUES (?, ?)", (name, number))


def number_of(connection, name):
    row = connection.execute("SELECT number FROM people WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None
