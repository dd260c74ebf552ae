"""A search form over a table of people."""

COLUMNS = ("name", "city", "born")


def find(connection, text, order="name"):
    query = f"SELECT {', '.join(COLUMNS)} FROM people WHERE name LIKE '%{text}%' ORDER BY {order}"
    return connection.execute(query).fetchall()
