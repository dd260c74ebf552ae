"""Runs in the environment of a rival: makes records with it and prints how long that took.

It imports nothing of aqe. Each rival is used as its documentation shows for such a record.
"""

# mypy: ignore-errors

import json
import random
import sys
import time
from importlib import import_module
from typing import Any


def jsf_maker(request: Any) -> Any:
    """From the schema itself."""
    from jsf import JSF

    faker = JSF(request["schema"])
    return lambda count: faker.generate(count)


def polyfactory_maker(request: Any) -> Any:
    """From pydantic models of the same shape."""
    from typing import Annotated, Literal

    from polyfactory.factories.pydantic_factory import ModelFactory
    from pydantic import UUID4, AwareDatetime, BaseModel, Field

    class Address(BaseModel):
        street: str
        city: str
        zip: Annotated[str, Field(pattern="^[0-9]{5}$")]

    class Record(BaseModel):
        id: UUID4
        email: Annotated[str, Field(pattern=r"^[a-z]{4,10}@example\.com$")]
        name: Annotated[str, Field(min_length=1, max_length=80)]
        age: Annotated[int, Field(ge=18, le=99)]
        score: Annotated[float, Field(ge=0, le=100)]
        status: Literal["new", "open", "closed", "gone"]
        created_at: AwareDatetime
        address: Address
        tags: Annotated[
            list[Annotated[str, Field(min_length=1)]], Field(min_length=1, max_length=4)
        ]
        code: Annotated[str, Field(pattern="^[A-Z]{3}-[0-9]{4}$")]

    class Factory(ModelFactory[Record]):
        __model__ = Record

    Factory.seed_random(request["seed"])
    return lambda count: [each.model_dump(mode="json") for each in Factory.batch(count)]


def mimesis_maker(request: Any) -> Any:
    """From fields written by hand."""
    mimesis = import_module("mimesis")
    field = mimesis.Field(mimesis.Locale.EN, seed=request["seed"])
    draw = random.Random(request["seed"])
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    def record() -> Any:
        return {
            "id": field("uuid"),
            "email": field("email"),
            "name": field("full_name"),
            "age": draw.randint(18, 99),
            "score": round(draw.uniform(0, 100), 2),
            "status": draw.choice(["new", "open", "closed", "gone"]),
            "created_at": field("datetime").strftime("%Y-%m-%dT%H:%M:%SZ"),
            "address": {
                "street": field("address"),
                "city": field("city"),
                "zip": f"{draw.randrange(100_000):05d}",
            },
            "tags": [field("word") for _ in range(draw.randint(1, 4))],
            "code": "".join(draw.choices(letters, k=3)) + f"-{draw.randrange(10_000):04d}",
        }

    return lambda count: mimesis.Schema(schema=record, iterations=count).create()


def faker_maker(request: Any) -> Any:
    """From providers called by hand."""
    from faker import Faker

    fake = Faker()
    Faker.seed(request["seed"])

    def record() -> Any:
        return {
            "id": fake.uuid4(),
            "email": fake.email(),
            "name": fake.name(),
            "age": fake.pyint(18, 99),
            "score": fake.pyfloat(right_digits=2, min_value=0, max_value=100),
            "status": fake.random_element(("new", "open", "closed", "gone")),
            "created_at": fake.date_time_this_decade().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "address": {
                "street": fake.street_address(),
                "city": fake.city(),
                "zip": fake.numerify("#####"),
            },
            "tags": fake.words(fake.random_int(1, 4)),
            "code": fake.bothify("???-####").upper(),
        }

    return lambda count: [record() for _ in range(count)]


MAKERS: Any = {
    "jsf": jsf_maker,
    "polyfactory": polyfactory_maker,
    "mimesis": mimesis_maker,
    "faker": faker_maker,
}


def main() -> None:
    """One request on the standard input, one answer as the last line of the output."""
    request = json.load(sys.stdin)
    make = MAKERS[request["rival"]](request)
    make(2)
    cpu, wall = time.process_time(), time.perf_counter()
    records = make(request["count"])
    spent = time.process_time() - cpu, time.perf_counter() - wall
    print(json.dumps({"cpu_s": spent[0], "wall_s": spent[1], "records": records}, default=str))


main()
