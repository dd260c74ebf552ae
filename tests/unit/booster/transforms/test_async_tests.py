from __future__ import annotations

from aqe.booster.transforms.async_tests import sync_to_async


def test_a_function_gets_the_mark() -> None:
    source = (
        "import asyncio\n\ndef test_a():\n    x = asyncio.run(f(1))  # c\n"
        "    assert asyncio.run(g()) == x\n"
    )
    done = sync_to_async(source)
    assert done.text == (
        "import asyncio\nimport pytest\n\n@pytest.mark.asyncio\nasync def test_a():\n"
        "    x = await f(1)  # c\n    assert (await g()) == x\n"
    )
    assert done.needs == ("pytest-asyncio, for the mark",)
    assert sync_to_async(done.text).text == done.text


def test_a_test_case_becomes_one_for_coroutines() -> None:
    source = (
        "import asyncio, unittest\n\nclass TestX(unittest.TestCase):\n    def test_a(self):\n"
        "        self.assertEqual(asyncio.run(f()), 1)\n\n    def test_b(self):\n        pass\n"
    )
    done = sync_to_async(source)
    assert done.text == (
        "import asyncio, unittest\n\nclass TestX(unittest.IsolatedAsyncioTestCase):\n"
        "    async def test_a(self):\n        self.assertEqual((await f()), 1)\n\n"
        "    def test_b(self):\n        pass\n"
    )


def test_what_is_left_is_told() -> None:
    source = (
        "import asyncio\n\ndef test_a():\n    def inner(): return asyncio.run(f())\n    inner()\n\n"
        "def test_b():\n    loop = asyncio.new_event_loop()\n    asyncio.run(f())\n\n"
        "class TestC(Base):\n    def test_c(self):\n        asyncio.run(f())\n\n"
        "def helper():\n    asyncio.run(f())\n"
    )
    done = sync_to_async(source)
    assert done.text == source
    assert [each.line for each in done.left] == [3, 7, 11]
